"""Campaigns for the bulk load: so many activities, spread evenly over its two years."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Final

from django.db import connection, transaction

from campaigns.models import Activity, Campaign, Channel
from organisation.models import Municipality

PER_CAMPAIGN: Final = 25  # activities
LASTING: Final = timedelta(days=30)

# Visits fall off day by day; about one in four begins the form.
VISITS: Final = """
INSERT INTO campaigns_dailycounts
    (municipality_id, activity_id, day, visits, starts, first_steps, second_steps)
SELECT municipality_id, id, starts_on + day, 1 + (id + day) %% 30 + 30 / (day + 1),
    (1 + (id + day) %% 30 + 30 / (day + 1)) / 4, 0, 0
FROM campaigns_activity CROSS JOIN generate_series(0, %(days)s) AS day
WHERE id = ANY(%(activities)s) AND starts_on + day <= %(today)s
"""


@transaction.atomic
def plan(
    municipality: Municipality, number: int, *, at: datetime, span: timedelta
) -> list[int]:
    """Add so many activities with their visits; their keys, the earliest first."""
    channels = list(Channel.objects.of(municipality))
    already = Campaign.objects.of(municipality).count()
    activities: list[Activity] = []
    for place in range(-(-number // PER_CAMPAIGN)):
        first, last = place * PER_CAMPAIGN, min((place + 1) * PER_CAMPAIGN, number)
        days = [_day(each, number, at, span) for each in range(first, last)]
        campaign = Campaign.objects.create(
            municipality=municipality,
            name=f"Kampanj {already + place + 1}",
            starts_on=days[0],
            ends_on=days[-1] + LASTING,
        )
        activities += _activities(campaign, days, channels, first)
    made = Activity.objects.bulk_create(activities, batch_size=1000)
    keys = [activity.pk for activity in made]
    _count_visits(keys, at)
    return keys


def _day(place: int, number: int, at: datetime, span: timedelta) -> date:
    return (at - span * (1 - place / number)).date()


def _activities(
    campaign: Campaign, days: Sequence[date], channels: Sequence[Channel], first: int
) -> list[Activity]:
    return [
        Activity(
            municipality=campaign.municipality,
            campaign=campaign,
            channel=channels[place % len(channels)],
            name=f"Aktivitet {place + 1}",
            code=f"k{campaign.pk}x{place}",
            starts_on=day,
            ends_on=day + LASTING,
            cost_planned=Decimal(500 + place % 90 * 100),
            cost_actual=Decimal(450 + place % 90 * 110),
            is_yearly=place % 2 == 0,
        )
        for place, day in enumerate(days, start=first)
    ]


def _count_visits(activities: Sequence[int], at: datetime) -> None:
    rows = iter(activities)
    while batch := list(islice(rows, 1000)):
        with connection.cursor() as cursor:
            cursor.execute(
                VISITS,
                {"activities": batch, "days": LASTING.days, "today": at.date()},
            )
