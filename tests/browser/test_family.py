"""A family books, changes and cancels its time, by the link in its mail."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from followups import slots as cutting
from followups.models import Appointment, Engagement, Promise
from followups.wording import window_text
from inquiries.services.receive import receive
from messaging.jobs import dispatch
from organisation.models import OpeningWindow
from tests.make import Registration, client_of, make_municipality, make_staff_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE_WIDTH = 390
ANNA = {"name": "Anna Holm", "phone": "+46701740612", "email": "anna@example.se"}


@pytest.fixture
def town(settings, tmp_path, live_server):
    settings.BASE_URL = live_server.url
    settings.SMS_URL = f"file://{tmp_path}/sms"
    town = make_municipality(name="Ekebacka kommun", hours=False)
    for weekday in range(7):  # whatever day it is when the test runs
        OpeningWindow.objects.create(
            municipality=town, weekday=weekday, opens="08:00", closes="16:00"
        )
    return town


@pytest.fixture
def maria(town):
    staff = make_staff_member(town, display_name="Maria Lind")
    cutting.cut(town, timezone.now())
    return staff


@pytest.fixture
def inquiry(town, maria):
    return receive(town, Registration(**ANNA), at=timezone.now())


def link_in_mail(town):
    dispatch.apply().get()
    letter = next(each for each in mail.outbox if each.to == ["anna@example.se"])
    return re.search(r"http\S+/f/\w+/", letter.body)[0]


def choose(page, number):
    """Press the nth free time of the first day that has one, and give its hour."""
    page.locator("summary").click()
    label = page.locator(".times-of-day label").nth(number)
    hour = label.inner_text()
    label.click()
    page.get_by_role("button", name="Välj").click()
    page.get_by_role("status").wait_for()
    return hour


@pytest.mark.parametrize(
    "javascript",
    [True, pytest.param(False, marks=pytest.mark.slow)],
    ids=["script", "no script"],
)
def test_a_family_books_changes_and_cancels(javascript, new_page, town, maria, inquiry):
    page = new_page(javascript=javascript, width=PHONE_WIDTH)
    page.goto(link_in_mail(town))
    assert "Maria ringer dig senast" in page.locator("main").inner_text()

    page.get_by_role("link", name="Välj en tid").click()
    first = choose(page, 0)
    booked = Appointment.objects.standing().get()
    when = window_text(booked.starts_at, booked.ends_at, timezone.now())
    expect(page.locator("main")).to_contain_text(f"Maria ringer dig {when}.")
    expect(page.get_by_role("status")).to_have_text("Din nya tid är noterad.")

    page.get_by_role("link", name="Ändra tiden").click()
    second = choose(page, 2)
    assert second != first
    changed = Appointment.objects.standing().get()
    assert changed.pk == booked.pk
    assert changed.sequence == booked.sequence + 1
    assert changed.starts_at != booked.starts_at

    page.get_by_role("link", name="Avboka tiden").click()
    page.get_by_role("button", name="Avboka tiden").click()
    expect(page.get_by_role("status")).to_have_text("Din tid är avbokad.")
    assert not Engagement.objects.filter(is_active=True).exists()
    expect(page.locator("main")).to_contain_text("Maria ringer dig senast")
    outcomes = list(Promise.objects.values_list("outcome", flat=True))
    assert sorted(outcomes) == ["open", "superseded", "superseded", "superseded"]

    record = client_of(maria).get(reverse("inquiries:record", args=[inquiry.pk]))
    history = record.content.decode()
    assert history.count("Familjen valde själv när vi ska höra av oss.") == 2
    assert history.count("Familjen avbokade sin tid.") == 1
