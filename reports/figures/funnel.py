"""How far the families of a time came, from the first word to an approved home."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from followups.models import Wish
from inquiries.standing import MET, NOT_COUNTED
from inquiries.workflow import OPEN_STAGES, Stage
from organisation.definitions import printed
from organisation.models import Municipality
from organisation.months import Month
from reports.rollups import Part

ASSESSED: Final = (Stage.ASSESSMENT, Stage.DECISION, Stage.APPROVED)


@dataclass(frozen=True)
class Funnel:
    """Inquiries of one cohort. No step is larger than the one before it.

    `still_open` are those that wait for somebody's next step: they may come further.
    """

    received: int = 0
    spoken: int = 0
    met: int = 0
    assessed: int = 0
    approved: int = 0
    still_open: int = 0

    def __add__(self, other: "Funnel") -> "Funnel":
        return Funnel(
            self.received + other.received,
            self.spoken + other.spoken,
            self.met + other.met,
            self.assessed + other.assessed,
            self.approved + other.approved,
            self.still_open + other.still_open,
        )


# How far: 1 spoken with, 2 met, 3 assessed, 4 approved. What was undone is not looked
# at; the conditions stand in the words of the indexes event_contacts and event_moves.
FUNNEL: Final = """
SELECT place, stage, count(*), count(*) FILTER (WHERE far >= 1),
    count(*) FILTER (WHERE far >= 2), count(*) FILTER (WHERE far >= 3),
    count(*) FILTER (WHERE far >= 4)
FROM (
    SELECT width_bucket(inquiry.received_at, %(starts)s) AS place, inquiry.stage,
        max(CASE
            WHEN event.kind = 'contacted' THEN 1
            WHEN event.kind = 'wrote' THEN (inquiry.wish = %(write)s)::integer
            WHEN event.to_stage = 'approved' THEN 4
            WHEN event.to_stage = ANY(%(assessed)s) THEN 3
            WHEN event.kind = 'moved' THEN 2
        END) AS far
    FROM inquiries_inquiry AS inquiry
    LEFT JOIN (
        SELECT inquiry_id, kind, to_stage FROM inquiries_event AS event
        WHERE municipality_id = %(municipality)s
            AND (kind IN ('contacted', 'wrote')
                OR kind = 'moved' AND to_stage = ANY(%(met)s))
            AND NOT EXISTS (
                SELECT FROM inquiries_event AS undo WHERE undo.reverses_id = event.id
            )
    ) AS event ON event.inquiry_id = inquiry.id
    WHERE inquiry.municipality_id = %(municipality)s
        AND inquiry.received_at >= %(start)s AND inquiry.received_at < %(end)s
    GROUP BY inquiry.id
) AS came GROUP BY place, stage
"""


@dataclass(frozen=True)
class Cohort:
    """The inquiries of one month that are in one stage now, by how far they came."""

    stage: Stage
    funnel: Funnel


Cohorts = tuple[Cohort, ...]


def count_cohorts(
    municipality: Municipality, months: Sequence[Month], _at: datetime
) -> dict[Month, Cohorts]:
    """By the month of receipt; a stage in which nobody is has no cohort."""
    found: dict[Month, list[Cohort]] = {month: [] for month in months}
    with connection.cursor() as cursor:
        cursor.execute(FUNNEL, _parameters(municipality, months))
        for place, stage, *counts in cursor.fetchall():
            found[months[place - 1]].append(_cohort(Stage(stage), *counts))
    return {month: tuple(cohorts) for month, cohorts in found.items()}


COHORTS: Final = Part("cohorts", Cohorts, count_cohorts)


def _cohort(
    stage: Stage, received: int, spoken: int, met: int, assessed: int, approved: int
) -> Cohort:
    still_open = received if stage in OPEN_STAGES else 0
    return Cohort(stage, Funnel(received, spoken, met, assessed, approved, still_open))


@printed
def funnels_by_month(cohorts: Mapping[Month, Cohorts]) -> tuple[Funnel, ...]:
    """How far the families that got in touch in that time have come, up to today, also
    if they turned back later. Each step counts those who came that far or further:
    spoken with us, or had the letter that they asked for; been to an information
    meeting or had a visit at home; begun an assessment; been approved. Who is still
    open may come further, so a late time looks lower than it will become.

    By the month of receipt, in the order of the months. Less duplicates and spam. Who
    came to a meeting before any call has spoken with us there.
    """
    return tuple(map(_funnel, cohorts.values()))


def _funnel(cohorts: Cohorts) -> Funnel:
    counted = (each.funnel for each in cohorts if each.stage not in NOT_COUNTED)
    return sum(counted, Funnel())


def _parameters(municipality: Municipality, months: Sequence[Month]) -> dict[str, Any]:
    return {
        "municipality": municipality.pk,
        "starts": [month.start for month in months],
        "start": months[0].start,
        "end": months[-1].end,
        "met": list(MET),
        "assessed": list(ASSESSED),
        "write": Wish.WRITE,
    }
