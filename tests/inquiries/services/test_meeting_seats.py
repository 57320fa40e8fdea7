"""What a meeting means to a family's inquiry, and what the family is told."""

from datetime import timedelta

import pytest
from django.db import connection
from icalendar import Calendar

from followups import meetings
from followups.meetings import MeetingOver, Plan
from followups.models import MeetingSeat
from inquiries.meeting_letters import still_wanted
from inquiries.models import Event
from inquiries.services.acts import InquiryClosed
from inquiries.services.erase import erase_person
from inquiries.services.meetings import (
    NotBegun,
    cancel_meeting,
    change_meeting,
    mark_attendance,
)
from inquiries.services.moves import assign_owner, move_inquiry
from inquiries.services.receive import receive
from inquiries.services.registration import Registration
from inquiries.services.seats import give_up, invite, settle_seats
from inquiries.services.undo import undoable
from inquiries.workflow import Stage, TheirReason
from messaging.models import Message
from messaging.neutrality import is_neutral
from tests.make import (
    NOON,
    make_inquiry,
    make_meeting,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db
CONTACT = {"email": "anna@example.se", "phone": "+46701740612"}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def municipality():
    return make_municipality()


@pytest.fixture
def maria(municipality):
    return make_staff_member(municipality, display_name="Maria Lind")


@pytest.fixture
def meeting(municipality, maria):
    return make_meeting(municipality, maria, link="https://meet.example.se/k4")


@pytest.fixture
def family(municipality):
    return lambda **fields: make_inquiry(municipality, **{"contact": CONTACT} | fields)


@pytest.fixture(autouse=True)
def _whole_at_the_end():
    """What the database asks at the commit, it is asked at the end of every test."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def step(inquiry):
    task = inquiry.followups.open().get()
    return task.kind, task.due_at


def kinds(inquiry):
    return list(inquiry.events.order_by("id").values_list("kind", flat=True))[1:]


def told(inquiry, *, status="queued"):
    found = Message.objects.filter(inquiry=inquiry, status=status, kind="meeting")
    return sorted(found.values_list("step", "channel"))


def plan_of(meeting, **changed):
    names = ("title", "starts_at", "ends_at", "seats", "language", "place", "link")
    return Plan(**{each: getattr(meeting, each) for each in names} | changed)


def test_a_seat_is_the_next_step_and_the_stage_and_is_told(family, meeting, maria):
    anna = family(owner=maria)
    seat = invite(anna, meeting, by=maria, at=NOON)
    anna.refresh_from_db()
    assert (anna.stage, step(anna)) == (
        Stage.MEETING,
        ("information_meeting", meeting.starts_at),
    )
    assert anna.followups.open().get().owner == maria
    assert kinds(anna) == ["seated", "moved"]
    assert told(anna) == [("seat", "email"), ("seat", "sms")]
    assert seat.told_at == NOON


def test_asking_a_family_twice_tells_it_once(family, meeting, maria):
    anna = family()
    for _ in range(2):
        invite(anna, meeting, by=maria, at=NOON)
    assert len(told(anna)) == 2
    assert kinds(anna) == ["seated", "moved"]


def test_what_is_told_gives_time_place_and_link_and_nothing_away(
    family, meeting, maria, settings
):
    settings.SEND_DELAY = MINUTE
    invite(family(), meeting, by=maria, at=NOON)
    mail, sms = Message.objects.order_by("channel")
    assert mail.heading == "Välkommen torsdag 19 mars klockan 18.00–20.00"
    for text in (mail.body, sms.body):
        assert "torsdag 19 mars klockan 18.00–20.00" in text
        assert "Biblioteket, Storgatan 1" in text
        assert "https://meet.example.se/k4" in text
        assert meeting.title not in text
        assert is_neutral(text)
    assert mail.not_before == NOON + MINUTE


def test_a_meeting_in_another_language_says_so(family, municipality, maria):
    meeting = make_meeting(municipality, maria, language="ar")
    invite(family(), meeting, by=maria, at=NOON)
    assert "Vi talar: arabiska" in Message.objects.get(channel="email").body


def test_the_mail_carries_the_meeting_for_calendars_and_takes_it_out_again(
    family, meeting, maria
):
    anna = family()
    invite(anna, meeting, by=maria, at=NOON)
    cancel_meeting(meeting, by=maria, at=NOON)
    asked, off = (
        Calendar.from_ical(each.calendar)
        for each in Message.objects.filter(channel="email").order_by("generation")
    )
    assert (asked["method"], off["method"]) == ("REQUEST", "CANCEL")
    first, last = asked.events[0], off.events[0]
    assert first["uid"] == last["uid"]
    assert (first["sequence"], last["sequence"]) == (0, 1)
    assert first.decoded("dtstart") == meeting.starts_at
    assert meeting.title not in str(asked)


def test_who_waits_gets_nothing_for_the_calendar(family, municipality, maria):
    meeting = make_meeting(municipality, maria, seats=1)
    for _ in range(2):
        invite(family(), meeting, by=maria, at=NOON)
    assert not Message.objects.filter(step="waiting").exclude(calendar="").exists()


def test_a_promised_call_goes_first(municipality, meeting, maria):
    anna = receive(municipality, Registration(name="Anna", **CONTACT), at=NOON)
    before = step(anna)
    assert invite(anna, meeting, by=maria, at=NOON).has_seat
    anna.refresh_from_db()
    assert (anna.stage, step(anna)) == (Stage.RECEIVED, before)


def test_a_family_in_assessment_comes_and_stays_there(family, meeting, maria):
    anna = family(stage=Stage.ASSESSMENT)
    before = step(anna)
    invite(anna, meeting, by=maria, at=NOON)
    anna.refresh_from_db()
    assert (anna.stage, step(anna)) == (Stage.ASSESSMENT, before)


def test_a_closed_inquiry_is_not_asked(family, meeting, maria):
    anna = family(stage=Stage.WITHDRAWN, close_reason=TheirReason.NO_REASON)
    with pytest.raises(InquiryClosed):
        invite(anna, meeting, by=maria, at=NOON)
    assert not MeetingSeat.objects.exists()


def test_a_suspect_inquiry_is_not_written_to(family, meeting, maria):
    anna = family(suspicion="links")
    assert invite(anna, meeting, by=maria, at=NOON).told_at is None
    assert told(anna) == []


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
    assert "lördag 21 mars" in Message.objects.get(status="queued", channel="sms").body
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
