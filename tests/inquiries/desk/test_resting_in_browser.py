"""Who rests, in a real browser: unfolded, woken in place, still unfolded."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from inquiries.workflow import Stage
from tests.inquiries.desk.browsing import log_in
from tests.make import make_inquiry, make_municipality, make_staff_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _noon():
    """A browser keeps its own clock, so this test lives today."""


def test_whoever_rests_is_woken_in_place_and_the_others_stay_in_sight(
    page, live_server
):
    maria = make_staff_member(make_municipality(), display_name="Maria Lind")
    now = timezone.now()
    for name, days in (("Lisa Ek", 20), ("Bo Ek", 30)):
        make_inquiry(
            maria.memberships.get().municipality,
            contact={"name": name},
            received_at=now - timedelta(days=90),
            stage=Stage.DORMANT,
            wake_up_on=(now + timedelta(days=days)).date(),
        )
    log_in(page, live_server, maria)
    page.goto(live_server.url + reverse("inquiries:today"))
    resting = page.locator("#resting")
    expect(resting.get_by_role("button", name="Väck nu Lisa Ek")).to_be_hidden()
    resting.locator("summary").press("Enter")
    resting.get_by_role("button", name="Väck nu Lisa Ek").press("Enter")
    expect(page.get_by_role("heading", name="Lisa Ek")).to_be_focused()
    expect(page.locator("#last-done")).to_contain_text("Lisa Ek")
    expect(resting.get_by_role("button", name="Väck nu Lisa Ek")).to_have_count(0)
    expect(resting.get_by_role("button", name="Väck nu Bo Ek")).to_be_visible()
