"""A visit is booked during a call, with the keyboard alone; moved; cancelled."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from followups import slots as cutting
from followups.models import Appointment
from inquiries.models import Inquiry
from inquiries.services.receive import receive
from messaging.models import Message
from organisation.services import touch_settings
from tests.accessibility import faults_of
from tests.inquiries.desk.browsing import log_in
from tests.make import Registration, make_municipality, make_staff_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def maria():
    town = make_municipality(name="Ekebacka kommun")
    maria = make_staff_member(town, display_name="Maria Lind")
    make_staff_member(town, display_name="Ali Haddad")
    touch_settings(town)
    cutting.cut(town, timezone.now())
    receive(
        town,
        Registration(
            name="Anna Holm",
            phone="+46701740612",
            email="anna@example.se",
            owner_id=maria.pk,
        ),
        at=timezone.now() - timedelta(minutes=5),
    )
    return maria


def test_a_visit_is_booked_during_the_call_moved_and_cancelled(
    new_page, live_server, maria
):
    inquiry = Inquiry.objects.get()
    page = new_page(width=390)
    log_in(page, live_server, maria)
    page.goto(f"{live_server.url}{reverse('inquiries:today')}?oppen={inquiry.pk}")
    page.locator("#card-name").wait_for()
    page.keyboard.press("1")
    page.locator("#card-name:focus", has_text="Anna Holm: vad händer nu?").wait_for()
    page.keyboard.press("b")
    expect(page.locator(":focus")).to_have_attribute("name", "time")
    page.keyboard.press("ArrowDown")
    assert not faults_of(page)
    page.keyboard.press("Enter")
    page.locator("#card .notice", has_text="besöket är bokat").wait_for()
    visit = Appointment.objects.get()
    assert visit.engagements.count() == 2
    assert Message.objects.filter(kind="invitation").exclude(calendar="").count() == 3

    page.goto(live_server.url + reverse("inquiries:record", args=[inquiry.pk]))
    page.get_by_role("link", name="Flytta hembesöket").click()
    page.locator(".booking-times label").nth(3).click()
    page.get_by_role("button", name=re.compile("^Flytta till den här tiden")).click()
    page.get_by_text("den nya tiden är").wait_for()
    visit.refresh_from_db()
    assert visit.sequence == 1

    page.locator("summary", has_text="Avboka hembesöket").click()
    page.get_by_role("button", name="Avboka hembesöket").click()
    page.get_by_text("Tiden är avbokad.").wait_for()
    visit.refresh_from_db()
    assert visit.cancelled_at is not None
    assert inquiry.followups.open().get().kind == "call"
