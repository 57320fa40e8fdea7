"""What is shown when something has gone wrong: for everybody, with a way on."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from playwright.sync_api import expect

from inquiries.models import Inquiry
from inquiries.views import interest, pages
from tests.accessibility import faults_of
from tests.browsers import next_page
from tests.make import make_municipality, make_staff_member

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]
PHONE = "031-390 06 10"
WAY_ON = {"": "Till startsidan", "/en": "To the start page"}


@pytest.fixture
def visitor(browser):
    """A page that tolerates the faults which are looked at here."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.fixture(autouse=True)
def _served(settings):
    settings.FORM_MINIMUM_SECONDS = 0
    municipality = make_municipality(name="Ekebacka kommun")
    make_staff_member(municipality, display_name="Maria Lind")


def fail_with(error):
    def fail(*_args, **_options):
        raise error

    return fail


@pytest.mark.parametrize("prefix", WAY_ON)
@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RuntimeError("a fault"), 500),
        (OperationalError("the database is away"), 503),
        (PermissionDenied(), 403),
    ],
)
def test_a_page_that_cannot_be_shown(
    visitor, live_server, monkeypatch, prefix, error, status
):
    visitor.goto(f"{live_server.url}{prefix}/")
    monkeypatch.setattr(pages, "said_now", fail_with(error))
    assert visitor.goto(f"{live_server.url}{prefix}/").status == status
    assert PHONE in visitor.locator("main").inner_text()
    assert visitor.locator("html").get_attribute("lang") == (prefix[1:] or "sv")
    assert not faults_of(visitor)


@pytest.mark.parametrize("prefix", WAY_ON)
@pytest.mark.parametrize(("path", "status"), [("/nowhere/", 404), ("/?a=%00", 400)])
def test_an_address_that_leads_nowhere(visitor, live_server, prefix, path, status):
    visitor.goto(f"{live_server.url}{prefix}/")
    assert visitor.goto(f"{live_server.url}{prefix}{path}").status == status
    assert PHONE in visitor.locator("main").inner_text()
    assert not faults_of(visitor)
    visitor.click(f"text={WAY_ON[prefix]}")
    expect(visitor).to_have_url(f"{live_server.url}{prefix}/")


@pytest.mark.parametrize("prefix", WAY_ON)
def test_a_login_without_its_cookie(visitor, live_server, prefix):
    visitor.goto(f"{live_server.url}{prefix}/")
    visitor.goto(f"{live_server.url}{prefix}/konto/logga-in/")
    visitor.context.clear_cookies()
    visitor.fill("[name=login]", "maria@example.se")
    visitor.fill("[name=password]", "anything")
    visitor.click("main button[type=submit]")
    expect(visitor.get_by_text(WAY_ON[prefix])).to_be_visible()
    assert not faults_of(visitor)


@pytest.mark.parametrize("prefix", WAY_ON)
def test_a_form_sent_while_the_database_is_away_is_sent_with_one_more_press(
    visitor, live_server, monkeypatch, prefix
):
    visitor.goto(f"{live_server.url}{prefix}/intresse/kontakt/")
    visitor.fill("[name=name]", "Anna Holm")
    visitor.fill("[name=phone]", "070-174 06 12")
    visitor.click("main button[type=submit]")
    visitor.fill("[name=message]", 'Ring efter "fem" <b>')
    with monkeypatch.context() as broken:
        broken.setattr(interest, "send", fail_with(OperationalError("away")))
        with next_page(visitor):
            visitor.click("main button[type=submit]")
        assert PHONE in visitor.locator("main").inner_text()
        assert not faults_of(visitor)
    visitor.click("main button[type=submit]")
    visitor.wait_for_url("**/tack/**")
    assert Inquiry.objects.get().contact.message == 'Ring efter "fem" <b>'
