"""One text to many who are neither staff nor family: what became of it, and of whom.

Such a message is known by its subject, its step and the key of its recipient, which is
how the unique key of the outbox finds it at once.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Self

from django.db import transaction
from django.db.models import Count

from messaging.models import (
    NEEDING_A_PERSON,
    WAITING,
    Message,
    MessageQuerySet,
    Status,
)
from messaging.services import ADDRESS_GONE, not_handed_over, stop, take_back


@dataclass(frozen=True)
class Mailing:
    """The messages of one step about some subjects of one kind."""

    subject_type: str
    subject_ids: Collection[int]
    step: str

    def messages(self) -> MessageQuerySet:
        return Message.objects.filter(
            subject_type=self.subject_type,
            subject_id__in=self.subject_ids,
            generation=1,
            step=self.step,
        )


@dataclass(frozen=True)
class Progress:
    """How many messages stand where. `failed` wait for a person, or were let go."""

    waiting: int = 0
    sent: int = 0
    failed: int = 0
    stopped: int = 0

    @classmethod
    def of(cls, mailing: Mailing) -> Self:
        """Count in one statement."""
        counts = dict(
            mailing.messages().order_by().values_list("status").annotate(Count("pk"))
        )
        return cls(
            waiting=sum(counts.get(each, 0) for each in (*WAITING, Status.SENDING)),
            sent=counts.get(Status.SENT, 0),
            failed=sum(counts.get(each, 0) for each in NEEDING_A_PERSON),
            stopped=counts.get(Status.CANCELLED, 0),
        )

    @property
    def all(self) -> int:
        return self.waiting + self.sent + self.failed + self.stopped


@transaction.atomic
def erase_recipient(mailing: Mailing, recipient_key: str) -> int:
    """Empty what was written to somebody, and stop what has not left; how many."""
    messages = mailing.messages().filter(recipient_key=recipient_key)
    stop(messages.filter(not_handed_over()), "erased")
    return messages.update(recipient="", heading="", body="", calendar="")


@transaction.atomic
def readdress_recipient(mailing: Mailing, recipient_key: str, address: str) -> int:
    """Let what has not arrived leave to another address; how many messages.

    Args:
        address: "" where there is none any more, and nothing leaves.
    """
    messages = mailing.messages().filter(recipient_key=recipient_key)
    astray = messages.exclude(recipient__in=["", address])
    if not address:
        return stop(astray.filter(not_handed_over()), ADDRESS_GONE)
    astray.filter(status__in=NEEDING_A_PERSON).update(recipient=address)
    return take_back(astray.filter(not_handed_over()), address)
