"""Whether messages leave at all. Asked by people's pages and by monitoring.

It looks at progress, not at processes: a worker that lives and consumes nothing is
as dead as one that is gone.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.utils import timezone

from messaging.models import Message, Status
from organisation.models import Municipality

SILENCE = timedelta(minutes=2)  # since the last round ended
LONGEST_WAIT = timedelta(minutes=5)  # of a due message, or past its lease
STARTED_AT = timezone.now()  # this process

_STANDING: Final = """
SELECT (SELECT max(finished_at) FROM messaging_dispatcherrun),
    (SELECT min(not_before) FROM messaging_message
     WHERE status IN ('queued', 'retry') AND not_before <= %s),
    (SELECT count(*) FROM messaging_message
     WHERE municipality_id = %s AND status IN ('dead', 'uncertain')
       AND handled_at IS NULL),
    (SELECT path FROM messaging_failingstep WHERE since < %s
         AND (municipality_id IS NULL OR %s::bigint IS NULL OR municipality_id = %s)
     ORDER BY path <> 'messaging.delivery.deliver_due', since LIMIT 1)
"""
_TROUBLE: Final = """
SELECT (SELECT max(finished_at) FROM messaging_dispatcherrun),
    (SELECT path FROM messaging_failingstep WHERE since < %s
         AND (municipality_id IS NULL OR municipality_id = %s)
     ORDER BY path <> 'messaging.delivery.deliver_due', since LIMIT 1)
"""
DELIVERY: Final = "messaging.delivery.deliver_due"


@dataclass(frozen=True)
class DispatchHealth:
    """How the dispatcher stands at a moment.

    Args:
        last_round_at: when any dispatcher last ended a round; None: never.
        oldest_due_at: since when the longest waiting due message is due; None: none.
        is_well: a round ended within SILENCE, none waits longer than LONGEST_WAIT, and
            no step has failed in every round of more than SILENCE.
        stands_still: no message leaves; a failing step may leave that untouched.
        failed: messages of the municipality that wait for a person's decision.
        failing_step: the one that has failed for longest, of those; "": none. What
            fails for other municipalities alone is left out where one is asked for.
    """

    last_round_at: datetime | None
    oldest_due_at: datetime | None
    is_well: bool
    failed: int = 0
    failing_step: str = ""
    stands_still: bool = False


def dispatch_health(
    moment: datetime, municipality: Municipality | None = None
) -> DispatchHealth:
    """One statement, each part of it by index."""
    place = None if municipality is None else municipality.pk
    wanted = [moment, place, moment - SILENCE, place, place]
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, wanted)
        last, oldest, failed, failing = cursor.fetchone()
    stands_still = (
        failing == DELIVERY
        or last is None
        or moment - last > SILENCE
        or (oldest is not None and moment - oldest > LONGEST_WAIT)
    )
    is_well = failing is None and not stands_still
    return DispatchHealth(last, oldest, is_well, failed, failing or "", stands_still)


def is_to_be_told(health: DispatchHealth, moment: datetime) -> bool:
    """Whether people are told that messages do not leave.

    A process that serves people tells nobody in its first SILENCE: where everything
    has just been started, the first round has not had the time to end. Monitoring
    has no such patience.
    """
    return health.stands_still and not _has_just_started(moment)


def trouble_of(moment: datetime, municipality: Municipality) -> tuple[bool, str]:
    """What every page tells: whether no dispatcher works, and which step fails.

    No dispatcher works where none has ended a round within SILENCE, or since the start;
    nor where it delivers nothing. The step is "" for none. One statement over few rows.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TROUBLE, (moment - SILENCE, municipality.pk))
        last, step = cursor.fetchone()
    has_beaten = last is not None and moment - last <= SILENCE
    is_silent = (not has_beaten or step == DELIVERY) and not _has_just_started(moment)
    return is_silent, step if step and step != DELIVERY else ""


def _has_just_started(moment: datetime) -> bool:
    return moment - STARTED_AT <= SILENCE


def abandoned(moment: datetime) -> int:
    """How many messages are past their lease and not taken back: 0 when all is well."""
    return Message.objects.filter(
        status=Status.SENDING, lease_until__lt=moment - LONGEST_WAIT
    ).count()
