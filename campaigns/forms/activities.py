"""The choice of an activity, under the name of its campaign."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any, Final

from campaigns.models import Activity
from organisation.models import Municipality

MOST: Final = 100  # offered, the latest


def latest_activities(municipality: Municipality) -> Iterable[Activity]:
    """Give the activities to choose from, with their campaigns."""
    return Activity.objects.of(municipality).select_related("campaign")[:MOST]


def activity_choices(
    activities: Iterable[Activity], *, blank: Any
) -> list[tuple[Any, Any]]:
    """Group them by campaign, newest first: two campaigns have posts of one name."""
    newest_first = sorted(activities, key=_age)
    groups = [
        (campaign.name, [(str(each.pk), each.name) for each in found])
        for campaign, found in groupby(newest_first, lambda each: each.campaign)
    ]
    return [("", blank), *groups]


def _age(activity: Activity) -> tuple[int, str, int, str]:
    campaign = activity.campaign
    return (
        -campaign.starts_on.toordinal(),
        campaign.name,
        -activity.starts_on.toordinal(),
        activity.name,
    )
