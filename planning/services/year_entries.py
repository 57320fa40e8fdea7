"""Changes to what stands in the year beside activities."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from audit.services import record
from organisation.models import Municipality, StaffMember
from planning.models import YearEntry

SAME: Final = ("name", "kind", "starts_on", "ends_on")  # by these it is known again


@transaction.atomic
def add_entry(entry: YearEntry, *, by: StaffMember, at: datetime) -> YearEntry:
    """Save a new entry; where a form was sent twice, give the one that it made."""
    # One at a time, as years are copied: the second finds the first.
    Municipality.objects.select_for_update(no_key=True).get(pk=entry.municipality_id)
    same = {name: getattr(entry, name) for name in SAME}
    there = YearEntry.objects.of(entry.municipality).filter(**same).first()
    if there is not None:
        return there
    entry.save(force_insert=True)
    record("added-year-entry", entry, by=by, at=at)
    return entry


@transaction.atomic
def change_entry(
    entry: YearEntry, values: Mapping[str, Any], *, by: StaffMember, at: datetime
) -> YearEntry:
    """Change what differs."""
    fresh = YearEntry.objects.select_for_update().get(pk=entry.pk)
    fields = [name for name, new in values.items() if getattr(fresh, name) != new]
    for name in fields:
        setattr(fresh, name, values[name])
    if fields:
        fresh.save(update_fields=fields)
        record("changed-year-entry", fresh, by=by, at=at, fields=fields)
    return fresh


@transaction.atomic
def remove_entry(entry: YearEntry, *, by: StaffMember, at: datetime) -> None:
    """Take it out of the year; it may be copied anew from the year before."""
    record("removed-year-entry", entry, by=by, at=at)
    entry.delete()
