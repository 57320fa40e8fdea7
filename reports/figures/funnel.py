"""How far the families of a time came, from the first word to an approved home."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from django.db import connection

from followups.models import Wish
from inquiries.standing import MET, NOT_COUNTED
from inquiries.workflow import OPEN_STAGES, Stage
from organisation.definitions import printed
from organisation.models import Municipality
from organisation.months import Month

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
        sums = (getattr(self, f.name) + getattr(other, f.name) for f in fields(self))
        return Funnel(*sums)


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
        WHERE municipality_id = %(municipality)s AND at >= %(start)s
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

    month: Month
    stage: Stage
    funnel: Funnel


def cohorts_in(
    municipality: Municipality, months: Sequence[Month]
) -> tuple[Cohort, ...]:
    """Read them all at once; `months` follow one another."""
    with connection.cursor() as cursor:
        cursor.execute(FUNNEL, _parameters(municipality, months))
        return tuple(
            _cohort(months[place - 1], Stage(stage), *counts)
            for place, stage, *counts in cursor.fetchall()
        )


def _cohort(
    month: Month,
    stage: Stage,
    received: int,
    spoken: int,
    met: int,
    assessed: int,
    approved: int,
) -> Cohort:
    still_open = received if stage in OPEN_STAGES else 0
    steps = Funnel(received, spoken, met, assessed, approved, still_open)
    return Cohort(month, stage, steps)


@printed
def funnels_by_month(
    cohorts: Iterable[Cohort], months: Sequence[Month]
) -> tuple[Funnel, ...]:
    """How far the families that got in touch in that time have come, up to today, also
    if they turned back later. Each step counts those who came that far or further:
    spoken with us, or had the letter that they asked for; been to an information
    meeting or had a visit at home; begun an assessment; been approved. Who is still
    open may come further, so a late time looks lower than it will become.

    By the month of receipt, in the order of `months`. Less duplicates and spam. Who
    came to a meeting before any call has spoken with us there.
    """
    found = dict.fromkeys(months, Funnel())
    for each in cohorts:
        if each.stage not in NOT_COUNTED:
            found[each.month] += each.funnel
    return tuple(found.values())


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
