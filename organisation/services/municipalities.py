"""A new municipality, and changes to its particulars."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from audit.services import record
from organisation.models import Municipality, OpeningWindow, StaffMember
from organisation.red_days import propose_red_days
from organisation.services.hours import (
    DEFAULT_HOURS,
    WORKDAYS,
    add_red_days,
    add_windows,
)
from organisation.services.versions import save_changes, touch_settings


@transaction.atomic
def add_municipality(
    municipality: Municipality, *, by: StaffMember | None, at: datetime
) -> Municipality:
    """Save it with office hours, and the red days of this year and the next."""
    municipality.save()
    record("added-municipality", municipality, by=by, at=at)
    for opens, closes in DEFAULT_HOURS:
        office = OpeningWindow.Kind.OFFICE
        hours = add_windows(municipality, WORKDAYS, office, opens, closes)
        hours.begin(by=by, at=at)
    for year in (at.year, at.year + 1):
        add_red_days(municipality, propose_red_days(year), at).begin(by=by, at=at)
    return municipality


@transaction.atomic
def change_mark(
    municipality: Municipality,
    mark: "ContentFile[bytes] | None",
    *,
    by: StaffMember,
    at: datetime,
) -> None:
    """Put a mark (from organisation.photos.small_mark) in place of the old, or none."""
    fresh = Municipality.objects.select_for_update().get(pk=municipality.pk)
    storage, old = fresh.mark.storage, fresh.mark.name
    if mark is None:
        fresh.mark = ""
    else:
        fresh.mark.save(mark.name or "", mark, save=False)
    fresh.save(update_fields=["mark"])
    if old:
        transaction.on_commit(lambda: storage.delete(old))
    touch_settings(fresh)
    record("changed-municipality", fresh, by=by, at=at, fields=["mark"])


@transaction.atomic
def change_municipality(
    municipality: Municipality,
    values: Mapping[str, Any],
    *,
    by: StaffMember,
    at: datetime,
) -> list[str]:
    """Save what differs; give the names of the fields that did."""
    fresh = Municipality.objects.select_for_update().get(pk=municipality.pk)
    changed = save_changes(fresh, values)
    if changed:
        touch_settings(fresh)
        record("changed-municipality", fresh, by=by, at=at, fields=changed)
    return changed
