"""How many homes may come of those who are on their way, by one's own history."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any, Final

from django.db import connection

from inquiries.workflow import OPEN_STAGES, Stage
from organisation.definitions import printed
from organisation.models import Municipality
from organisation.months import Month
from reports.rollups import Part

SMALLEST_BASE: Final = 20  # settled families of a stage; of fewer nothing is said
EIGHT_IN_TEN: Final = 1.2816  # standard deviations to either side of the mean
SETTLED: Final = (Stage.APPROVED, Stage.WITHDRAWN, Stage.DECLINED, Stage.HANDED_OVER)


@dataclass(frozen=True)
class StageOutlook:
    """Families in one stage now, and what became of those who were there before.

    `approved` of the `settled` ones became homes; the rest closed without.
    """

    stage: Stage
    now: int
    settled: int
    approved: int


@dataclass(frozen=True)
class Arrival:
    """Families that came to an open stage in one month and are settled now.

    `before` is the month in which they had been there last before this one, None where
    they had not; `approved` that of the last decision to approve them.
    """

    stage: Stage
    number: int
    before: Month | None = None
    approved: Month | None = None


Arrivals = tuple[Arrival, ...]

# A family that comes to a stage twice in a month has come once. What was undone has
# not happened.
ARRIVALS_IN: Final = """
WITH came AS (
    SELECT id AS inquiry_id, 'received' AS stage,
        width_bucket(received_at, %(starts)s) AS place
    FROM inquiries_inquiry
    WHERE municipality_id = %(municipality)s AND stage = ANY(%(settled)s)
        AND received_at >= %(start)s AND received_at < %(end)s
    UNION
    SELECT event.inquiry_id, event.to_stage, width_bucket(event.at, %(starts)s)
    FROM inquiries_event AS event
    JOIN inquiries_inquiry AS inquiry ON inquiry.id = event.inquiry_id
    WHERE event.municipality_id = %(municipality)s AND event.kind = 'moved'
        AND event.to_stage = ANY(%(open)s) AND inquiry.stage = ANY(%(settled)s)
        AND event.at >= %(start)s AND event.at < %(end)s
        AND NOT EXISTS (
            SELECT FROM inquiries_event AS undo WHERE undo.reverses_id = event.id)
), approval AS (
    SELECT inquiry_id, max(at) AS at FROM inquiries_event AS event
    WHERE municipality_id = %(municipality)s AND kind = 'moved'
        AND to_stage = 'approved' AND NOT EXISTS (
            SELECT FROM inquiries_event AS undo WHERE undo.reverses_id = event.id)
    GROUP BY inquiry_id
), counted AS (
    SELECT came.place, came.stage, approval.at AS approved, (
        SELECT max(earlier.at) FROM (
            SELECT at FROM inquiries_event AS event
            WHERE event.inquiry_id = came.inquiry_id AND kind = 'moved'
                AND to_stage = came.stage AND NOT EXISTS (
                    SELECT FROM inquiries_event AS undo
                    WHERE undo.reverses_id = event.id)
            UNION ALL
            SELECT received_at FROM inquiries_inquiry
            WHERE id = came.inquiry_id AND came.stage = 'received'
        ) AS earlier WHERE earlier.at < (%(starts)s)[came.place]
    ) AS before
    FROM came LEFT JOIN approval USING (inquiry_id)
)
SELECT place, stage, count(*),
    date_trunc('month', before AT TIME ZONE 'Europe/Stockholm')::date,
    date_trunc('month', approved AT TIME ZONE 'Europe/Stockholm')::date
FROM counted GROUP BY 1, 2, 4, 5
"""


def count_arrivals(
    municipality: Municipality, months: Sequence[Month], _at: datetime
) -> dict[Month, Arrivals]:
    """By the month of the arrival."""
    found: dict[Month, list[Arrival]] = {month: [] for month in months}
    with connection.cursor() as cursor:
        cursor.execute(ARRIVALS_IN, _parameters(municipality, months))
        for place, stage, number, *days in cursor.fetchall():
            arrival = Arrival(Stage(stage), number, *map(_month, days))
            found[months[place - 1]].append(arrival)
    return {month: tuple(arrivals) for month, arrivals in found.items()}


ARRIVALS: Final = Part("arrivals", Arrivals, count_arrivals)


@printed
def outlook_of(
    arrivals: Mapping[Month, Arrivals], now: Mapping[Stage, int]
) -> tuple[StageOutlook, ...]:
    """Of those who were in a stage in the last 24 months, and whose matter is settled,
    so many in a hundred became homes. We take it that those who are in the stage now
    will fare alike, and add the stages up. Chance and a short history make the figure
    uncertain, so it is a range: eight times in ten the number should end up within it,
    whenever the decisions come. It is no plan. Where fewer than 20 families have been
    settled in a stage that somebody is in, there is no forecast.

    Open stages in the workflow's order. A family that came to a stage in several of
    the months counts once, in the first of them.

    Args:
        arrivals: of the 24 months to the end of the report's own, in order.
        now: families in each open stage.
    """
    settled: Counter[Stage] = Counter()
    approved: Counter[Stage] = Counter()
    first = min(arrivals)
    for each in chain.from_iterable(arrivals.values()):
        if each.before is None or each.before < first:
            settled[each.stage] += each.number
            if each.approved is not None and each.approved >= first:
                approved[each.stage] += each.number
    return tuple(
        StageOutlook(stage, now.get(stage, 0), settled[stage], approved[stage])
        for stage in OPEN_STAGES
    )


def homes_ahead(stages: Sequence[StageOutlook]) -> tuple[int, int] | None:
    """From so many to so many homes; None where nobody is on the way, or too few were.

    The number of each stage is beta-binomial, with half a success and half a failure
    before any was seen (Jeffreys); means and variances add up. Rounded outwards.
    """
    open_ones = [each for each in stages if each.now]
    if not open_ones or min(each.settled for each in open_ones) < SMALLEST_BASE:
        return None
    mean = sum(each.now * _share(each) for each in open_ones)
    spread = EIGHT_IN_TEN * math.sqrt(sum(map(_variance, open_ones)))
    most = sum(each.now for each in open_ones)
    return max(math.floor(mean - spread), 0), min(math.ceil(mean + spread), most)


def _share(stage: StageOutlook) -> float:
    return (stage.approved + 0.5) / (stage.settled + 1)


def _variance(stage: StageOutlook) -> float:
    share = _share(stage)
    doubt = 1 + (stage.now - 1) / (stage.settled + 2)
    return stage.now * share * (1 - share) * doubt


def _parameters(municipality: Municipality, months: Sequence[Month]) -> dict[str, Any]:
    return {
        "municipality": municipality.pk,
        "starts": [month.start for month in months],
        "start": months[0].start,
        "end": months[-1].end,
        "open": list(OPEN_STAGES),
        "settled": list(SETTLED),
    }


def _month(day: date | None) -> Month | None:
    return None if day is None else Month(day.year, day.month)
