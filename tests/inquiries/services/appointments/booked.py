"""What the tests of booked times have in common."""

from datetime import timedelta

from followups.booking import free_times
from followups.ladder import first_call_of
from followups.models import Appointment, Slot
from inquiries.services.appointments import (
    book_visit,
)
from inquiries.services.calls import log_call
from inquiries.services.chosen_time import choose_time
from inquiries.services.receive import receive
from messaging.models import Message, Status
from tests.make import NOON, Registration

VISIT = Slot.Kind.HOME_VISIT
LATER = NOON + timedelta(minutes=5)


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
