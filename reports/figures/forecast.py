"""How many homes may come of those who are on their way, by one's own history."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from inquiries.workflow import OPEN_STAGES, Stage
from organisation.definitions import printed
from organisation.models import Municipality
from organisation.months import Month
from reports.figures.ahead import looks_ahead

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


# Who came to a stage in the time, each once; and who is in it now.
OUTLOOK: Final = """
WITH came AS (
    SELECT id AS inquiry_id, 'received' AS stage FROM inquiries_inquiry
    WHERE municipality_id = %(municipality)s
        AND received_at >= %(start)s AND received_at < %(end)s
    UNION
    SELECT inquiry_id, to_stage FROM inquiries_event AS event
    WHERE municipality_id = %(municipality)s AND kind = 'moved'
        AND to_stage = ANY(%(open)s) AND at >= %(start)s AND at < %(end)s
        AND NOT EXISTS (
            SELECT FROM inquiries_event AS undo WHERE undo.reverses_id = event.id)
), approved AS (
    SELECT DISTINCT inquiry_id FROM inquiries_event AS event
    WHERE municipality_id = %(municipality)s AND kind = 'moved'
        AND to_stage = 'approved' AND at >= %(start)s
        AND NOT EXISTS (
            SELECT FROM inquiries_event AS undo WHERE undo.reverses_id = event.id)
)
SELECT came.stage, 0, count(*), count(approved.inquiry_id)
FROM came JOIN inquiries_inquiry AS inquiry ON inquiry.id = came.inquiry_id
LEFT JOIN approved ON approved.inquiry_id = came.inquiry_id
WHERE inquiry.stage = ANY(%(settled)s) GROUP BY 1
UNION ALL
SELECT stage, count(*), 0, 0 FROM inquiries_inquiry
WHERE municipality_id = %(municipality)s AND stage = ANY(%(open)s)
    AND received_at < %(at)s GROUP BY 1
"""


@printed
def outlook_of(
    municipality: Municipality, month: Month, *, at: datetime
) -> tuple[StageOutlook, ...]:
    """Of those who were in a stage in the last 24 months, and whose matter is settled,
    so many in a hundred became homes. We take it that those who are in the stage now
    will fare alike, and add the stages up. Chance and a short history make the figure
    uncertain, so it is a range: eight times in ten the number should end up within it,
    whenever the decisions come. It is no plan. Where fewer than 20 families have been
    settled in a stage that somebody is in, there is no forecast.

    The 24 months to the end of `month`; who is where is as of the moment `at`. Open
    stages in the workflow's order. Empty for a month that was over before the last one.
    """
    if not looks_ahead(month, at):
        return ()
    counts = {stage: [0, 0, 0] for stage in OPEN_STAGES}
    with connection.cursor() as cursor:
        cursor.execute(OUTLOOK, _parameters(municipality, month, at))
        for stage, *numbers in cursor.fetchall():
            own = counts[Stage(stage)]
            counts[Stage(stage)] = [a + b for a, b in zip(own, numbers, strict=True)]
    return tuple(StageOutlook(stage, *counts[stage]) for stage in OPEN_STAGES)


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


def _parameters(
    municipality: Municipality, month: Month, at: datetime
) -> dict[str, Any]:
    return {
        "municipality": municipality.pk,
        "start": month.plus(-23).start,
        "end": month.end,
        "at": at,
        "open": list(OPEN_STAGES),
        "settled": list(SETTLED),
    }
