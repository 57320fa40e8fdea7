"""What the ad managers say of the advertisements: a row for each week that has passed.

They have a series of random numbers of their own, so that nothing else depends on them.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from campaigns.models import Activity, Channel, DailyCounts, ReachFigure
from inquiries.demonstration.draws import generator
from inquiries.demonstration.towns import Town
from organisation.calendar import STOCKHOLM

EXPORTED: Final = (Channel.Kind.FACEBOOK, Channel.Kind.INSTAGRAM)
WEEK: Final = timedelta(days=7)
ONE_DAY: Final = timedelta(days=1)
ORE: Final = Decimal("0.01")

Visits = Mapping[tuple[int, date], int]


def add_reach(
    activities: Sequence[Activity],
    visits: Iterable[DailyCounts],
    town: Town,
    today: date,
) -> None:
    """Write the weekly figures of advertisements that have begun before today."""
    rng = generator(town.key, "reach")
    counted: dict[tuple[int, date], int] = defaultdict(int)
    for each in visits:
        if each.activity_id is not None:
            counted[each.activity_id, each.day] += each.visits
    figures = [
        figure
        for activity in activities
        if activity.channel.kind in EXPORTED
        for figure in _weeks(activity, counted, rng, today)
    ]
    ReachFigure.objects.bulk_create(figures)


def _weeks(
    activity: Activity, visits: Visits, rng: random.Random, today: date
) -> Iterator[ReachFigure]:
    """Week by week; what they say was spent sums up to the actual cost."""
    spans = list(_spans(activity, today))
    days = sum((last - first).days + 1 for first, last in spans)
    left = _spent_so_far(activity, days)
    for number, (first, last) in enumerate(spans, start=1):
        length = (last - first).days + 1
        share = left if number == len(spans) else (left * length / days).quantize(ORE)
        left, days = left - share, days - length
        came = sum(
            visits.get((activity.pk, first + ONE_DAY * day), 0) for day in range(length)
        )
        clicks = round(came * rng.uniform(1.05, 1.3))
        shown = clicks * rng.randint(60, 110) + rng.randint(200, 900)
        yield ReachFigure(
            municipality_id=activity.municipality_id,
            activity=activity,
            starts_on=first,
            ends_on=last,
            shown=shown,
            reached=round(shown * rng.uniform(0.45, 0.65)),
            clicks=clicks,
            spent=share,
            recorded_at=datetime.combine(last + ONE_DAY, time(9), STOCKHOLM),
        )


def _spans(activity: Activity, today: date) -> Iterator[tuple[date, date]]:
    last = min(activity.ends_on or today, today - ONE_DAY)
    first = activity.starts_on
    while first <= last:
        yield first, min(first + WEEK - ONE_DAY, last)
        first += WEEK


def _spent_so_far(activity: Activity, days: int) -> Decimal:
    """All of the actual cost; of one that still runs, the part that is due."""
    if activity.cost_actual is not None:
        return Decimal(activity.cost_actual)
    if activity.ends_on is None or not activity.cost_planned:
        return Decimal(0)
    whole = (activity.ends_on - activity.starts_on).days + 1
    return (Decimal(activity.cost_planned) * days / whole).quantize(ORE)
