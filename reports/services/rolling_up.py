"""Months in which something changed are counted again, and nothing else is.

Whoever reads a report meanwhile counts what is marked himself: see reports.rollups.
"""

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction

from messaging.faults import trace_of
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
    Part,
    json_of,
    office_hours_of,
    runs,
    stale_months,
    touched_by,
)

logger = logging.getLogger(__name__)

PARTS: Final[Sequence[Part[Any]]] = (
    *(COHORTS, CHANGES, SETTLED, WAITED, CHANNELS, ARRIVALS),
)


TURNS: Final = 5_127  # of advisory locks: one municipality is counted by one at a time
TAKE: Final = """
WITH taken AS (
    DELETE FROM reports_stalemark WHERE municipality_id = %s
    RETURNING inquiry_id, activity_id
)
SELECT DISTINCT inquiry_id, activity_id FROM taken
"""


class RollingUpFailed(Exception):
    """Months of a municipality could not be counted; the others' were."""


def roll_up_due(moment: datetime) -> int:
    """Count what is marked or missing; how many months. A dispatcher's step.

    Raises:
        RollingUpFailed: for one municipality or more, after the others had theirs.
    """
    counted, failed = 0, []
    for municipality in _waiting(moment):
        try:
            counted += roll_up(municipality, at=moment)
        except Exception as error:  # one municipality's rows must not stop another's
            logger.error(
                "No month counted for %s: %s", municipality.pk, trace_of(error)
            )
            failed.append(str(municipality.pk))
    if failed:
        raise RollingUpFailed(", ".join(failed))
    return counted


def _waiting(moment: datetime) -> Iterable[Municipality]:
    """Where something is marked, or the running month has no row yet."""
    running = RollUp.objects.filter(
        month=Month.of(moment).first_day, version=VERSION
    ).values("municipality")
    marked = StaleMark.objects.values("municipality")
    everyone = Municipality.objects.order_by("pk")
    return everyone.filter(pk__in=marked) | everyone.exclude(pk__in=running)


def roll_up(municipality: Municipality, *, at: datetime) -> int:
    """Count the months of one municipality that are marked or missing; how many.

    Two of these take turns. The marks that are removed were there before anything was
    counted; so a change either is in the count or keeps its mark.
    """
    with transaction.atomic():
        _take_turns(municipality)
        marks = _take_marks(municipality)
        months = _to_count(municipality, marks, at)
        _write(municipality, counted(municipality, months, at), at)
    return len(months)


def _take_turns(municipality: Municipality) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [TURNS, municipality.pk])


def _take_marks(municipality: Municipality) -> list[StaleMark]:
    """Remove them; who reads meanwhile sees them until everything is written."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [municipality.pk])
        return [
            StaleMark(
                municipality=municipality, inquiry_id=inquiry, activity_id=activity
            )
            for inquiry, activity in cursor.fetchall()
        ]


def _to_count(
    municipality: Municipality, marks: Sequence[StaleMark], at: datetime
) -> list[Month]:
    """From the month in which anything first happened to the running one, or later."""
    _received, first = beginnings(municipality)
    running = Month.of(at)
    every = set(months_between(Month.of(first) if first else running, running))
    touched = touched_by(marks)
    if touched is None:
        return sorted(every | _stored(municipality))
    office_hours = office_hours_of(municipality)
    return sorted(touched | (every - _stored(municipality, office_hours=office_hours)))


def _stored(municipality: Municipality, **having: Any) -> set[Month]:
    rows = RollUp.objects.of(municipality).filter(version=VERSION, **having)
    return {Month(day.year, day.month) for day in rows.values_list("month", flat=True)}


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


def _write(
    municipality: Municipality, rows: Mapping[Month, Mapping[str, Any]], at: datetime
) -> None:
    fields = ("counted_at", "version", "office_hours", "counts", "homes", "still_open")
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
        update_conflicts=True,
        unique_fields=["municipality", "month"],
        update_fields=fields,
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
