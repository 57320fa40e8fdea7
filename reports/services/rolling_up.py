"""Months in which something changed are counted again, and nothing else is.

Whoever reads a report meanwhile counts what is marked or missing: see reports.rollups.
"""

import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction

from messaging.town_by_town import for_each
from organisation.models import Municipality
from organisation.months import Month, months_between
from reports.consistent import one_moment
from reports.figures.all_time import beginnings, open_in
from reports.figures.bank import homes_in
from reports.figures.channels import CHANNELS
from reports.figures.forecast import ARRIVALS
from reports.figures.funnel import COHORTS
from reports.figures.moves import CHANGES
from reports.figures.promises import SETTLED
from reports.figures.waits import WAITED
from reports.models import RollUp, StaleMark
from reports.rollups import (
    VERSION,
    Mark,
    Part,
    json_of,
    office_hours_of,
    runs,
    stale_months,
    touched_by,
)

PARTS: Final[Sequence[Part[Any]]] = (
    *(COHORTS, CHANGES, SETTLED, WAITED, CHANNELS, ARRIVALS),
)
SECONDS: Final = 5.0  # of a round
FIRST_AT_ONCE: Final = 2  # months; twice as many whenever that was
QUICK: Final = 0.2  # seconds
TURNS: Final = 5_127  # of advisory locks: one municipality is counted by one at a time
TAKE: Final = """
WITH taken AS (
    DELETE FROM reports_stalemark WHERE municipality_id = %s
    RETURNING inquiry_id, activity_id
)
SELECT DISTINCT inquiry_id, activity_id FROM taken
"""


def roll_up_due(moment: datetime) -> int:
    """Count what is marked or missing, for some seconds; how many months.

    A dispatcher's step: what there is no time for is left to the next round.
    """
    ends = time.monotonic() + SECONDS

    def count(municipality: Municipality) -> int:
        if time.monotonic() >= ends:
            return 0
        return roll_up(municipality, at=moment, ends=ends)

    return for_each(_waiting(moment), count, what="The roll-ups")


def _waiting(moment: datetime) -> Iterable[Municipality]:
    """Where something is marked, or the running month's row is missing: see _forget."""
    running = RollUp.objects.filter(
        month=Month.of(moment).first_day, version=VERSION
    ).values("municipality")
    marked = StaleMark.objects.values("municipality")
    everyone = Municipality.objects.order_by("pk")
    return everyone.filter(pk__in=marked) | everyone.exclude(pk__in=running)


def roll_up(
    municipality: Municipality, *, at: datetime, ends: float | None = None
) -> int:
    """Count the months of one municipality that are marked or missing; how many.

    Args:
        ends: of time.monotonic(): what is left then is left.
    """
    _forget(municipality, at)
    missing, at_once, number = _missing(municipality, at), FIRST_AT_ONCE, 0
    while missing and (ends is None or time.monotonic() < ends):
        began = time.monotonic()
        _write(municipality, missing[:at_once], at)
        number += len(missing[:at_once])
        missing = missing[at_once:]
        if time.monotonic() - began < QUICK:
            at_once *= 2
    return number


def _forget(municipality: Municipality, at: datetime) -> None:
    """Remove the marks, and the rows that they make wrong.

    Whoever reads meanwhile counts these months himself. With any row goes that of the
    running month, which is written last: where it stands no other is missing.
    """
    with _in_turn(municipality):
        rows = RollUp.objects.of(municipality)
        touched = touched_by(_take_marks(municipality))
        if touched is None:
            rows.delete()
            return
        wrong = rows.filter(month__in=[month.first_day for month in touched])
        other = rows.exclude(
            version=VERSION, office_hours=office_hours_of(municipality)
        )
        if wrong.delete()[0] + other.delete()[0]:
            rows.filter(month=Month.of(at).first_day).delete()


@contextmanager
def _in_turn(municipality: Municipality) -> Iterator[None]:
    """A transaction; of two processes that count one municipality one waits.

    Else one could write down what it had counted before a change, after another had
    removed the mark of that change.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s, %s)", [TURNS, municipality.pk]
            )
        yield


def _take_marks(municipality: Municipality) -> list[Mark]:
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [municipality.pk])
        return list(cursor.fetchall())


def _missing(municipality: Municipality, at: datetime) -> list[Month]:
    """From the month in which anything first happened to the running one."""
    _received, first = beginnings(municipality)
    running = Month.of(at)
    kept = RollUp.objects.of(municipality).values_list("month", flat=True)
    there = {Month(day.year, day.month) for day in kept}
    every = months_between(min(Month.of(first or at), running), running)
    return [month for month in every if month not in there]


def counted(
    municipality: Municipality, months: Iterable[Month], at: datetime
) -> dict[Month, dict[str, Any]]:
    """What rows of these months are to hold, by the names of their fields."""
    rows: dict[Month, dict[str, Any]] = {}
    for run in runs(months):
        parts = {part: part.count(municipality, run, at) for part in PARTS}
        for month in run:
            rows[month] = {
                "counts": {
                    part.name: json_of(part, values[month])
                    for part, values in parts.items()
                },
                "homes": homes_in(parts[CHANGES][month]),
                "still_open": open_in(parts[COHORTS][month]),
            }
    return rows


def _write(municipality: Municipality, months: Sequence[Month], at: datetime) -> None:
    """Count months and keep them; what another has kept meanwhile stands."""
    with _in_turn(municipality):
        rows = counted(municipality, months, at)
        RollUp.objects.bulk_create(
            (
                RollUp(
                    municipality=municipality,
                    month=month.first_day,
                    counted_at=at,
                    version=VERSION,
                    office_hours=office_hours_of(municipality),
                    **row,
                )
                for month, row in rows.items()
            ),
            ignore_conflicts=True,
        )


def differing_months(municipality: Municipality, *, at: datetime) -> list[Month]:
    """Months whose row says something else than a full recount. There are none.

    What is marked is left out: nobody reads those rows.
    """
    with one_moment():
        stale = stale_months(municipality)
        if stale is None:
            return []
        rows = {
            row.of_month: row
            for row in RollUp.objects.of(municipality).filter(
                version=VERSION, office_hours=office_hours_of(municipality)
            )
        }
        months = sorted(rows.keys() - stale)
        anew = counted(municipality, months, at)
    return [month for month in months if not _is_same(rows[month], anew[month])]


def _is_same(row: RollUp, anew: Mapping[str, Any]) -> bool:
    return _in_order({name: getattr(row, name) for name in anew}) == _in_order(anew)


def _in_order(value: Any) -> str:
    """As JSON; the order of what stands in a list says nothing."""
    return json.dumps(_sorted(json.loads(json.dumps(value))), sort_keys=True)


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(each) for key, each in value.items()}
    if isinstance(value, list):
        return sorted(map(_sorted, value), key=_in_order)
    return value
