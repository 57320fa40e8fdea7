"""Changes to municipalities, hours and staff."""

from django.db.models import F

from organisation.models import Municipality


def touch_settings(municipality: Municipality) -> None:
    """Say that something which others keep in memory has changed."""
    Municipality.objects.filter(pk=municipality.pk).update(
        settings_version=F("settings_version") + 1
    )
    municipality.refresh_from_db(fields=["settings_version"])
