"""Booked visits and calls: the time, the next step, and what everybody is told."""

from datetime import datetime, timedelta

import pytest

from followups import slots as cutting
from followups.booking import SlotTaken, book, free_times
from followups.ladder import first_call_of
from followups.models import Appointment, Engagement, Promise, Slot, Wish
from followups.steps import NextStep, StepAfterPromise, TimeBooked
from inquiries.invitations import still_wanted
from inquiries.models import Event
from inquiries.services.acts import InquiryClosed
from inquiries.services.appointments import (
    book_visit,
    cancel_appointment,
    move_appointment,
)
from inquiries.services.bookings_undone import TimeTaken
from inquiries.services.calls import log_call
from inquiries.services.chosen_time import choose_time
from inquiries.services.erase import erase_person
from inquiries.services.moves import move_inquiry, plan_next_step
from inquiries.services.receive import receive
from inquiries.services.registration import Registration
from inquiries.services.undo import undo
from inquiries.workflow import Stage
from messaging.models import Message, Status
from organisation.services import touch_settings
from tests.make import NOON, STOCKHOLM, make_municipality, make_staff_member

pytestmark = pytest.mark.django_db

VISIT = Slot.Kind.HOME_VISIT
LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def maria():
    return make_staff_member(make_municipality(), display_name="Maria Lind")


@pytest.fixture
def municipality(maria):
    return maria.memberships.get().municipality


@pytest.fixture
def ali(municipality):
    staff = make_staff_member(municipality, display_name="Ali Haddad")
    touch_settings(municipality)
    return staff


@pytest.fixture
def inquiry(municipality, maria, ali):
    """Called a moment ago, and they answered."""
    cutting.cut(municipality, NOON)
    return answered(municipality, maria)


def answered(municipality, maria):
    registration = Registration(
        name="Anna Holm",
        phone="+46701740612",
        email="anna@example.se",
        owner_id=maria.pk,
    )
    inquiry = receive(municipality, registration, at=NOON - timedelta(hours=1))
    log_call(inquiry, "answered", by=maria, at=NOON)
    inquiry.refresh_from_db()
    Message.objects.all().delete()
    return inquiry


def slots(inquiry, which=0, staff=None):
    """All colleagues' slots for visits at one of the free times, or one person's."""
    starts = sorted(
        set(
            Slot.objects.free(NOON)
            .filter(municipality=inquiry.municipality, kind=VISIT)
            .values_list("starts_at", flat=True)
        )
    )
    chosen = Slot.objects.filter(starts_at=starts[which], kind=VISIT)
    if staff is not None:
        chosen = chosen.filter(staff=staff)
    return list(chosen.values_list("pk", flat=True))


def booked(inquiry, by, which=1):
    book_visit(inquiry, slots(inquiry, which), by=by, at=NOON)
    inquiry.refresh_from_db()
    return Appointment.objects.get()


def told(*statuses):
    """Kind, recipient and channel of what waits, or has that status."""
    rows = Message.objects.filter(
        subject_type="appointment", status__in=statuses or [Status.QUEUED]
    )
    return sorted(rows.values_list("kind", "recipient_key", "channel"))


def send_everything():
    Message.objects.filter(status=Status.QUEUED, kind="invitation").update(
        status=Status.SENT, sent_at=NOON
    )


def next_call(inquiry, at=LATER):
    return first_call_of(inquiry.municipality, NOON.date(), at, None)


def test_a_booked_visit_is_the_next_step_and_a_meeting(inquiry, maria, ali):
    event = book_visit(inquiry, slots(inquiry, 1), by=maria, at=NOON, note="Två katter")
    inquiry.refresh_from_db()
    visit = Appointment.objects.get()
    step = inquiry.followups.open().get()
    assert inquiry.stage == Stage.MEETING
    assert event.kind == Event.Kind.BOOKED
    assert (step.kind, step.due_at) == ("home_visit", visit.starts_at)
    assert (step.owner, step.appointment) == (maria, visit)
    assert set(visit.engagements.values_list("staff", flat=True)) == {maria.pk, ali.pk}
    assert inquiry.notes.get().text == "Två katter"


def test_the_family_and_both_colleagues_are_told_and_reminded(inquiry, maria, ali):
    booked(inquiry, maria)
    assert told() == sorted(
        [
            ("invitation", "family", "email"),
            ("invitation", "family", "sms"),
            ("invitation", f"staff:{maria.pk}", "email"),
            ("invitation", f"staff:{ali.pk}", "email"),
            ("day-before", "family", "email"),
            ("day-before", "family", "sms"),
        ]
    )
    sms = Message.objects.get(kind="invitation", channel="sms")
    assert "Ali och Maria hälsar på er i morgon klockan 08.00" in sms.body


def test_the_reminder_leaves_at_five_on_the_day_before(inquiry, maria):
    booked(inquiry, maria, which=4)
    reminders = Message.objects.filter(kind="day-before")
    assert set(reminders.values_list("not_before", flat=True)) == {
        datetime(2026, 3, 12, 17, tzinfo=STOCKHOLM)
    }
    assert "i morgon klockan 08.00" in reminders.get(channel="sms").body


def test_whoever_books_after_five_on_the_day_before_is_not_reminded(inquiry, maria):
    evening = NOON + timedelta(hours=6)
    book_visit(inquiry, slots(inquiry, 1), by=maria, at=evening)
    assert not Message.objects.filter(kind="day-before").exists()


def test_a_visit_after_an_open_promise_is_refused(municipality, maria, ali):
    cutting.cut(municipality, NOON)
    inquiry = receive(
        municipality, Registration(name="Anna", phone="+46701740612"), at=NOON
    )
    with pytest.raises(StepAfterPromise):
        book_visit(inquiry, slots(inquiry, 9), by=maria, at=NOON)
    assert not Appointment.objects.exists()


def test_another_municipalitys_slot_is_not_to_be_had(inquiry, maria):
    elsewhere = make_municipality()
    make_staff_member(elsewhere)
    touch_settings(elsewhere)
    cutting.cut(elsewhere, NOON)
    theirs = free_times(elsewhere, VISIT, NOON)[0]
    with pytest.raises(SlotTaken):
        book_visit(inquiry, [theirs.pk], by=maria, at=NOON)
    with pytest.raises(SlotTaken):
        book_visit(inquiry, [], by=maria, at=NOON)


def test_a_family_has_one_visit_ahead_and_another_after_it(inquiry, maria):
    visit = booked(inquiry, maria, which=1)
    with pytest.raises(SlotTaken):
        book_visit(inquiry, slots(inquiry, 5), by=maria, at=LATER)
    after = visit.ends_at + timedelta(hours=1)
    book_visit(inquiry, slots(inquiry, 9), by=maria, at=after)
    assert Appointment.objects.standing().count() == 2


def test_a_closed_inquiry_is_not_booked(inquiry, maria):
    move_inquiry(inquiry, Stage.WITHDRAWN, by=maria, at=LATER, reason="life_changed")
    with pytest.raises(InquiryClosed):
        book_visit(inquiry, slots(inquiry), by=maria, at=LATER)


def test_a_moved_visit_keeps_its_uid_and_raises_its_sequence(inquiry, maria, ali):
    visit = booked(inquiry, maria)
    old = Message.objects.get(kind="invitation", channel="email", staff=maria).calendar
    move_appointment(visit, slots(inquiry, 4, ali), by=maria, at=LATER)
    moved = Appointment.objects.get()
    new = Message.objects.get(
        kind="invitation", channel="email", staff=ali, generation=2
    ).calendar
    uid = f"UID:{visit.uid}@example.se"
    assert uid in old.splitlines()
    assert uid in new.splitlines()
    assert "SEQUENCE:0" in old.splitlines()
    assert "SEQUENCE:1" in new.splitlines()
    step = inquiry.followups.open().get()
    assert (step.due_at, step.owner, step.appointment) == (moved.starts_at, ali, moved)


def test_reminders_follow_the_new_time_and_the_old_never_leave(inquiry, maria):
    visit = booked(inquiry, maria, which=4)
    old = list(Message.objects.filter(kind="day-before"))
    move_appointment(visit, slots(inquiry, 7), by=maria, at=LATER)
    new = Message.objects.filter(kind="day-before", status=Status.QUEUED)
    moved = Appointment.objects.get()
    eve = moved.starts_at.astimezone(STOCKHOLM) - timedelta(days=1)
    assert {each.not_before for each in new} == {eve.replace(hour=17, minute=0)}
    assert still_wanted([*old, *new]) == {each.pk for each in new}
    assert not Message.objects.filter(
        pk__in=[each.pk for each in old], status=Status.QUEUED
    )


def test_a_colleague_who_is_left_out_of_the_new_time_is_told(inquiry, maria, ali):
    visit = booked(inquiry, maria)
    send_everything()
    move_appointment(visit, slots(inquiry, 4, maria), by=maria, at=LATER)
    assert ("cancellation", f"staff:{ali.pk}", "email") in told()
    gone = Message.objects.get(kind="cancellation", staff=ali)
    assert "METHOD:CANCEL" in gone.calendar.splitlines()


def test_a_cancelled_visit_is_told_to_all_and_its_time_is_free(inquiry, maria, ali):
    visit = booked(inquiry, maria)
    chosen = slots(inquiry, 0)
    send_everything()
    cancel_appointment(visit, next_call(inquiry), by=maria, at=LATER)
    assert told() == sorted(
        [
            ("cancellation", "family", "email"),
            ("cancellation", "family", "sms"),
            ("cancellation", f"staff:{maria.pk}", "email"),
            ("cancellation", f"staff:{ali.pk}", "email"),
        ]
    )
    assert inquiry.followups.open().get().kind == "call"
    assert not Engagement.objects.filter(is_active=True).exists()
    assert len(chosen) == 2


def test_a_colleague_who_never_heard_of_it_is_not_told_that_it_is_off(inquiry, maria):
    visit = booked(inquiry, maria)
    cancel_appointment(visit, next_call(inquiry), by=maria, at=LATER)
    assert {key for _kind, key, _channel in told()} == {"family"}


def test_undoing_a_booking_takes_it_back_wholly(inquiry, maria):
    before = inquiry.followups.open().get().pk
    event = book_visit(inquiry, slots(inquiry, 1), by=maria, at=NOON)
    undo(event, by=maria, at=LATER)
    inquiry.refresh_from_db()
    assert inquiry.stage == Stage.CONTACTED
    assert inquiry.followups.open().get().pk == before
    assert Appointment.objects.get().cancelled_at == LATER
    assert told() == []
    book_visit(inquiry, slots(inquiry, 1), by=maria, at=LATER)


def test_undoing_a_booking_tells_only_whom_word_has_reached(inquiry, maria):
    event = book_visit(inquiry, slots(inquiry, 1), by=maria, at=NOON)
    Message.objects.filter(channel="sms", kind="invitation").update(
        status=Status.SENT, sent_at=NOON
    )
    undo(event, by=maria, at=LATER)
    assert told() == [("cancellation", "family", "sms")]


def test_undoing_a_cancellation_lets_the_visit_stand_again(inquiry, maria):
    visit = booked(inquiry, maria)
    send_everything()
    event = cancel_appointment(visit, next_call(inquiry), by=maria, at=LATER)
    undo(event, by=maria, at=LATER)
    visit.refresh_from_db()
    assert visit.cancelled_at is None
    assert Engagement.objects.filter(is_active=True).count() == 2
    assert inquiry.followups.open().get().appointment == visit
    # They know the right time already: only the reminder is written anew.
    assert {kind for kind, _key, _channel in told()} <= {"day-before"}


def test_a_cancellation_whose_time_is_taken_cannot_be_undone(
    inquiry, maria, municipality
):
    visit = booked(inquiry, maria)
    chosen = [each.slot_id for each in visit.engagements.all()]
    event = cancel_appointment(visit, next_call(inquiry), by=maria, at=LATER)
    book(chosen, answered(municipality, maria).pk, at=LATER)
    with pytest.raises(TimeTaken):
        undo(event, by=maria, at=LATER)
    visit.refresh_from_db()
    assert visit.cancelled_at is not None


def test_undoing_a_move_gives_the_old_time_back(inquiry, maria, ali):
    visit = booked(inquiry, maria)
    was = visit.starts_at
    send_everything()
    event = move_appointment(visit, slots(inquiry, 4, ali), by=maria, at=LATER)
    undo(event, by=maria, at=LATER)
    visit.refresh_from_db()
    assert visit.starts_at == was
    assert set(visit.engagements.values_list("staff", flat=True)) == {maria.pk, ali.pk}
    assert inquiry.followups.open().get().due_at == was
    assert {kind for kind, _key, _channel in told()} <= {"day-before"}


@pytest.mark.parametrize(
    ("stage", "more"),
    [
        (Stage.WITHDRAWN, {"reason": "life_changed"}),
        (Stage.DORMANT, {"wake_up_on": (NOON + timedelta(days=90)).date()}),
    ],
)
def test_closing_or_resting_cancels_and_undo_books_again(inquiry, maria, stage, more):
    visit = booked(inquiry, maria)
    send_everything()
    event = move_inquiry(inquiry, stage, by=maria, at=LATER, **more)
    visit.refresh_from_db()
    assert visit.cancelled_at == LATER
    assert ("cancellation", "family", "email") in told()
    undo(event, by=maria, at=LATER)
    visit.refresh_from_db()
    assert visit.cancelled_at is None


def test_erasing_cancels_and_tells_colleagues_only(inquiry, maria, ali):
    visit = booked(inquiry, maria)
    send_everything()
    erase_person(inquiry, by=maria, at=LATER, reason="Egen önskan")
    visit.refresh_from_db()
    assert visit.cancelled_at == LATER
    assert told() == sorted(
        ("cancellation", f"staff:{each.pk}", "email") for each in (maria, ali)
    )
    assert not Message.objects.filter(recipient__contains="anna").exists()


def test_the_next_step_is_not_moved_away_from_a_booked_visit(inquiry, maria):
    visit = booked(inquiry, maria)
    with pytest.raises(TimeBooked):
        plan_next_step(
            inquiry, NextStep("call", LATER + timedelta(hours=1)), by=maria, at=LATER
        )
    same = NextStep("home_visit", visit.starts_at, maria.pk)
    move_inquiry(inquiry, Stage.ASSESSMENT, by=maria, at=LATER, next_step=same)
    assert inquiry.followups.open().get().appointment == visit


@pytest.mark.parametrize("outcome", ["answered", "no_answer"])
def test_a_call_in_between_leaves_the_visit_as_the_next_step(inquiry, maria, outcome):
    visit = booked(inquiry, maria)
    log_call(inquiry, outcome, by=maria, at=LATER)
    assert inquiry.followups.open().get().appointment == visit


def chosen_call(municipality):
    inquiry = receive(
        municipality,
        Registration(name="Anna", phone="+46701740612", email="anna@example.se"),
        at=NOON,
    )
    slot = free_times(municipality, Slot.Kind.CALL, NOON)[4]
    choose_time(inquiry, slot.pk, at=NOON)
    inquiry.refresh_from_db()
    return inquiry


def test_a_booked_call_that_we_move_breaks_the_promise_and_makes_another(
    municipality, maria, ali
):
    cutting.cut(municipality, NOON)
    inquiry = chosen_call(municipality)
    call = Appointment.objects.get()
    new = free_times(municipality, Slot.Kind.CALL, NOON)[6]
    event = move_appointment(call, [new.pk], by=maria, at=LATER)
    outcomes = list(Promise.objects.order_by("pk").values_list("outcome", flat=True))
    assert outcomes == ["superseded", "broken", "open"]
    made = Promise.objects.open().get()
    assert (made.wish, made.opens_at, made.due_at) == (
        Wish.TIME,
        new.starts_at,
        new.ends_at,
    )
    assert inquiry.followups.open().get().promise == made
    undo(event, by=maria, at=LATER)
    outcomes = list(Promise.objects.order_by("pk").values_list("outcome", flat=True))
    assert outcomes == ["superseded", "open", "superseded"]


def test_a_call_that_a_family_books_and_moves_stands_in_the_colleagues_calendar(
    municipality, maria, ali
):
    cutting.cut(municipality, NOON)
    inquiry = chosen_call(municipality)
    (invited,) = Message.objects.filter(kind="invitation")
    assert invited.staff in (maria, ali)
    assert "Upptagen – samtal" in invited.calendar
    Message.objects.filter(pk=invited.pk).update(status=Status.SENT, sent_at=NOON)
    other = {maria.pk, ali.pk} - {invited.staff_id}
    theirs = free_times(municipality, Slot.Kind.CALL, NOON, among=other)[2]
    choose_time(inquiry, theirs.pk, at=LATER)
    assert told() == sorted(
        [
            ("cancellation", f"staff:{invited.staff_id}", "email"),
            ("invitation", f"staff:{theirs.staff_id}", "email"),
        ]
    )


def test_a_booked_call_is_needed_no_more_once_they_are_called(municipality, maria, ali):
    cutting.cut(municipality, NOON)
    inquiry = chosen_call(municipality)
    log_call(inquiry, "answered", by=maria, at=LATER)
    assert Appointment.objects.get().cancelled_at == LATER
