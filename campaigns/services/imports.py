"""Read figures from a file: kept until somebody has looked, then written whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction

from audit.services import record
from campaigns.imports import stored
from campaigns.imports.preview import VALUES, Preview, Status
from campaigns.imports.rows import ReadRow
from campaigns.models import Activity, PendingImport, ReachFigure
from organisation.models import Municipality, StaffMember

KEPT_FOR: Final = timedelta(hours=24)


class Changed(Exception):
    """Something is no longer as it was shown, or the import was made already."""


class NotAllowed(Exception):
    """A row is to be corrected, or needs a yes that was not given."""


@dataclass(frozen=True)
class Source:
    """Where rows came from: the file's name, and its sheet."""

    file_name: str
    sheet: str


@dataclass(frozen=True)
class Choices:
    """What somebody says yes to, having seen the rows.

    `seen` is the digest of what was shown.
    """

    seen: str
    leaves_out: bool = False  # rows of no activity
    replaces: bool = False  # figures that share days with new ones
    takes_cost: bool = False


def keep(
    municipality: Municipality,
    source: Source,
    rows: Sequence[ReadRow],
    activity: Activity | None,
    *,
    by: StaffMember,
    at: datetime,
) -> PendingImport:
    """Keep what was read until it is confirmed, and drop what nobody confirmed."""
    PendingImport.objects.filter(expires_at__lte=at).delete()
    return PendingImport.objects.create(
        municipality=municipality,
        by=by,
        activity=activity,
        file_name=source.file_name,
        sheet=source.sheet,
        rows=stored.to_json(rows),
        made_at=at,
        expires_at=at + KEPT_FOR,
    )


def preview_of(pending: PendingImport) -> Preview:
    """Judge the kept rows against what stands now."""
    rows = stored.from_json(pending.rows)
    return Preview(pending.municipality, rows, pending.activity)


def carry_out(
    pending: PendingImport, choices: Choices, *, by: StaffMember, at: datetime
) -> Preview:
    """Write all rows, or none of them.

    Raises:
        Changed: what would happen is no longer what was shown.
        NotAllowed: a row is wrong, or what it does was not agreed to.
    """
    try:
        with transaction.atomic():
            return _carry_out(pending, choices, by, at)
    except IntegrityError as error:  # figures typed in at this very moment
        raise Changed from error


def _carry_out(
    pending: PendingImport, choices: Choices, by: StaffMember, at: datetime
) -> Preview:
    _one_at_a_time(pending.municipality)
    fresh = PendingImport.objects.select_for_update(of=["self"]).get(pk=pending.pk)
    preview = preview_of(fresh)
    if fresh.done_at is not None or preview.digest() != choices.seen:
        raise Changed
    if not _is_allowed(preview, choices):
        raise NotAllowed
    costs = preview.costs if choices.takes_cost else []
    _write(preview, at)
    for cost in costs:
        cost.activity.cost_actual = cost.after
    Activity.objects.bulk_update([each.activity for each in costs], ["cost_actual"])
    _record(preview, [each.activity for each in costs], by, at)
    fresh.rows, fresh.done_at = [], at
    fresh.save(update_fields=["rows", "done_at"])
    return preview


def _one_at_a_time(municipality: Municipality) -> None:
    """So that of two imports at once the second sees what the first has written."""
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)


def _is_allowed(preview: Preview, choices: Choices) -> bool:
    return not (
        preview.count(Status.WRONG)
        or (preview.count(Status.UNKNOWN) and not choices.leaves_out)
        or (preview.count(Status.REPLACES) and not choices.replaces)
    )


def _write(preview: Preview, at: datetime) -> None:
    gone = [each.pk for line in preview.written for each in line.replaces]
    ReachFigure.objects.filter(pk__in=gone).delete()
    new: list[ReachFigure] = []
    changed: list[ReachFigure] = []
    for line in preview.written:
        figure = line.figure(preview.municipality)
        figure.recorded_at = at
        (changed if figure.pk else new).append(figure)
    ReachFigure.objects.bulk_create(new)
    ReachFigure.objects.bulk_update(changed, [*VALUES, "recorded_at"])


def _record(
    preview: Preview, with_cost: Sequence[Activity], by: StaffMember, at: datetime
) -> None:
    """One entry for each activity whose figures or cost are others now."""
    written = {line.activity for line in preview.written if line.activity is not None}
    for activity in sorted({*written, *with_cost}, key=lambda each: each.pk):
        fields = ["cost_actual"] if activity in with_cost else []
        record(
            "imported-reach",
            activity,
            by=by,
            at=at,
            fields=fields,
            municipality=preview.municipality,
        )
