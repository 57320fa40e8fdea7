"""The waiting list, and meetings that change."""

from datetime import timedelta

import pytest

from followups.meetings import MeetingOver
from followups.models import MeetingSeat
from inquiries.services.meetings import (
    cancel_meeting,
    change_meeting,
)
from inquiries.services.moves import assign_owner
from inquiries.services.seats import give_up, invite
from messaging.models import Message
from tests.inquiries.services.meetings.seated import MINUTE, kinds, plan_of, step, told
from tests.make import (
    NOON,
    make_meeting,
    make_staff_member,
)

pytestmark = pytest.mark.django_db


def test_who_waits_is_told_and_does_what_was_planned(family, municipality, maria):
    meeting = make_meeting(municipality, maria, seats=1)
    invite(family(), meeting, by=maria, at=NOON)
    bo = family()
    before = step(bo)
    assert invite(bo, meeting, by=maria, at=NOON).is_waiting
    assert step(bo) == before
    assert kinds(bo) == ["queued"]
    assert told(bo) == [("waiting", "email"), ("waiting", "sms")]


def test_a_seat_given_up_goes_to_the_first_in_the_queue(family, municipality, maria):
    meeting = make_meeting(municipality, maria, seats=1)
    anna, bo, eva = family(owner=maria), family(), family()
    seat, waiting, last = (
        invite(each, meeting, by=maria, at=NOON) for each in (anna, bo, eva)
    )
    later = NOON + 10 * MINUTE
    Message.objects.update(status="sent", sent_at=NOON + MINUTE)
    give_up(seat, by=maria, at=later)
    waiting.refresh_from_db()
    last.refresh_from_db()
    assert (waiting.status, last.status) == ("seat", "waiting")
    assert step(anna)[0] == "call"
    assert anna.followups.open().get().owner == maria
    assert step(bo) == ("information_meeting", meeting.starts_at)
    assert bo.events.latest("id").by is None
    assert told(bo) == [("seat", "email"), ("seat", "sms")]
    assert told(anna) == [("left", "email"), ("left", "sms")]


def test_given_up_at_once_nothing_is_told_and_twice_is_once(family, meeting, maria):
    anna = family()
    seat = invite(anna, meeting, by=maria, at=NOON)
    for _ in range(2):
        give_up(seat, by=maria, at=NOON)
    assert told(anna) == []
    assert len(told(anna, status="cancelled")) == 2
    assert kinds(anna) == ["seated", "moved", "seat_left"]


def test_nobody_gives_up_a_seat_at_what_has_begun(family, meeting, maria):
    seat = invite(family(), meeting, by=maria, at=NOON)
    with pytest.raises(MeetingOver):
        give_up(seat, by=maria, at=meeting.starts_at)


def test_who_cannot_be_written_to_and_moves_up_is_to_be_called(
    family, municipality, maria
):
    meeting = make_meeting(municipality, maria, seats=1)
    seat = invite(family(), meeting, by=maria, at=NOON)
    bo = family(contact={"phone": "+46313900610"})
    invite(bo, meeting, by=maria, at=NOON)
    give_up(seat, by=maria, at=NOON)
    assert MeetingSeat.objects.get(inquiry=bo).has_seat
    assert step(bo)[0] == "call"


def test_a_new_time_is_told_to_all_with_a_seat_and_only_the_latest_leaves(
    family, meeting, maria
):
    anna = family()
    invite(anna, meeting, by=maria, at=NOON)
    for day in (1, 2):
        starts_at = meeting.starts_at + timedelta(days=day)
        ends_at = starts_at + timedelta(hours=2)
        plan = plan_of(meeting, starts_at=starts_at, ends_at=ends_at)
        moved = change_meeting(meeting, plan, [maria], by=maria, at=NOON)
    assert moved.sequence == 2
    assert step(anna) == ("information_meeting", starts_at)
    assert told(anna) == [("moved", "email"), ("moved", "sms")]
    sms = Message.objects.get(status="queued", channel="sms", kind="meeting")
    assert "lördag 21 mars" in sms.body
    assert kinds(anna)[2:] == ["meeting_moved", "meeting_moved"]


def test_another_title_is_told_to_nobody(family, meeting, maria):
    anna = family()
    invite(anna, meeting, by=maria, at=NOON)
    plan = plan_of(meeting, title="Träff i mars")
    change_meeting(meeting, plan, [maria], by=maria, at=NOON)
    assert kinds(anna) == ["seated", "moved"]


def test_of_a_new_time_that_cannot_be_written_the_family_is_called(
    family, meeting, maria
):
    bo = family(contact={"phone": "+46313900610"})
    invite(bo, meeting, by=maria, at=NOON)
    assert step(bo)[0] == "information_meeting"
    plan = plan_of(meeting, place="Skolan")
    change_meeting(meeting, plan, [maria], by=maria, at=NOON)
    assert step(bo)[0] == "call"


def test_more_seats_let_those_who_wait_move_up(family, municipality, maria):
    meeting = make_meeting(municipality, maria, seats=1)
    asked = [family() for _ in range(4)]
    for each in asked:
        invite(each, meeting, by=maria, at=NOON)
    change_meeting(meeting, plan_of(meeting, seats=3), [maria], by=maria, at=NOON)
    statuses = [each.meeting_seats.get().status for each in asked]
    assert statuses == ["seat", "seat", "seat", "waiting"]


def test_a_cancelled_meeting_is_told_and_a_call_comes_next(family, meeting, maria):
    ali = make_staff_member(meeting.municipality)
    anna, bo, eva = (family() for _ in range(3))
    for each in (anna, bo, eva):
        invite(each, meeting, by=maria, at=NOON)
    assign_owner(anna, ali, by=maria, at=NOON)
    before = step(eva)
    for _ in range(2):
        cancel_meeting(meeting, by=maria, at=NOON)
    assert step(anna)[0] == "call"
    assert NOON < step(anna)[1] < meeting.starts_at
    assert anna.followups.open().get().owner == ali
    assert step(eva) == before  # only waited
    for each in (anna, bo, eva):
        assert told(each) == [("off", "email"), ("off", "sms")]
        assert kinds(each)[-1] == "meeting_off"
