"""The version of a municipality's settings, and what every change has in common."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import connection, models

from organisation.models import Municipality

NEXT_VERSION: Final = """
UPDATE organisation_municipality
SET settings_version = nextval('organisation_settings_version')
WHERE id = %s RETURNING settings_version
"""


def touch_settings(municipality: Municipality) -> None:
    """Say that something which others keep in memory has changed.

    The number comes from a sequence, so that one of a change that is rolled back is
    never that of another: it may stand in memory already.
    """
    with connection.cursor() as cursor:
        cursor.execute(NEXT_VERSION, [municipality.pk])
        (municipality.settings_version,) = cursor.fetchone()


def save_changes(row: models.Model, values: Mapping[str, Any]) -> list[str]:
    """Save the values that differ from the row's own; give the fields' names."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save(update_fields=changed)
    return changed
