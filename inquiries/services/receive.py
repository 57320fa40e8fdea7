"""Receive an inquiry: everything that a family was promised, in one transaction."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import TextChoices
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from audit.services import record
from followups import promise as promises
from followups import steps
from followups.assignment import choose_owner
from followups.models import FollowUpTask, Wish
from inquiries import messages
from inquiries.models import Assignment, ContactDetails, Event, Inquiry, Note, Source
from inquiries.numbers import next_serial
from inquiries.services import copies
from inquiries.workflow import Stage
from messaging.services import enqueue
from organisation.models import Language, Municipality, StaffMember


@dataclass(frozen=True)
class Registration:
    """What is known of an inquiry when it is received. Phone numbers in E.164.

    `received_at` None means now. `form_key` is the one-time key of a form: the same
    key twice is the same inquiry, unless it comes from somebody else. `shown_due_at`
    is the moment that the family saw before sending; a later one is never stored.
    `named` are the recruiters whose names it saw: one of them gets it.
    """

    name: str
    email: str = ""
    phone: str = ""
    message: str = ""
    wanted_assignments: tuple[str, ...] = ()
    wish: str = Wish.SOON
    no_voicemail: bool = False
    language: str = Language.SWEDISH
    page_language: str = "sv"
    needs_interpreter: bool = False
    source: str = Source.FORM
    received_at: datetime | None = None
    form_key: uuid.UUID | None = None
    activity_id: int | None = None
    unknown_code: str = ""
    told_channel_id: int | None = None
    suspicion: str = ""
    owner_id: int | None = None
    note: str = ""
    shown_due_at: datetime | None = None
    named: tuple[int, ...] = ()

    @property
    def sender(self) -> copies.Sender:
        return copies.Sender(self.name, self.phone, self.email)


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
        return _sent_again(first, registration, at=at)


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
    owner = _owner(municipality, registration)
    inquiry = Inquiry(
        municipality=municipality,
        year=localtime(received_at).year,
        serial=serial,
        received_at=received_at,
        registered_at=at,
        owner=owner,
        **_fields(registration),
    )
    inquiry.save(force_insert=True)
    _write_contact(inquiry, registration)
    due_at = _due_at(municipality, registration, received_at)
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
    enqueue(messages.of_receipt(inquiry, promise, at=at), at=at)
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
    municipality: Municipality, registration: Registration
) -> StaffMember | None:
    if registration.owner_id is not None:
        staff = StaffMember.objects.active().of(municipality)
        named: StaffMember = staff.get(pk=registration.owner_id)
        return named
    return choose_owner(municipality, registration.language, named=registration.named)


def _due_at(
    municipality: Municipality, registration: Registration, received_at: datetime
) -> datetime:
    due_at = promises.due_at_for(municipality, registration.wish, received_at)
    shown = registration.shown_due_at
    return due_at if shown is None else max(received_at, min(due_at, shown))


def _kind(registration: Registration) -> str:
    to_write = registration.wish == Wish.WRITE
    return FollowUpTask.Kind.WRITE if to_write else FollowUpTask.Kind.CALL


@transaction.atomic
def _sent_again(first: Inquiry, registration: Registration, *, at: datetime) -> Inquiry:
    """Keep what a second copy of a form says otherwise; the first one stands."""
    inquiry = Inquiry.objects.select_for_update().get(pk=first.pk)
    contact = ContactDetails.objects.filter(inquiry=inquiry).first()
    if contact is None:
        return inquiry
    reader = inquiry.owner.desk_language if inquiry.owner else Language.SWEDISH
    with translation.override(reader):
        changed = _difference(inquiry, contact, registration)
    text = "\n".join(changed.values())
    known = Note.objects.filter(inquiry=inquiry, author=None, text=text)
    if not changed or known.exists():
        return inquiry
    Note.objects.create(
        municipality_id=inquiry.municipality_id,
        inquiry=inquiry,
        written_at=at,
        text=text,
    )
    Event.objects.create(
        municipality_id=inquiry.municipality_id,
        inquiry=inquiry,
        kind=Event.Kind.AMENDED,
        at=at,
        recorded_at=at,
    )
    record("amended", inquiry, by=None, at=at, fields=changed)
    return inquiry


def _difference(
    inquiry: Inquiry, contact: ContactDetails, registration: Registration
) -> dict[str, str]:
    """Field name → what the second copy says otherwise, in the desk's words."""
    phone = registration.phone
    fields = {
        "name": (_("Name"), contact.name, registration.name),
        "email": (_("Email"), contact.email, registration.email),
        "phone": (_("Phone"), _number(str(contact.phone)), _number(phone)),
        "message": (_("Message"), contact.message, registration.message),
        "wish": (
            pgettext("wish", "When"),
            *_labels(Wish, [inquiry.wish], [registration.wish]),
        ),
        "language": (
            _("Language"),
            *_labels(Language, [inquiry.language], [registration.language]),
        ),
        "wanted_assignments": (
            _("Wants to be"),
            *_labels(
                Assignment, inquiry.wanted_assignments, registration.wanted_assignments
            ),
        ),
    }
    return {
        field: f"{label}: {new}"
        for field, (label, old, new) in fields.items()
        if new and old != new
    }


def _number(phone: str) -> str:
    return messages.national(phone) if phone else ""


def _labels(choices: type[TextChoices], *sides: Iterable[str]) -> Iterator[str]:
    """Each side's values as words inside a line; names of languages as they are."""
    for values in sides:
        labels = [str(choices(each).label) for each in values]
        if choices is not Language:
            labels = [label[:1].lower() + label[1:] for label in labels]
        yield ", ".join(labels)
