"""The outbox: every message is a row before it is anything else."""

from messaging.models.message import (
    FAMILY,
    NEEDING_A_PERSON,
    RECEIPT,
    WAITING,
    Channel,
    Message,
    MessageQuerySet,
    Status,
)
from messaging.models.rounds import DispatcherRun

__all__ = [
    "FAMILY",
    "NEEDING_A_PERSON",
    "RECEIPT",
    "WAITING",
    "Channel",
    "DispatcherRun",
    "Message",
    "MessageQuerySet",
    "Status",
]
