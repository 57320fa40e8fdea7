"""One round of the dispatcher, the same from Celery and from `manage.py dispatch`.

Any number of dispatchers may run at once: every step claims what it works on.
"""

import logging
import socket
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string

from messaging.failing import failures_of_a_step
from messaging.faults import trace_of
from messaging.health import DELIVERY
from messaging.heartbeat import tell_outside
from messaging.models import DispatcherRun, FailingStep

logger = logging.getLogger(__name__)


Step = Callable[[datetime], int]


@dataclass(frozen=True)
class RoundResult:
    """What one round did: rows that steps made or changed, and messages accepted."""

    created: int
    sent: int
    failed_steps: tuple[str, ...]


def run_once(moment: datetime, name: str) -> RoundResult:
    """Run every step of DISPATCH_STEPS, and leave a heartbeat.

    A step that fails is logged without its error's text, which might hold personal
    data; the others run.

    Args:
        moment: what is due then; see database_now.
        name: of the dispatcher; each has one row of heartbeat.
    """
    began = timezone.now()
    created = sent = 0
    failed: dict[str, set[int]] = {}
    for path in settings.DISPATCH_STEPS:
        with failures_of_a_step() as municipalities:
            count = _run_step(path, moment)
        if count is None or municipalities:
            failed[path] = municipalities
        if path == DELIVERY:
            sent += count or 0
        else:
            created += count or 0
    result = RoundResult(created, sent, tuple(failed))
    _beat(name, began, result)
    _note_failing(failed, began)
    if not failed:
        tell_outside()
    return result


def _run_step(path: str, moment: datetime) -> int | None:
    try:
        return cast(Step, import_string(path))(moment)
    except Exception as error:  # the other steps must run
        logger.error("Step %s of the dispatcher failed: %s", path, trace_of(error))
        renew_connection()
        return None


def _beat(name: str, began: datetime, result: RoundResult) -> None:
    DispatcherRun.objects.update_or_create(
        name=name,
        defaults={
            "started_at": began,
            "finished_at": timezone.now(),
            "created": result.created,
            "sent": result.sent,
            "failed_step": ", ".join(result.failed_steps)[:120],
        },
    )


def _note_failing(failed: Mapping[str, Collection[int]], began: datetime) -> None:
    """Since when each step fails, whichever dispatcher runs it; see messaging/health.

    For the municipalities that it named, else for all. Nothing is written where nothing
    fails and nothing failed before.
    """
    everywhere: tuple[int | None, ...] = (None,)
    rows = [
        FailingStep(path=path, municipality_id=place, since=began)
        for path, places in failed.items()
        for place in places or everywhere
    ]
    still = Q(pk=None)
    for each in rows:
        still |= Q(path=each.path, municipality=each.municipality_id)
    FailingStep.objects.exclude(still).delete()
    FailingStep.objects.bulk_create(rows, ignore_conflicts=True)


def renew_connection() -> None:
    """Drop a connection that has broken or is too old; the next query opens one."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def database_now() -> datetime:
    """The database's clock: the one that all machines of an installation share."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cast(datetime, cursor.fetchone()[0])


def dispatcher_name(kind: str) -> str:
    """The name of this machine's dispatcher of one kind."""
    return f"{kind}@{socket.gethostname()}"[:60]
