"""Every change to the outbox that other apps and people ask for.

Sending is the dispatcher's affair: see messaging/delivery.py.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import Case, F, Q, Value, When

from audit.services import record
from messaging.models import (
    FAMILY,
    NEEDING_A_PERSON,
    WAITING,
    Channel,
    Message,
    MessageQuerySet,
    Status,
)
from organisation.models import StaffMember

HEADING_LENGTH = 200  # characters, as the column

# Column and type of the array that fills it; the rest have defaults of their own.
_COLUMNS = {
    "municipality_id": "bigint",
    "kind": "text",
    "subject_type": "text",
    "subject_id": "bigint",
    "step": "text",
    "channel": "text",
    "recipient_key": "text",
    "recipient": "text",
    "body": "text",
    "heading": "text",
    "calendar": "text",
    "generation": "integer",
    "staff_id": "bigint",
    "inquiry_id": "bigint",
    "language": "text",
    "not_before": "timestamptz",
    "id": "uuid",
}
_INSERT = f"""
    INSERT INTO messaging_message ({", ".join(_COLUMNS)}, status, attempt, last_error,
                                   provider_reference, created_at)
    SELECT draft.*, 'queued', 0, '', '', %s
    FROM unnest({", ".join(f"%s::{kind}[]" for kind in _COLUMNS.values())}) AS draft
    ON CONFLICT ON CONSTRAINT message_once DO NOTHING
"""  # noqa: S608 -- made of the constants above

WITHDRAWN = "withdrawn"  # the code of what `cancel_waiting` stopped
ADDRESS_GONE = "address-gone"  # the code of what `readdress` stopped

_CANCEL = f"""
    UPDATE messaging_message
    SET status = 'cancelled', last_error = '{WITHDRAWN}',
        lease_token = NULL, lease_until = NULL
    WHERE subject_type = %s AND subject_id = %s
      AND (status IN ('queued', 'retry')
           OR status = 'sending' AND handed_over_at IS NULL)
      AND (cardinality(%s::text[]) = 0 OR kind = ANY(%s::text[]))
      AND (cardinality(%s::text[]) = 0 OR step = ANY(%s::text[]))
    RETURNING id
"""  # noqa: S608 -- made of the constant above

_CANCELLED = {"status": Status.CANCELLED, "lease_token": None, "lease_until": None}
_TAKEN_BACK = {
    "status": Case(
        When(status=Status.SENDING, then=Value(Status.RETRY)), default=F("status")
    ),
    "lease_token": None,
    "lease_until": None,
}


@dataclass(frozen=True)
class Draft:
    """One message to write into the outbox.

    Args:
        subject_type: with subject_id, generation, step, recipient_key and channel the
            unique key: a draft with a key that is there already is not written.
        recipient_key: who is meant: "family" or "staff:12".
        recipient: an e-mail address, or an E.164 number for an SMS.
        heading: subject line of an e-mail, one line; an SMS has none.
        calendar: what an e-mail carries for calendars, as RFC 5545 has it.
        not_before: None for at once.
    """

    municipality_id: int
    kind: str
    subject_type: str
    subject_id: int
    step: str
    channel: str
    recipient_key: str
    recipient: str
    body: str
    heading: str = ""
    calendar: str = ""
    generation: int = 1
    staff_id: int | None = None
    inquiry_id: int | None = None
    language: str = "sv"
    not_before: datetime | None = None

    @classmethod
    def to_staff(cls, staff: StaffMember, **fields: Any) -> Self:
        """A mail to a colleague, in the colleague's own language."""
        return cls(
            channel=Channel.EMAIL,
            recipient_key=f"staff:{staff.pk}",
            recipient=staff.email,
            staff_id=staff.pk,
            language=staff.desk_language,
            **fields,
        )


class ResendRefused(Exception):
    """The message is not one that failed, its text is erased, or nobody vouches."""


class LettingGoRefused(Exception):
    """The message has not failed, or a person has let it go already."""


def enqueue(drafts: Iterable[Draft], *, at: datetime) -> int:
    """Write drafts into the outbox, in the caller's transaction; how many were new.

    One statement, whatever the number of drafts; none where there are none.
    """
    rows = [_row(draft, at) for draft in drafts]
    if not rows:
        return 0
    columns = [[row[name] for row in rows] for name in _COLUMNS]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [at, *columns])
        return int(cursor.rowcount)


def _row(draft: Draft, at: datetime) -> dict[str, object]:
    row: dict[str, object] = dict(vars(draft))
    # A line break in a heading would let its author write headers of his own.
    row["heading"] = " ".join(draft.heading.split())[:HEADING_LENGTH]
    row["channel"] = str(draft.channel)
    row["not_before"] = draft.not_before or at
    row["id"] = str(uuid4())
    return row


def cancel_waiting(
    *,
    subject_type: str,
    subject_id: int,
    kinds: Collection[str] = (),
    steps: Collection[str] = (),
) -> list[str]:
    """Cancel what has not been handed to a carrier yet; the ids, for `put_back`.

    Args:
        kinds: only messages of these kinds; none given: of every kind.
        steps: only messages of these steps; none given: of every step.
    """
    about = [subject_type, subject_id, *_each_twice(kinds), *_each_twice(steps)]
    with connection.cursor() as cursor:
        cursor.execute(_CANCEL, about)
        return sorted(str(pk) for (pk,) in cursor.fetchall())


def _each_twice(chosen: Collection[str]) -> list[Any]:
    names = [str(each) for each in chosen]
    return [names, names]


def put_back(ids: Iterable[str]) -> int:
    """Queue again what `cancel_waiting` cancelled; how many messages.

    What was erased since, or taken up by a person, stays as it is.
    """
    return (
        Message.objects.filter(
            pk__in=list(ids), status=Status.CANCELLED, last_error=WITHDRAWN
        )
        .exclude(recipient="")
        .update(status=Status.QUEUED, last_error="")
    )


@transaction.atomic
def erase_bodies(inquiry_id: int) -> int:
    """Empty every message about an inquiry and cancel the unsent; how many.

    A message that a carrier has in hand at this moment may still arrive.
    """
    messages = Message.objects.filter(inquiry_id=inquiry_id)
    stop(messages.filter(not_handed_over()), "erased")
    return messages.update(recipient="", heading="", body="", calendar="")


@transaction.atomic
def readdress(inquiry_id: int, addresses: Mapping[Channel, str]) -> int:
    """Let what waits for a family leave to its addresses of now; how many messages.

    What a round has claimed and not handed over yet is taken out of its hands.

    Args:
        addresses: by channel; "" where that way is gone, and nothing leaves by it.
    """
    waiting = Message.objects.filter(
        not_handed_over(), inquiry=inquiry_id, recipient_key=FAMILY
    )
    changed = 0
    for channel, address in addresses.items():
        astray = waiting.filter(channel=channel).exclude(recipient__in=["", address])
        changed += take_back(astray, address) if address else stop(astray, ADDRESS_GONE)
    return changed


def not_handed_over() -> Q:
    return Q(status__in=WAITING) | Q(status=Status.SENDING, handed_over_at=None)


def stop(messages: MessageQuerySet, code: str) -> int:
    """Cancel messages that no carrier has in hand, also what a round has claimed."""
    return messages.update(last_error=code, **_CANCELLED)


def take_back(messages: MessageQuerySet, address: str) -> int:
    """Let messages leave to another address, out of the hands of any round."""
    return messages.update(recipient=address, **_TAKEN_BACK)


@transaction.atomic
def resend(
    message: Message, *, by: StaffMember, at: datetime, checked: bool = False
) -> Message:
    """Put a failed message back in the queue, to the address that holds now.

    Args:
        checked: the person vouches that an SMS of unknown outcome has not arrived.

    Raises:
        ResendRefused: the message has not failed, is erased, nobody is reached that
            way any more, or an SMS of unknown outcome is not vouched for.
    """
    fresh = Message.objects.select_for_update().get(pk=message.pk)
    if fresh.status not in NEEDING_A_PERSON or not fresh.body:
        raise ResendRefused(fresh.status)
    if fresh.status == Status.UNCERTAIN and not checked:
        raise ResendRefused(fresh.status)
    fresh.recipient = _present_address(fresh)
    if not fresh.recipient:
        raise ResendRefused(fresh.status)
    fresh.status = Status.QUEUED
    fresh.not_before = at
    fresh.attempt = 0
    fresh.sending += 1
    fresh.last_error = ""
    fresh.handled_at = None
    fresh.save()
    record("resent-message", fresh, by=by, at=at)
    return fresh


@transaction.atomic
def let_go(message: Message, *, by: StaffMember, at: datetime) -> Message:
    """Acknowledge that a failed message will not be sent; it no longer alarms.

    Raises:
        LettingGoRefused: it has not failed, or has been let go already.
    """
    fresh = Message.objects.select_for_update().get(pk=message.pk)
    if fresh.status not in NEEDING_A_PERSON or fresh.handled_at is not None:
        raise LettingGoRefused(fresh.status)
    fresh.handled_at = at
    fresh.save(update_fields=["handled_at"])
    record("let-go-message", fresh, by=by, at=at)
    return fresh


def _present_address(message: Message) -> str:
    """The address that the family or the staff member has today; "" where it is gone.

    Never the one before: it may be a stranger's.
    """
    is_email = message.channel == Channel.EMAIL
    if message.staff is not None:
        return message.staff.email if is_email else message.recipient
    contact = getattr(message.inquiry, "contact", None)
    if contact is None or message.recipient_key != FAMILY:
        return message.recipient
    return str(contact.email if is_email else contact.phone)
