"""Receive an inquiry: everything that a family was promised, in one transaction."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from audit.services import record
from followups import promise as promises
from followups import steps
from followups.assignment import choose_owner
from followups.models import FollowUpTask, Wish
from inquiries import messages
from inquiries.alarms import of_nobody_free
from inquiries.models import ContactDetails, Event, Inquiry, Note
from inquiries.numbers import next_serial
from inquiries.services import copies
from inquiries.services.amendments import add_amendment
from inquiries.services.registration import Registration
from inquiries.workflow import Stage
from messaging.services import enqueue
from organisation.models import Municipality, StaffMember


class ReceivedAhead(ValueError):
    """The time of receipt lies ahead of the time of registration."""


def receive(
    municipality: Municipality,
    registration: Registration,
    *,
    at: datetime,
    by: StaffMember | None = None,
) -> Inquiry:
    """Write down an inquiry with its promise, first follow-up and messages.

    A form key that was used before gives back the first inquiry; what differs is
    kept with it as the family's own note. From another person, with another name and
    another way to reach them, it is an inquiry of its own. No broker and no mail
    server is asked.

    Raises:
        ReceivedAhead: `received_at` lies after `at`.
    """
    registration = _as_it_can_be_kept(registration)
    received_at = registration.received_at or at
    if received_at > at:
        raise ReceivedAhead(received_at)
    serial = next_serial(municipality, localtime(received_at).year)
    try:
        with transaction.atomic():
            return _write(municipality, registration, serial, received_at, at, by)
    except IntegrityError:
        first = Inquiry.objects.filter(form_key=registration.form_key).first()
        if registration.form_key is None or first is None:
            raise
        own_key = copies.key_of(registration.form_key, registration.sender)
        if own_key != registration.form_key:
            of_its_own = replace(registration, form_key=own_key)
            return receive(municipality, of_its_own, at=at, by=by)
        return add_amendment(first, registration, at=at)


def _as_it_can_be_kept(registration: Registration) -> Registration:
    """Whoever leaves no number cannot be called: the promise is then to write."""
    return (
        registration if registration.phone else replace(registration, wish=Wish.WRITE)
    )


def _write(
    municipality: Municipality,
    registration: Registration,
    serial: int,
    received_at: datetime,
    at: datetime,
    by: StaffMember | None,
) -> Inquiry:
    due_at = _due_at(municipality, registration, received_at)
    owner = _owner(municipality, registration, at, due_at)
    inquiry = Inquiry(
        municipality=municipality,
        year=localtime(received_at).year,
        serial=serial,
        received_at=received_at,
        registered_at=at,
        owner=owner,
        awaits_owner_since=at if owner is None else None,
        **_fields(registration),
    )
    inquiry.save(force_insert=True)
    _write_contact(inquiry, registration)
    promise = promises.make(
        municipality, inquiry.pk, registration.wish, due_at=due_at, at=received_at
    )
    step = steps.NextStep(_kind(registration), due_at, inquiry.owner_id)
    steps.plan(municipality, inquiry.pk, step, at=at, promise_id=promise.pk)
    Event.objects.create(
        municipality=municipality,
        inquiry=inquiry,
        kind=Event.Kind.RECEIVED,
        at=received_at,
        recorded_at=at,
        by=by,
        to_stage=Stage.RECEIVED,
    )
    if registration.note and by is not None:
        Note.objects.create(
            municipality=municipality,
            inquiry=inquiry,
            author=by,
            written_at=at,
            text=registration.note,
        )
    drafts = messages.of_receipt(inquiry, promise, at=at)
    if owner is None:
        drafts += of_nobody_free(inquiry, promise, at=at)
    enqueue(drafts, at=at)
    record("received", inquiry, by=by, at=at)
    return inquiry


def _fields(registration: Registration) -> dict[str, Any]:
    """What the inquiry itself keeps of a registration: nothing of the person."""
    return {
        "form_key": registration.form_key,
        "source": registration.source,
        "wanted_assignments": list(registration.wanted_assignments),
        "wish": registration.wish,
        "no_voicemail": registration.no_voicemail,
        "language": registration.language,
        "page_language": registration.page_language,
        "needs_interpreter": registration.needs_interpreter,
        "activity_id": registration.activity_id,
        "unknown_code": registration.unknown_code,
        "told_channel_id": registration.told_channel_id,
        "suspicion": registration.suspicion,
    }


def _write_contact(inquiry: Inquiry, registration: Registration) -> None:
    inquiry.contact = ContactDetails(
        inquiry=inquiry,
        municipality_id=inquiry.municipality_id,
        name=registration.name,
        email=registration.email,
        phone=registration.phone,
        message=registration.message,
    )
    inquiry.contact.save(force_insert=True)


def _owner(
    municipality: Municipality,
    registration: Registration,
    at: datetime,
    due_at: datetime,
) -> StaffMember | None:
    if registration.owner_id is not None:
        staff = StaffMember.objects.active().of(municipality)
        named: StaffMember = staff.get(pk=registration.owner_id)
        return named
    return choose_owner(
        municipality,
        registration.language,
        wish=registration.wish,
        at=at,
        due_at=due_at,
        named=registration.named,
    )


def _due_at(
    municipality: Municipality, registration: Registration, received_at: datetime
) -> datetime:
    due_at = promises.due_at_for(municipality, registration.wish, received_at)
    shown = registration.shown_due_at
    return due_at if shown is None else max(received_at, min(due_at, shown))


def _kind(registration: Registration) -> str:
    to_write = registration.wish == Wish.WRITE
    return FollowUpTask.Kind.WRITE if to_write else FollowUpTask.Kind.CALL
