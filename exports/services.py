"""What people do with exports: ask for one, cancel it, fetch it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import get_language

from audit.services import record
from exports.kinds import kind_of
from exports.models import OPEN, Export, Status
from organisation.models import Municipality, StaffMember


class CancelRefused(Exception):
    """The export is finished already."""


class NoFile(Exception):
    """The export has no file: it is not ready, or came to nothing."""


@transaction.atomic
def ask(
    kind: str,
    parameters: Mapping[str, Any],
    *,
    title: str,
    municipality: Municipality,
    by: StaffMember,
    at: datetime,
) -> Export:
    """Ask for a file; where the same person has asked and still waits, that one.

    Args:
        title: what it is, in the active language; the file will be in it, too.
    """
    export, is_new = Export.objects.get_or_create(
        municipality=municipality,
        asked_by=by,
        kind=kind,
        parameters=dict(parameters),
        language=get_language() or "sv",
        status__in=OPEN,
        defaults={
            "status": Status.QUEUED,
            "asked_at": at,
            "not_before": at,
            "title": title,
            "steps": kind_of(kind).steps,
        },
    )
    if is_new:
        record("asked-for-export", export, by=by, at=at)
    return export


@transaction.atomic
def cancel(export: Export, *, by: StaffMember, at: datetime) -> None:
    """Let it be; whoever makes it finds out after the step in hand.

    Raises:
        CancelRefused: it is finished.
    """
    waiting = Export.objects.open().filter(pk=export.pk)
    changed = waiting.update(
        status=Status.CANCELLED,
        finished_at=at,
        pieces=[],
        lease_token=None,
        lease_until=None,
    )
    if not changed:
        raise CancelRefused(export.pk)
    record("cancelled-export", export, by=by, at=at)


@transaction.atomic
def fetch(export: Export, *, by: StaffMember, at: datetime) -> bytes:
    """Give the file, and write down who took it.

    Raises:
        NoFile: there is none.
    """
    content = Export.objects.values_list("content", flat=True).get(pk=export.pk)
    if content is None:
        raise NoFile(export.pk)
    record("downloaded-export", export, by=by, at=at)
    return bytes(content)
