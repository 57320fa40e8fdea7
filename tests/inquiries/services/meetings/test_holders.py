"""Who holds a meeting gets it in the calendar, and is reminded on the day before."""

from datetime import time, timedelta

import pytest
import vobject
from django.utils.timezone import localtime

from inquiries.holder_letters import still_wanted
from inquiries.services.meetings import (
    cancel_meeting,
    change_meeting,
    plan_information_meeting,
)
from messaging.models import Message, NoticeChoice, OwnQuietHours, Status
from messaging.neutrality import is_neutral
from organisation.services import touch_settings
from tests.inquiries.services.meetings.seated import MINUTE, plan_of
from tests.make import NOON, make_meeting, make_staff_member

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def ali(municipality):
    return make_staff_member(municipality, display_name="Ali Haddad")


@pytest.fixture
def held(municipality, maria):
    """A meeting that Maria holds, and has been told of."""
    plan = plan_of(make_meeting(municipality), link="https://meet.example.se/k4")
    meeting = plan_information_meeting(municipality, plan, [maria], by=maria, at=NOON)
    Message.objects.filter(kind="holding").update(status=Status.SENT, sent_at=NOON)
    return meeting


def waiting(staff, *kinds):
    found = Message.objects.filter(staff=staff, status=Status.QUEUED)
    return list(found.filter(kind__in=kinds)) if kinds else list(found)


def kinds_of(staff):
    return sorted(each.kind for each in waiting(staff))


def entry_of(message):
    """The one entry, as another library reads it."""
    calendar = vobject.readOne(message.calendar)
    return calendar.method.value, calendar.vevent


def moved(meeting, by=DAY, **changed):
    starts_at, ends_at = meeting.starts_at + by, meeting.ends_at + by
    return plan_of(meeting, **{"starts_at": starts_at, "ends_at": ends_at} | changed)


def test_whoever_holds_it_is_invited_with_it_for_the_calendar(
    municipality, maria, ali, settings
):
    settings.SEND_DELAY = MINUTE
    plan = plan_of(make_meeting(municipality), link="https://meet.example.se/k4")
    meeting = plan_information_meeting(
        municipality, plan, [maria, ali], by=maria, at=NOON
    )
    for each in (maria, ali):
        (mail,) = waiting(each, "holding")
        assert (mail.recipient, mail.not_before) == (each.email, NOON + MINUTE)
        assert mail.heading == "Du håller en träff torsdag 19 mars klockan 18.00–20.00"
        assert "Plats: Biblioteket, Storgatan 1" in mail.body
        assert f"/desk/anmalningar/traffar/{meeting.pk}/" in mail.body
        assert is_neutral(mail.heading)
        assert meeting.title not in mail.heading + mail.body + mail.calendar
        method, event = entry_of(mail)
        assert method == "REQUEST"
        assert event.uid.value.startswith(str(meeting.uid))
        assert event.sequence.value == "0"
        assert event.attendee.value == f"mailto:{each.email}"
        assert (event.dtstart.value, event.dtend.value) == (
            meeting.starts_at,
            meeting.ends_at,
        )
        assert event.summary.value == "Upptagen – möte"
        assert event.location.value == meeting.place


def test_a_new_time_reaches_the_same_entry_and_nothing_of_the_old_one_leaves(
    held, maria
):
    old = waiting(maria, "holding-eve")
    meeting = change_meeting(held, moved(held), [maria], by=maria, at=LATER)
    (mail,) = waiting(maria, "holding")
    method, event = entry_of(mail)
    assert (method, event.sequence.value) == ("REQUEST", "1")
    assert event.dtstart.value == meeting.starts_at
    assert mail.heading.startswith("Ny tid eller plats: din träff fredag 20 mars")
    (new,) = waiting(maria, "holding-eve")
    assert localtime(new.not_before).date() == localtime(meeting.starts_at).date() - DAY
    assert localtime(new.not_before).time() == time(17)
    assert Message.objects.get(pk=old[0].pk).status == Status.CANCELLED
    assert still_wanted([*old, new]) == {new.pk}


def test_whoever_takes_over_is_invited_and_whoever_holds_it_no_more_is_told(
    held, maria, ali
):
    change_meeting(held, plan_of(held), [ali], by=maria, at=LATER)
    (off,) = waiting(maria)
    method, event = entry_of(off)
    assert (off.kind, method, event.status.value) == (
        "holding-off",
        "CANCEL",
        "CANCELLED",
    )
    assert "Du håller inte längre träffen" in off.heading
    assert kinds_of(ali) == ["holding", "holding-eve"]
    assert entry_of(waiting(ali, "holding")[0])[1].sequence.value == "1"


def test_whoever_goes_on_holding_it_is_told_nothing_when_somebody_joins(
    held, maria, ali
):
    change_meeting(held, plan_of(held), [maria, ali], by=maria, at=LATER)
    assert kinds_of(maria) == ["holding-eve"]
    assert still_wanted(waiting(maria)) == {each.pk for each in waiting(maria)}


def test_another_title_is_no_news_to_who_holds_it(held, maria):
    before = {each.pk for each in waiting(maria)}
    change_meeting(held, plan_of(held, title="Öppet"), [maria], by=maria, at=LATER)
    assert {each.pk for each in waiting(maria)} == before


def test_a_cancelled_meeting_leaves_the_calendar(held, maria):
    cancel_meeting(held, by=maria, at=LATER)
    (off,) = waiting(maria)
    method, event = entry_of(off)
    assert (method, event.status.value, event.sequence.value) == (
        "CANCEL",
        "CANCELLED",
        "1",
    )
    assert "inställd" in off.heading


def test_whoever_never_heard_of_it_is_not_told_that_it_is_off(municipality, maria):
    plan = plan_of(make_meeting(municipality))
    meeting = plan_information_meeting(municipality, plan, [maria], by=maria, at=NOON)
    cancel_meeting(meeting, by=maria, at=NOON)
    assert waiting(maria) == []


def test_who_left_and_came_back_before_the_mail_is_told_nothing(held, maria, ali):
    change_meeting(held, plan_of(held), [ali], by=maria, at=LATER)
    change_meeting(held, plan_of(held), [maria, ali], by=maria, at=LATER)
    assert kinds_of(maria) == ["holding-eve"]
    assert kinds_of(ali) == ["holding", "holding-eve"]


def test_what_is_planned_for_tomorrow_in_the_evening_needs_no_reminder(
    municipality, maria
):
    starts_at = NOON + timedelta(hours=10)
    plan = plan_of(
        make_meeting(municipality),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
    )
    plan_information_meeting(municipality, plan, [maria], by=maria, at=NOON)
    assert kinds_of(maria) == ["holding"]


def test_the_reminder_goes_by_the_ways_and_hours_that_the_person_chose(
    municipality, maria, ali
):
    NoticeChoice.objects.create(staff=maria, topic="reminder", reach="none")
    OwnQuietHours.objects.create(
        staff=ali, begins=time(16), ends=time(18), urgent_passes=True
    )
    touch_settings(municipality)
    plan = plan_of(make_meeting(municipality))
    plan_information_meeting(municipality, plan, [maria, ali], by=maria, at=NOON)
    assert kinds_of(maria) == ["holding"]
    (reminder,) = waiting(ali, "holding-eve")
    assert localtime(reminder.not_before).time() == time(18)
    assert reminder.heading.startswith("I morgon: din träff torsdag 19 mars")
