"""The version of a municipality's settings, and what every change has in common."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import F

from organisation.models import Municipality


def touch_settings(municipality: Municipality) -> None:
    """Say that something which others keep in memory has changed."""
    Municipality.objects.filter(pk=municipality.pk).update(
        settings_version=F("settings_version") + 1
    )
    municipality.refresh_from_db(fields=["settings_version"])


def save_changes(row: models.Model, values: Mapping[str, Any]) -> list[str]:
    """Save the values that differ from the row's own; give the fields' names."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save(update_fields=changed)
    return changed
