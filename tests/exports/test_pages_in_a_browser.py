"""Files in a real browser: axe, 320 pixels, and a page that goes on by itself."""

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from exports.making import make_due
from organisation.models import Role
from tests.accessibility import LANGUAGES, faults_of
from tests.make import client_of, make_export, make_municipality, make_staff_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def karin():
    return make_staff_member(make_municipality(), Role.MANAGER)


@pytest.fixture
def make(karin):
    town = karin.memberships.get().municipality
    return lambda **fields: make_export(
        town, asked_by=karin, asked_at=timezone.now(), **fields
    )


@pytest.fixture
def log_in(karin, live_server):
    """Let a page be Karin's, and give the address of the server."""

    def let(page):
        session = client_of(karin).cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session}
        page.context.add_cookies([cookie | {"url": live_server.url}])
        return f"{live_server.url}/desk/filer/"

    return let


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing(new_page, log_in, make, karin, language):
    karin.desk_language = language
    karin.save()
    running = make(status="queued", steps=13, steps_done=4)
    page = new_page()
    files = log_in(page)
    for path in ("", f"{running.pk}/", f"{make().pk}/", f"{make(status='failed').pk}/"):
        page.goto(f"{files}{path}")
        assert not faults_of(page), path


@pytest.mark.slow
def test_nothing_sticks_out_at_320_pixels(new_page, log_in, make):
    page = new_page(width=320)
    files = log_in(page)
    title = "Tolv månader: november 2025–oktober 2026, Excel"
    for path in (f"{make(status='queued', title=title).pk}/", ""):
        page.goto(f"{files}{path}")
        overhang = page.evaluate(
            "document.documentElement.scrollWidth"
            " - document.documentElement.clientWidth"
        )
        assert overhang == 0, path


def test_the_page_goes_on_by_itself_until_the_file_can_be_fetched(
    new_page, log_in, make
):
    export = make(status="queued", parameters={"month": "2026-01", "version": 0})
    page = new_page()
    page.goto(f"{log_in(page)}{export.pk}/")
    assert page.locator("progress").is_visible()
    make_due(timezone.now())
    page.get_by_role("link", name="Hämta filen").wait_for()
    expect(page.locator("#said")).to_contain_text("Klar: Oktober 2026, PDF")


@pytest.mark.slow
def test_without_script_one_loads_the_page_again(page_without_javascript, log_in, make):
    page = page_without_javascript
    export = make(status="queued", parameters={"month": "2026-01", "version": 0})
    page.goto(f"{log_in(page)}{export.pk}/")
    make_due(timezone.now())
    page.get_by_role("link", name="Läs om sidan").click()
    expect(page.get_by_role("link", name="Hämta filen")).to_be_visible()
