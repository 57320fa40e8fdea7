"""Whether messages leave at all. Asked by people's pages and by monitoring.

It looks at progress, not at processes: a worker that lives and consumes nothing is
as dead as one that is gone.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Min

from messaging.models import DispatcherRun, Message, Status

SILENCE = timedelta(minutes=5)  # since the last round ended, or a due message waits


@dataclass(frozen=True)
class DispatchHealth:
    """How the dispatcher stands at a moment.

    Args:
        last_round_at: when any dispatcher last ended a round; None: never.
        oldest_due_at: since when the longest waiting due message is due; None: none.
        is_well: a round ended within SILENCE and no due message is older than that.
    """

    last_round_at: datetime | None
    oldest_due_at: datetime | None
    is_well: bool


def dispatch_health(moment: datetime) -> DispatchHealth:
    """Two statements, both by index."""
    last = DispatcherRun.objects.aggregate(at=Max("finished_at"))["at"]
    oldest = Message.objects.due(moment).aggregate(at=Min("not_before"))["at"]
    is_well = (
        last is not None
        and moment - last <= SILENCE
        and (oldest is None or moment - oldest <= SILENCE)
    )
    return DispatchHealth(last, oldest, is_well)


def abandoned(moment: datetime) -> int:
    """How many messages are past their lease and not taken back: 0 when all is well."""
    return Message.objects.filter(
        status=Status.SENDING, lease_until__lt=moment - SILENCE
    ).count()
