"""The functions that campaigns and activities are bound to: no persons."""

from typing import Final

from campaigns.models import Activity, Campaign
from organisation.models import Municipality

MOST: Final = 50  # suggested


def functions_used(municipality: Municipality) -> list[str]:
    """Give what the municipality has named before, in alphabetical order."""
    of_campaigns, of_activities = (
        rows.of(municipality)
        .exclude(owner_function="")
        .order_by()
        .values_list("owner_function", flat=True)
        for rows in (Campaign.objects, Activity.objects)
    )
    found = of_campaigns.union(of_activities).order_by("owner_function")
    return list(found[:MOST])
