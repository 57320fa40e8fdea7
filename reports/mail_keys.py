"""How the outbox knows a mail with a month's report."""

from collections.abc import Collection
from typing import Final

from messaging.mailings import Mailing
from messaging.models import Message
from organisation.models import Municipality
from reports.models import Snapshot

SUBJECT: Final = "report"  # and its id is that of the snapshot
STEP: Final = "report"
DRAFT_SUBJECT: Final = "report-draft"  # and its id is that of the municipality
_PREFIX: Final = "report-recipient:"


def key_of(recipient_id: int) -> str:
    """By which the outbox knows a recipient, whatever the address is."""
    return f"{_PREFIX}{recipient_id}"


def recipient_of(message: Message) -> int:
    return int(message.recipient_key.removeprefix(_PREFIX))


def mailing_of(snapshot_ids: Collection[int]) -> Mailing:
    return Mailing(SUBJECT, snapshot_ids, STEP)


def all_mailings_of(municipality: Municipality) -> Mailing:
    """Every report that was ever sent."""
    snapshots = Snapshot.objects.of(municipality).order_by()
    return mailing_of(list(snapshots.values_list("pk", flat=True)))
