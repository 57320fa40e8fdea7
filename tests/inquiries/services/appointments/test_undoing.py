"""What was booked, moved or cancelled is taken back; what closes takes times along."""

from datetime import timedelta

import pytest

from followups.booking import book
from followups.models import Appointment, Engagement
from inquiries.services.appointments import (
    book_visit,
    cancel_appointment,
    move_appointment,
)
from inquiries.services.bookings_undone import TimeTaken
from inquiries.services.erase import erase_person
from inquiries.services.moves import move_inquiry
from inquiries.services.undo import undo
from inquiries.workflow import Stage
from messaging.models import Message, Status
from tests.inquiries.services.appointments.booked import (
    LATER,
    answered,
    booked,
    next_call,
    send_everything,
    slots,
    told,
)
from tests.make import NOON

pytestmark = pytest.mark.django_db


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
