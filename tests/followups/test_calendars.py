"""Our calendars, read by another library than the one that writes them."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes

import pytest
import time_machine
import vobject
from django.urls import reverse

from followups.calendar_text import Guest, invitation
from followups.models import Appointment, CalendarFeed, Engagement
from messaging.channels.email import as_mail
from tests.make import (
    NOON,
    STOCKHOLM,
    client_of,
    make_inquiry,
    make_message,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db
ANNA = Guest("anna@example.se", "Ekebacka kommun", "hem@example.se")
WINTER = datetime(2026, 1, 15, 13, tzinfo=STOCKHOLM)
SUMMER = datetime(2026, 7, 15, 13, tzinfo=STOCKHOLM)


def appointment(starts_at=SUMMER, **fields):
    return Appointment(
        kind="home_visit",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        **fields,
    )


def text(starts_at=SUMMER, *, title="Besök", guest=ANNA, **more):
    return invitation(appointment(starts_at), guest, title=title, at=NOON, **more)


@pytest.mark.parametrize("starts_at", [WINTER, SUMMER], ids=["winter", "summer"])
def test_it_opens_at_the_right_local_hour_in_both_seasons(starts_at):
    event = vobject.readOne(text(starts_at)).vevent
    begins = event.dtstart.value
    assert begins.utcoffset() == timedelta(0)
    assert begins.astimezone(STOCKHOLM).hour == 13
    assert event.dtend.value - begins == timedelta(hours=2)


def test_times_stand_in_utc_and_no_zone_is_named():
    lines = text(SUMMER).splitlines()
    assert "DTSTART:20260715T110000Z" in lines
    assert "DTSTAMP:20260311T110000Z" in lines
    assert not [each for each in lines if "TZID" in each]


def test_it_is_a_request_or_a_cancellation_with_host_and_guest():
    calendar = vobject.readOne(text())
    assert calendar.method.value == "REQUEST"
    assert calendar.vevent.organizer.value == "mailto:hem@example.se"
    assert calendar.vevent.attendee.value == "mailto:anna@example.se"
    off = vobject.readOne(text(is_off=True))
    assert off.method.value == "CANCEL"
    assert off.vevent.status.value == "CANCELLED"


@pytest.mark.parametrize("title", ["Å" * 200, "家庭访问 " * 30, "a;b,c\\d\n🏠" * 20])
def test_unknown_characters_are_folded_right(title):
    written = text(
        title=title, guest=Guest("a@example.se", 'Öster "K" kommun', "b@c.se")
    )
    assert all(len(each.encode()) <= 75 for each in written.split("\r\n"))
    assert vobject.readOne(written).vevent.summary.value == title.replace("\r", "")


def test_the_mail_carries_it_twice():
    message = make_message(
        make_municipality(), calendar=text(is_off=True), body="Besöket är avbokat."
    )
    mail = message_from_bytes(
        as_mail(message, message.municipality).message().as_bytes()
    )
    parts = {each.get_content_type(): each for each in mail.walk()}
    invited = parts["text/calendar"]
    assert invited.get_param("method") == "CANCEL"
    assert vobject.readOne(invited.get_payload(decode=True).decode()).vevent
    attached = parts["application/ics"]
    assert attached.get_filename() == "kalender.ics"
    assert attached.get_payload(decode=True) == message.calendar.encode()


def test_a_mail_without_a_calendar_is_as_plain_as_ever():
    message = make_message(make_municipality())
    assert not as_mail(message, message.municipality).message().is_multipart()


@pytest.fixture
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def maria():
    return make_staff_member(make_municipality(), display_name="Maria Lind")


def book(maria, starts_at):
    inquiry = make_inquiry(maria.memberships.get().municipality)
    visit = appointment(
        starts_at,
        municipality=inquiry.municipality,
        inquiry=inquiry,
        made_at=NOON,
    )
    visit.save()
    Engagement.objects.create(
        municipality=inquiry.municipality,
        appointment=visit,
        staff=maria,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
    )
    return visit


def make_address(maria):
    answer = client_of(maria).post(reverse("followups:feed"))
    return answer.context["address"].removeprefix("http://testserver")


def events(client, address):
    answer = client.get(address)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return vobject.readOne(answer.content.decode()).contents.get("vevent", [])


@pytest.mark.usefixtures("_noon")
def test_a_feed_gives_ones_own_bookings_and_names_nobody(client, maria):
    visit = book(maria, NOON + timedelta(days=2))
    book(maria, NOON + timedelta(days=61))
    book(maria, NOON - timedelta(days=31))
    book(make_staff_member(make_municipality()), NOON + timedelta(days=2))
    (event,) = events(client, make_address(maria))
    assert event.summary.value == "Upptagen – besök"
    assert event.dtstart.value == visit.starts_at.astimezone(UTC)
    assert event.url.value.endswith(f"/desk/anmalningar/{visit.inquiry_id}/")
    assert "Anna" not in event.serialize()


@pytest.mark.usefixtures("_noon")
def test_a_feed_asks_for_no_session_and_is_not_kept(client, maria):
    answer = client.get(make_address(maria))
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


@pytest.mark.usefixtures("_noon")
def test_only_the_hash_of_the_secret_is_kept(maria):
    secret = make_address(maria).removeprefix("/kalender/").removesuffix(".ics")
    kept = CalendarFeed.objects.get().secret_hash
    assert len(secret) >= 43
    assert secret not in kept
    shown = client_of(maria).get(reverse("followups:feed")).content.decode()
    assert secret not in shown


@pytest.mark.usefixtures("_noon")
def test_a_new_address_a_revoked_one_and_a_colleague_who_left(client, maria):
    first, second = make_address(maria), make_address(maria)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    client_of(maria).post(reverse("followups:feed"), {"revoke": "1"})
    assert client.get(second).status_code == 404
    third = make_address(maria)
    maria.is_active = False
    maria.save()
    assert client.get(third).status_code == 404
