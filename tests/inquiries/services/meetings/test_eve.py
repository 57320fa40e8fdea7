"""Families are reminded of a meeting on the day before, and of no time but the real."""

from datetime import time, timedelta

import pytest
import time_machine
from django.utils.timezone import localtime

from inquiries.meeting_letters import still_wanted
from inquiries.services.meetings import cancel_meeting, change_meeting
from inquiries.services.moves import move_inquiry
from inquiries.services.seats import give_up, invite
from inquiries.workflow import Stage, TheirReason
from messaging.models import Message, Status
from messaging.neutrality import is_neutral
from tests.inquiries.services.meetings.seated import plan_of, told
from tests.make import NOON, make_meeting, make_staff_member

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def eves(inquiry, *statuses):
    found = Message.objects.filter(inquiry=inquiry, kind="meeting-eve")
    return list(found.filter(status__in=statuses or [Status.QUEUED]))


def test_who_has_a_seat_is_reminded_at_five_on_the_day_before(family, meeting, maria):
    anna = family()
    invite(anna, meeting, by=maria, at=NOON)
    assert sorted(each.channel for each in eves(anna)) == ["email", "sms"]
    for each in eves(anna):
        local = localtime(each.not_before)
        assert local.date() == localtime(meeting.starts_at).date() - DAY
        assert local.time() == time(17)
        assert each.calendar == ""
        dash = "–" if each.channel == "email" else "-"
        assert f"torsdag 19 mars klockan 18.00{dash}20.00" in each.body
        assert is_neutral(each.heading + each.body)
    mail = next(each for each in eves(anna) if each.channel == "email")
    assert "Plats: Biblioteket, Storgatan 1" in mail.body
    assert "Länk: https://meet.example.se/k4" in mail.body


def test_the_reminder_follows_the_new_time_and_the_old_one_never_leaves(
    family, meeting, maria
):
    anna = family()
    invite(anna, meeting, by=maria, at=NOON)
    old = eves(anna)
    later = meeting.starts_at + 3 * DAY
    plan = plan_of(meeting, starts_at=later, ends_at=later + timedelta(hours=2))
    change_meeting(meeting, plan, [maria], by=maria, at=NOON)
    assert {
        each.status for each in Message.objects.filter(pk__in=[e.pk for e in old])
    } == {Status.CANCELLED}
    new = eves(anna)
    assert {localtime(each.not_before).date() for each in new} == {
        localtime(later).date() - DAY
    }
    assert all("söndag 22 mars" in each.body for each in new)
    assert still_wanted([*old, *new]) == {each.pk for each in new}


def test_a_reminder_that_a_round_has_in_hand_is_stopped_by_the_last_look(
    family, meeting, maria
):
    anna = family()
    invite(anna, meeting, by=maria, at=NOON)
    old = eves(anna)
    plan = plan_of(meeting, place="Skolan")
    change_meeting(meeting, plan, [maria], by=maria, at=NOON)
    assert still_wanted(old) == set()


def test_whoever_was_told_of_the_seat_is_told_that_it_is_given_up(
    family, meeting, maria
):
    anna = family()
    seat = invite(anna, meeting, by=maria, at=NOON)
    Message.objects.filter(kind="meeting").update(status=Status.SENT, sent_at=NOON)
    give_up(seat, by=maria, at=NOON)
    assert told(anna) == [("left", "email"), ("left", "sms")]
    assert eves(anna) == []


@pytest.mark.parametrize("end", ["cancelled", "left", "withdrawn"])
def test_who_does_not_come_is_not_reminded(family, meeting, maria, end):
    anna = family()
    seat = invite(anna, meeting, by=maria, at=NOON)
    reminders = eves(anna)
    if end == "cancelled":
        cancel_meeting(meeting, by=maria, at=NOON)
    elif end == "left":
        give_up(seat, by=maria, at=NOON)
    else:
        reason = TheirReason.LIFE_CHANGED
        move_inquiry(anna, Stage.WITHDRAWN, by=maria, at=NOON, reason=reason)
    assert still_wanted(reminders) == set()
    if end != "withdrawn":
        assert eves(anna) == []


def test_who_waits_for_a_seat_is_reminded_of_none_until_there_is_one(
    family, municipality, maria
):
    meeting = make_meeting(municipality, maria, seats=1)
    anna, bo = family(), family()
    seat = invite(anna, meeting, by=maria, at=NOON)
    invite(bo, meeting, by=maria, at=NOON)
    assert eves(bo) == []
    give_up(seat, by=maria, at=NOON)
    assert len(eves(bo)) == 2


def test_who_gets_a_seat_on_the_day_before_is_told_once(family, municipality, maria):
    meeting = make_meeting(municipality, maria)
    evening = (meeting.starts_at - DAY).astimezone(NOON.tzinfo).replace(hour=17)
    anna = family()
    with time_machine.travel(evening, tick=False):
        invite(anna, meeting, by=maria, at=evening)
    assert eves(anna) == []


def test_a_suspect_inquiry_is_reminded_of_nothing(family, meeting, maria):
    suspect = family(suspicion="honeypot")
    invite(suspect, meeting, by=make_staff_member(meeting.municipality), at=NOON)
    assert eves(suspect) == []
