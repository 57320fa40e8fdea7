"""What those who deliver tell us afterwards: it arrived, or it never will.

Reports come twice, late, in any order, or not at all. What has arrived stays so; what
did not arrive waits for a person, as every message that failed.
Source: docs/decisions/0060-what-became-of-a-message.md.
"""

from datetime import datetime

from django.db import transaction

from messaging.models import Message, Status
from messaging.sendings import Sending


class StillBeingSent(Exception):
    """The carrier's own answer is not written down yet: the report came too soon."""


@transaction.atomic
def note_arrival(sending: Sending, reference: str, *, at: datetime) -> None:
    """Write down that an SMS is on the telephone.

    Raises:
        Message.DoesNotExist: there is none.
        StillBeingSent: come back later.
    """
    message = _reported(sending, reference)
    if message is None or message.delivered_at is not None:
        return
    message.status = Status.SENT
    message.last_error = ""
    message.sent_at = message.sent_at or at
    message.delivered_at = at
    message.handled_at = None
    _write(message, reference)


@transaction.atomic
def note_loss(sending: Sending, reference: str, *, code: str) -> None:
    """Write down that a message will never arrive; a person has to call instead.

    Nothing is blocked: the next message to the same address leaves as usual.

    Args:
        code: of LOST in messaging.models, and after a colon a number, if any.

    Raises:
        Message.DoesNotExist: there is none.
        StillBeingSent: come back later.
    """
    message = _reported(sending, reference)
    if message is None or message.delivered_at is not None or message.is_lost:
        return
    if message.recipient:  # of somebody erased, nobody has to know
        message.status = Status.DEAD
        message.last_error = code
    _write(message, reference)


def _reported(sending: Sending, reference: str) -> Message | None:
    """The message under lock; None where the report says nothing about its state."""
    message = Message.objects.select_for_update().get(pk=sending.message_id)
    if message.sending != sending.number:  # of one that a person has repeated since
        return None
    is_known = message.provider_reference == reference
    if message.status == Status.SENDING and not (reference and is_known):
        raise StillBeingSent(message.pk)
    if message.status == Status.SENT or message.is_lost:
        return message if is_known else None
    # An answer that never came is given by the report, unless it is of a former try.
    is_news = message.status == Status.UNCERTAIN and not (reference and is_known)
    return message if is_news else None


def _write(message: Message, reference: str) -> None:
    message.provider_reference = reference
    message.report_due_at = None
    message.save(
        update_fields=[
            "status",
            "last_error",
            "provider_reference",
            "sent_at",
            "delivered_at",
            "report_due_at",
            "handled_at",
        ]
    )
