"""Who makes which export: a lease that is committed before the work, and a fence.

Every later statement names the lease's token, which the row has only while the lease
is held: when somebody has cancelled, or taken over because the lease had run out, the
old token changes nothing. As messaging/claims.py does it for messages.
"""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from exports.kinds import File
from exports.models import Export, ExportQuerySet, Status

LEASE: Final = timedelta(minutes=2)  # longer than Celery lets a task live
MOST_ATTEMPTS: Final = 3  # without a step in between
PAUSE: Final = timedelta(seconds=20)  # before the next attempt, times their number
LONGEST_PAUSE: Final = timedelta(minutes=10)  # nothing is put off for longer
_RELEASED: Final = {"lease_token": None, "lease_until": None}


@transaction.atomic
def claim(moment: datetime) -> Export | None:
    """Take the export that has waited longest; None where none is due.

    One whose maker died is due when the lease has run out. So often begun in vain, it
    is given up instead.
    """
    _give_up_abandoned(moment)
    due = Q(status=Status.QUEUED) & _has_come(moment) | _abandoned()
    export = (
        Export.objects.filter(due)
        .without_content()
        .select_for_update(skip_locked=True)
        .order_by("not_before", "pk")
        .first()
    )
    if export is None:
        return None
    export.status = Status.RUNNING
    export.attempt += 1
    export.lease_token = uuid4()
    Export.objects.filter(pk=export.pk).update(
        status=export.status,
        attempt=export.attempt,
        lease_token=export.lease_token,
        lease_until=Now() + LEASE,
    )
    return export


def pieces_of(export: Export) -> list[Any]:
    """What is gathered so far."""
    return list(Export.objects.values_list("pieces", flat=True).get(pk=export.pk))


def keep_pieces(export: Export, pieces: list[Any]) -> bool:
    """Write down a step that is done, and hold on; False where the lease is gone."""
    return _change(
        export,
        pieces=pieces,
        steps_done=len(pieces),
        attempt=1,
        lease_until=Now() + LEASE,
    )


def put_back(export: Export, moment: datetime) -> bool:
    """Leave it to the next round, behind the others that wait."""
    return _change(
        export, status=Status.QUEUED, attempt=0, not_before=moment, **_RELEASED
    )


def try_again(export: Export, moment: datetime) -> bool:
    """Put it back after a fault, for a while; give it up after too many."""
    if export.attempt >= MOST_ATTEMPTS:
        return _end(export, Status.FAILED, moment)
    later = moment + PAUSE * export.attempt
    return _change(export, status=Status.QUEUED, not_before=later, **_RELEASED)


def finish(export: Export, file: File, moment: datetime) -> bool:
    """Keep the file; the pieces have served."""
    return _end(
        export,
        Status.DONE,
        moment,
        steps_done=F("steps"),
        file_name=file.name,
        content_type=file.content_type,
        content=file.content,
        size=len(file.content),
    )


def _end(export: Export, status: Status, moment: datetime, **fields: Any) -> bool:
    return _change(
        export, status=status, finished_at=moment, pieces=[], **fields, **_RELEASED
    )


def _give_up_abandoned(moment: datetime) -> None:
    worn_out: QuerySet[Export] = _lapsed().filter(attempt__gte=MOST_ATTEMPTS)
    worn_out.update(status=Status.FAILED, finished_at=moment, pieces=[], **_RELEASED)


def _has_come(moment: datetime) -> Q:
    """Whether it need not wait; what a clock that was ahead put off waits no longer."""
    return Q(not_before__lte=moment) | Q(not_before__gt=moment + LONGEST_PAUSE)


def _abandoned() -> Q:
    return Q(status=Status.RUNNING, lease_until__lt=Now())


def _lapsed() -> ExportQuerySet:
    return Export.objects.filter(_abandoned())


def _change(export: Export, **fields: Any) -> bool:
    """Change it if it is still this maker's."""
    mine = Export.objects.filter(pk=export.pk, lease_token=export.lease_token)
    return bool(mine.update(**fields))
