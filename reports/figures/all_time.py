"""What all months together say: homes in the bank, and who is on the way now."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from inquiries.workflow import OPEN_STAGES, Stage
from organisation.models import Municipality
from organisation.months import Month, months_between
from reports.figures.bank import homes_in
from reports.figures.funnel import COHORTS, Cohorts
from reports.figures.moves import CHANGES
from reports.rollups import RollUps


@dataclass(frozen=True)
class AllTime:
    """Homes in the bank at the end of the month; families in each open stage now."""

    homes: int
    still_open: Mapping[Stage, int]


def all_time(rollups: RollUps, first: Month, month: Month) -> AllTime:
    """Add up the months from the first in which anything happened.

    Homes up to the end of `month`; families up to the moment of the report.
    """
    last = max(month, Month.of(rollups.at))
    rows = rollups.summed_up(last)
    missing = [each for each in months_between(first, last) if each not in rows]
    homes: Counter[Month] = Counter({each: row.homes for each, row in rows.items()})
    still_open: Counter[Stage] = Counter()
    for each, changes in rollups.of(CHANGES, missing).items():
        homes[each] = homes_in(changes)
    for cohorts in rollups.of(COHORTS, missing).values():
        still_open.update(open_in(cohorts))
    for row in rows.values():
        still_open.update({Stage(key): n for key, n in row.still_open.items()})
    return AllTime(sum(n for each, n in homes.items() if each <= month), still_open)


def open_in(cohorts: Cohorts) -> dict[Stage, int]:
    """Those of a month that wait for somebody's next step."""
    return {
        each.stage: each.funnel.received
        for each in cohorts
        if each.stage in OPEN_STAGES
    }


FIRST = """
SELECT (SELECT min(received_at) FROM inquiries_inquiry
    WHERE municipality_id = %(municipality)s),
    (SELECT min(at) FROM inquiries_event
    WHERE municipality_id = %(municipality)s AND kind = 'moved')
"""


def beginnings(municipality: Municipality) -> tuple[datetime | None, datetime | None]:
    """The first inquiry of all, and whatever came first; None before any."""
    with connection.cursor() as cursor:
        cursor.execute(FIRST, {"municipality": municipality.pk})
        received, moved = cursor.fetchone()
    moments = [each for each in (received, moved) if each is not None]
    return received, min(moments, default=None)
