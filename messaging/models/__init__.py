"""The outbox: every message is a row before it is anything else."""

from messaging.models.daily import DailyRun
from messaging.models.device import PushDevice, PushDeviceQuerySet
from messaging.models.message import (
    FAMILY,
    NEEDING_A_PERSON,
    RECEIPT,
    WAITING,
    Attachment,
    Channel,
    Message,
    MessageQuerySet,
    Status,
)
from messaging.models.notices import (
    ALWAYS_TOLD,
    NoticeChoice,
    OwnQuietHours,
    Reach,
    Topic,
)
from messaging.models.rounds import DispatcherRun, FailingStep

__all__ = [
    "ALWAYS_TOLD",
    "FAMILY",
    "NEEDING_A_PERSON",
    "RECEIPT",
    "WAITING",
    "Attachment",
    "Channel",
    "DailyRun",
    "DispatcherRun",
    "FailingStep",
    "Message",
    "MessageQuerySet",
    "NoticeChoice",
    "OwnQuietHours",
    "PushDevice",
    "PushDeviceQuerySet",
    "Reach",
    "Status",
    "Topic",
]
