"""Who came, who left, and whose word is the latest."""

from datetime import timedelta

import pytest

from followups import meetings
from followups.models import MeetingSeat
from inquiries.meeting_letters import still_wanted
from inquiries.models import Event
from inquiries.services.erase import erase_person
from inquiries.services.meetings import (
    NotBegun,
    mark_attendance,
)
from inquiries.services.moves import move_inquiry
from inquiries.services.seats import give_up, invite, settle_seats
from inquiries.services.undo import undoable
from inquiries.workflow import Stage, TheirReason
from messaging.models import Message
from tests.inquiries.services.meetings.seated import MINUTE, kinds, step
from tests.make import (
    NOON,
    make_meeting,
)

pytestmark = pytest.mark.django_db


def test_who_came_is_an_event_and_no_conversation(family, meeting, maria):
    anna = family()
    seat = invite(anna, meeting, by=maria, at=NOON)
    after = meeting.ends_at
    mark_attendance(seat, True, by=maria, at=after)
    anna.refresh_from_db()
    assert anna.first_contact_at is None
    assert anna.events.latest("id").at == meeting.starts_at
    assert step(anna)[0] == "call"


def test_who_did_not_come_is_called(family, meeting, maria):
    anna = family(owner=maria)
    seat = invite(anna, meeting, by=maria, at=NOON)
    mark_attendance(seat, False, by=maria, at=meeting.ends_at)
    assert kinds(anna)[-1] == "missed"
    assert step(anna)[0] == "call"
    assert anna.followups.open().get().owner == maria


def test_a_mark_can_be_changed_and_only_the_last_counts(family, meeting, maria):
    anna = family()
    seat = invite(anna, meeting, by=maria, at=NOON)
    for attended in (True, True, False):
        mark_attendance(seat, attended, by=maria, at=meeting.ends_at)
    standing = anna.events.filter(kind__in=["attended", "missed"], reversed_by=None)
    assert standing.get().kind == "missed"
    mark_attendance(seat, None, by=maria, at=meeting.ends_at)
    assert not standing.exists()
    seat.refresh_from_db()
    assert seat.attended is None


def test_nobody_has_come_before_it_begins_nor_who_had_no_seat(
    family, municipality, maria
):
    meeting = make_meeting(municipality, maria, seats=1)
    seat, waiting = (invite(family(), meeting, by=maria, at=NOON) for _ in range(2))
    with pytest.raises(NotBegun):
        mark_attendance(seat, True, by=maria, at=NOON)
    with pytest.raises(NotBegun):
        mark_attendance(waiting, True, by=maria, at=meeting.starts_at)


def test_what_was_planned_meanwhile_stands_when_attendance_is_marked(
    family, meeting, maria
):
    anna = family()
    seat = invite(anna, meeting, by=maria, at=NOON)
    anna.followups.open().update(kind="home_visit")
    mark_attendance(seat, True, by=maria, at=meeting.ends_at)
    assert step(anna)[0] == "home_visit"


def test_erasing_a_person_frees_the_seat_and_keeps_what_they_came_to(
    family, municipality, maria
):
    past, coming = (
        make_meeting(municipality, seats=1, starts_at=NOON + timedelta(days=day))
        for day in (1, 9)
    )
    anna, bo = family(), family()
    came = invite(anna, past, by=maria, at=NOON)
    mark_attendance(came, True, by=maria, at=past.ends_at)
    invite(anna, coming, by=maria, at=NOON)
    waiting = invite(bo, coming, by=maria, at=NOON)
    erase_person(anna, by=maria, at=past.ends_at, reason="Begärt av familjen")
    assert settle_seats(past.ends_at) == 1
    waiting.refresh_from_db()
    came.refresh_from_db()
    assert (waiting.status, came.attended) == ("seat", True)


def test_who_withdraws_keeps_the_seat_while_it_can_be_undone(
    family, municipality, maria, settings
):
    settings.SEND_DELAY = MINUTE
    meeting = make_meeting(municipality, maria, seats=1)
    anna, bo = family(), family()
    for each in (anna, bo):
        invite(each, meeting, by=maria, at=NOON)
    move_inquiry(anna, Stage.WITHDRAWN, by=maria, at=NOON, reason=TheirReason.NO_REASON)
    assert settle_seats(NOON + MINUTE / 2) == 0
    assert settle_seats(NOON + 2 * MINUTE) == 1
    assert bo.meeting_seats.get().has_seat
    assert settle_seats(NOON + 3 * MINUTE) == 0


@pytest.fixture
def full_twice(family, municipality, maria):
    """Two full meetings whose only guests withdrew; gives who waits for each."""
    waiting = []
    for _number in range(2):
        meeting = make_meeting(municipality, seats=1)
        gone = family()
        invite(gone, meeting, by=maria, at=NOON)
        waiting.append(invite(family(), meeting, by=maria, at=NOON))
        reason = {"reason": TheirReason.NO_REASON}
        move_inquiry(gone, Stage.WITHDRAWN, by=maria, at=NOON, **reason)
    return waiting


@pytest.mark.parametrize("what", ["give_up", "locked"])
def test_one_seat_or_meeting_that_fails_stops_no_other(full_twice, monkeypatch, what):
    real, asked = getattr(meetings, what), []

    def fail_for_the_first(about):
        asked.append(about)
        if about == asked[0]:
            raise RuntimeError("planted")
        return real(about)

    monkeypatch.setattr(meetings, what, fail_for_the_first)
    assert settle_seats(NOON + 2 * MINUTE) == 1
    monkeypatch.setattr(meetings, what, real)
    assert settle_seats(NOON + 3 * MINUTE) == 1
    for seat in full_twice:
        seat.refresh_from_db()
        assert seat.has_seat


def test_who_has_left_is_passed_over_in_the_queue(family, municipality, maria):
    meeting = make_meeting(municipality, maria, seats=1)
    anna, bo, eva = family(), family(), family()
    seat, *_ = (invite(each, meeting, by=maria, at=NOON) for each in (anna, bo, eva))
    move_inquiry(bo, Stage.WITHDRAWN, by=maria, at=NOON, reason=TheirReason.NO_REASON)
    give_up(seat, by=maria, at=NOON)
    assert bo.meeting_seats.get().status == "cancelled"
    assert eva.meeting_seats.get().has_seat


def test_a_message_is_wanted_while_it_is_the_latest_word(family, meeting, maria):
    anna, bo = family(), family()
    for each in (anna, bo):
        invite(each, meeting, by=maria, at=NOON)
    messages = list(Message.objects.all())
    MeetingSeat.objects.filter(inquiry=anna).update(generation=2)
    wanted = still_wanted(messages)
    assert {each.inquiry_id for each in messages if each.pk in wanted} == {bo.pk}
    move_inquiry(bo, Stage.WITHDRAWN, by=maria, at=NOON, reason=TheirReason.NO_REASON)
    assert still_wanted(messages) == set()


def test_a_seat_is_given_up_and_not_undone(family, meeting, maria):
    anna = family()
    invite(anna, meeting, by=maria, at=NOON)
    assert undoable(anna) is None


def test_a_full_meeting_asks_as_many_queries_for_the_hundredth(
    family, municipality, maria, django_assert_max_num_queries
):
    meeting = make_meeting(municipality, maria, seats=1)
    for _ in range(10):
        invite(family(), meeting, by=maria, at=NOON)
    anna = family()
    with django_assert_max_num_queries(16):
        invite(anna, meeting, by=maria, at=NOON)
    assert meetings.queue(meeting).count() == 10
    assert Event.objects.filter(inquiry=anna, kind="queued").exists()
