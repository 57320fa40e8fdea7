"""What people write beside the figures: the lede in their own words, annotations."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from audit.services import record
from organisation.models import Municipality, StaffMember
from organisation.months import Month
from reports.models import Annotation, Lede


@transaction.atomic
def write_lede(
    municipality: Municipality,
    month: Month,
    text: str,
    text_en: str = "",
    *,
    version: int,
    by: StaffMember,
    at: datetime,
) -> Lede:
    """Put a text in place of the generated sentences; those are kept.

    Args:
        text: "" to let the generated sentences hold again.
        version: of the snapshot that was seen; 0 where the month is not frozen.
    """
    lede = Lede.objects.create(
        municipality=municipality,
        month=month.first_day,
        version=version,
        text=text,
        text_en=text_en if text else "",
        written_at=at,
        written_by=by,
    )
    record("wrote-lede" if text else "reset-lede", lede, by=by, at=at)
    return lede


@transaction.atomic
def add_annotation(
    annotation: Annotation, *, by: StaffMember, at: datetime
) -> Annotation:
    """Save a new one. Frozen months have it from their next version on."""
    annotation.save(force_insert=True)
    record("added-annotation", annotation, by=by, at=at)
    return annotation


@transaction.atomic
def change_annotation(
    annotation: Annotation, values: Mapping[str, Any], *, by: StaffMember, at: datetime
) -> Annotation:
    """Change what differs."""
    fresh = Annotation.objects.select_for_update().get(pk=annotation.pk)
    fields = [name for name, new in values.items() if getattr(fresh, name) != new]
    for name in fields:
        setattr(fresh, name, values[name])
    if fields:
        fresh.save(update_fields=fields)
        record("changed-annotation", fresh, by=by, at=at, fields=fields)
    return fresh


@transaction.atomic
def remove_annotation(annotation: Annotation, *, by: StaffMember, at: datetime) -> None:
    record("removed-annotation", annotation, by=by, at=at)
    annotation.delete()
