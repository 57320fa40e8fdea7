"""A booked time beside next steps, calls and promises."""

from datetime import timedelta

import pytest

from followups import slots as cutting
from followups.booking import free_times
from followups.models import Appointment, Promise, Slot, Wish
from followups.steps import NextStep, TimeBooked
from inquiries.services.appointments import (
    move_appointment,
)
from inquiries.services.calls import log_call
from inquiries.services.chosen_time import choose_time
from inquiries.services.moves import move_inquiry, plan_next_step
from inquiries.services.undo import undo
from inquiries.workflow import Stage
from messaging.models import Message, Status
from tests.inquiries.services.appointments.booked import (
    LATER,
    booked,
    chosen_call,
    told,
)
from tests.make import NOON

pytestmark = pytest.mark.django_db


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
