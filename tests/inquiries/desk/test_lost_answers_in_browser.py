"""A press that does not get through is told, and can be made again."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from inquiries.models import CallAttempt
from tests.inquiries.desk.browsing import log_in
from tests.make import make_inquiry, make_municipality, make_staff_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FAILED = "Det kom inte fram. Försök igen"


@pytest.fixture(autouse=True)
def _noon():
    """A browser keeps its own clock, so these tests live today."""


@pytest.fixture
def card(page, live_server):
    maria = make_staff_member(make_municipality())
    municipality = maria.memberships.get().municipality
    now = timezone.now()
    make_inquiry(municipality, received_at=now, due_at=now, owner=maria)
    log_in(page, live_server, maria)
    page.add_init_script("console.error = () => {}")  # htmx tells of every failure
    page.goto(live_server.url + reverse("inquiries:today"))
    page.get_by_role("link", name="Ring Anna Holm").click()
    page.get_by_role("heading", name="Anna Holm").wait_for()
    return page


def test_a_call_sent_without_a_login_shows_its_note_and_the_way_back(card):
    card.locator("#call_note").fill("Ring på fredag.")
    card.context.clear_cookies()
    card.locator(".outcomes button[value=no_answer]").click()
    heading = card.get_by_role("heading", name="Du är inte inloggad längre")
    expect(heading).to_be_focused()
    expect(card.locator("textarea[readonly]")).to_have_value("Ring på fredag.")
    expect(card.locator("main")).to_have_count(1)
    assert not CallAttempt.objects.exists()


@pytest.mark.parametrize(
    "way",
    [
        "no network",
        pytest.param("refused", marks=pytest.mark.slow),
        pytest.param("no answer", marks=pytest.mark.slow),
    ],
)
def test_a_call_that_could_not_be_logged_is_told_and_logged_once(card, way):
    def lose(route):
        if way == "no network":
            route.abort()
        elif way == "refused":
            route.fulfill(status=403)
        else:  # it was saved, and nobody heard of it
            route.fetch()
            route.abort()

    card.route("**/samtal/", lose)
    card.locator("#call_note").fill("Ring på fredag.")
    card.keyboard.press("Escape")
    press = card.locator(".outcomes button[value=no_answer]")
    press.click()
    card.locator("#said", has_text=FAILED).wait_for()
    expect(card.locator("#call_note")).to_have_value("Ring på fredag.")
    card.unroute("**/samtal/")
    press.click()
    card.locator("#card .notice").wait_for()
    card.locator("#said", has_text=FAILED).wait_for(state="detached")
    assert CallAttempt.objects.count() == 1
