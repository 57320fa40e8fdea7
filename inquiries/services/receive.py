"""Receive an inquiry: everything that a family was promised, in one transaction."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from audit.services import record
from campaigns.links import UNREADABLE
from campaigns.models import Activity
from campaigns.services.tasks import thank_for
from followups import promise as promises
from followups import steps
from followups.assignment import choose_owner
from followups.booking import book, offered_slot
from followups.models import FollowUpTask, Promise, Slot, Wish
from inquiries import messages
from inquiries.alarms import of_nobody_free
from inquiries.invitations import Change, tell
from inquiries.models import ContactDetails, Event, Inquiry, Note
from inquiries.numbers import next_serial
from inquiries.services import copies
from inquiries.services.amendments import add_amendment
from inquiries.services.registration import Registration
from inquiries.workflow import Stage
from messaging.services import enqueue
from organisation.models import Municipality, StaffMember


@dataclass(frozen=True)
class _Word:
    """By when somebody gets in touch, and who; in which slot, if one was chosen."""

    owner: StaffMember | None
    due_at: datetime
    slot: Slot | None = None


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
        SlotTaken: the chosen time is not to be had any more; nothing is written.
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
        if _is_gone(registration.activity_id):
            without = replace(registration, activity_id=None, unknown_code=UNREADABLE)
            return receive(municipality, without, at=at, by=by)
        first = Inquiry.objects.filter(form_key=registration.form_key).first()
        if registration.form_key is None or first is None:
            raise
        own_key = copies.key_of(registration.form_key, registration.sender)
        if own_key != registration.form_key:
            of_its_own = replace(registration, form_key=own_key)
            return receive(municipality, of_its_own, at=at, by=by)
        return add_amendment(first, registration, at=at)


def _is_gone(activity_id: int | None) -> bool:
    """Whether the activity was taken away while the family filled in the form."""
    if activity_id is None:
        return False
    return not Activity.objects.filter(pk=activity_id).exists()


def _as_it_can_be_kept(registration: Registration) -> Registration:
    """Whoever leaves no number cannot be called: the promise is then to write."""
    if not registration.phone:
        return replace(registration, wish=Wish.WRITE, slot_id=None)
    if registration.wish == Wish.TIME and registration.slot_id is None:
        return replace(registration, wish=Wish.SOON)
    return registration


def _write(
    municipality: Municipality,
    registration: Registration,
    serial: int,
    received_at: datetime,
    at: datetime,
    by: StaffMember | None,
) -> Inquiry:
    word = _word(municipality, registration, received_at, at)
    inquiry = Inquiry(
        municipality=municipality,
        year=localtime(received_at).year,
        serial=serial,
        received_at=received_at,
        registered_at=at,
        owner=word.owner,
        awaits_owner_since=at if word.owner is None else None,
        **_fields(registration),
    )
    inquiry.save(force_insert=True)
    _write_contact(inquiry, registration)
    promise = _promise(inquiry, registration, word, at)
    Event.objects.create(
        municipality=municipality,
        inquiry=inquiry,
        kind=Event.Kind.RECEIVED,
        at=received_at,
        recorded_at=at,
        by=by,
        to_stage=Stage.RECEIVED,
    )
    _write_notes(inquiry, registration, by, at)
    drafts = messages.of_receipt(inquiry, promise, at=at)
    if word.owner is None:
        drafts += of_nobody_free(inquiry, promise, at=at)
    enqueue(drafts, at=at)
    if inquiry.activity_id is not None and not inquiry.suspicion:
        thank_for(inquiry.activity_id, at=at)
    record("received", inquiry, by=by, at=at)
    return inquiry


def _write_notes(
    inquiry: Inquiry, registration: Registration, by: StaffMember | None, at: datetime
) -> None:
    """The family's own words, from when they came; and what a colleague adds now."""
    written: list[tuple[StaffMember | None, datetime, str]] = [
        (None, inquiry.received_at, registration.words)
    ]
    if by is not None:
        written.append((by, at, registration.note))
    Note.objects.bulk_create(
        Note(
            municipality_id=inquiry.municipality_id,
            inquiry=inquiry,
            author=author,
            written_at=moment,
            text=text,
        )
        for author, moment, text in written
        if text
    )


def _promise(
    inquiry: Inquiry, registration: Registration, word: _Word, at: datetime
) -> Promise:
    """The promise, the step that keeps it, and the time where one was chosen."""
    promise = promises.make(
        inquiry.municipality,
        inquiry.pk,
        registration.wish,
        due_at=word.due_at,
        opens_at=None if word.slot is None else word.slot.starts_at,
        at=inquiry.received_at,
    )
    booked = None
    if word.slot is not None:
        booked = book([word.slot.pk], inquiry.pk, at=at)
        tell(Change(booked, inquiry, at, tells_family=False))
    steps.plan(
        inquiry.municipality,
        inquiry.pk,
        steps.NextStep(_kind(registration), word.due_at, inquiry.owner_id),
        at=at,
        promise_id=promise.pk,
        appointment_id=None if booked is None else booked.pk,
    )
    return promise


def _fields(registration: Registration) -> dict[str, Any]:
    """What the inquiry itself keeps of a registration: nothing of the person."""
    return {
        "form_key": registration.form_key,
        "source": registration.source,
        "wanted_assignments": list(registration.wanted_assignments),
        "wish": registration.wish,
        "promise_shown": registration.shown_text,
        "no_voicemail": registration.no_voicemail,
        "language": registration.language,
        "page_language": registration.page_language,
        "needs_interpreter": registration.needs_interpreter,
        "activity_id": registration.activity_id,
        "unknown_code": registration.unknown_code,
        "tracked_kind": registration.tracked_kind,
        "utm": dict(registration.utm),
        "told_channel_id": registration.told_channel_id,
        "prompted_channel_id": registration.prompted_channel_id,
        "prompted_by": registration.prompted_by,
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


def _word(
    municipality: Municipality,
    registration: Registration,
    received_at: datetime,
    at: datetime,
) -> _Word:
    """What is promised, and by whom. Raises SlotTaken."""
    if registration.slot_id is not None:
        slot = offered_slot(municipality, registration.slot_id)
        return _Word(slot.staff, slot.ends_at, slot)
    due_at = _due_at(municipality, registration, received_at)
    return _Word(_owner(municipality, registration, at, due_at), due_at)


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
