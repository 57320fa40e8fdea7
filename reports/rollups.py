"""Months are counted once, and again only when something in them has changed.

Every figure of the report is put together from what single months hold. What a month
holds is read from its row (RollUp) where that is up to date, and counted from events,
inquiries and promises where it is not: a report is right whether or not anybody keeps
the rows. reports.services.rolling_up keeps them. What a row says is read from JSON once
by each process, and again only where the row says something else.

Source: docs/decisions/0127-roll-ups.md.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any, Final, Generic, TypeVar, cast

from django.db import connection

from organisation.calendar import WorkingCalendar
from organisation.models import Municipality
from organisation.months import Month
from organisation.settings_cache import office_calendar, remember
from reports.json_values import CONVERTER

# Raise it whenever a part is counted or written down otherwise: every row is then
# counted anew.
VERSION: Final = 2
MOST_MARKS: Final = 5_000  # with more of them every month is counted
MOST_READ: Final = 512  # rows whose JSON a process remembers; about 30 KB each

T = TypeVar("T")
Count = Callable[[Municipality, Sequence[Month], datetime], Mapping[Month, T]]


@dataclass(frozen=True)
class Part(Generic[T]):
    """One thing that is counted of each month alone.

    Args:
        name: under which a row keeps it.
        kind: the type of a month's value, as JSON is read back.
        count: gives the values of months that follow one another, as of a moment.
        by_office_hours: a change of the municipality's office hours changes it.
    """

    name: str
    kind: Any
    count: Count[T]
    by_office_hours: bool = False


class Counts:
    """What a row holds; a part of it is made of its JSON when first asked for.

    The values are shared by all reports of a process: nobody can change them.
    """

    def __init__(self, text: str) -> None:
        self._stored = json.loads(text)
        self._values: dict[str, Any] = {}

    def of(self, part: Part[T]) -> T:
        if part.name not in self._values:
            stored = self._stored[part.name]
            self._values[part.name] = CONVERTER.structure(stored, part.kind)
        return cast(T, self._values[part.name])


counts_of = lru_cache(maxsize=MOST_READ)(Counts)  # by the text of the JSON itself


@dataclass(frozen=True)
class Row:
    """A month that is kept and up to date. `still_open` by the name of the stage."""

    office_hours: str
    homes: int
    still_open: Mapping[str, int]
    counts: Counts | None


class RollUps:
    """What the months of one municipality hold, for one report.

    What is marked is read first, and the rows afterwards: whatever is written between
    the two, a month is counted now, or was counted after its mark.

    Args:
        at: the moment of the report; what happened later is counted all the same.
    """

    def __init__(self, municipality: Municipality, *, at: datetime) -> None:
        self.municipality = municipality
        self.at = at
        self._stale = stale_months(municipality)
        self._rows: dict[Month, Row] = {}
        self._values: dict[tuple[str, Month], Any] = {}

    def read(self, months: Sequence[Month]) -> None:
        """Fetch the rows of months that follow one another, all at once."""
        first, last = months[0].first_day, months[-1].first_day
        self._rows |= self._fresh(ROWS, first=first, last=last)

    def summed_up(self, last: Month) -> Mapping[Month, Row]:
        """The rows of all months to the last that are up to date, without counts."""
        return self._fresh(SUMS, last=last.first_day)

    def of(self, part: Part[T], months: Iterable[Month]) -> dict[Month, T]:
        """One part of each of the months, which are in order."""
        wanted = list(months)
        missing = []
        for month in wanted:
            if (part.name, month) in self._values:
                continue
            counts = self._counts(month, part)
            if counts is None:
                missing.append(month)
            else:
                self._values[part.name, month] = counts.of(part)
        for run in runs(missing):
            counted = part.count(self.municipality, run, self.at)
            for month, value in counted.items():
                self._values[part.name, month] = value
        return {month: self._values[part.name, month] for month in wanted}

    def _fresh(self, statement: str, **days: date) -> dict[Month, Row]:
        if self._stale is None:
            return {}
        wanted: dict[str, Any] = {"municipality": self.municipality.pk, **days}
        with connection.cursor() as cursor:
            cursor.execute(statement, wanted | {"version": VERSION})
            rows = {
                Month(day.year, day.month): _row(*fields)
                for day, *fields in cursor.fetchall()
            }
        return {month: rows[month] for month in rows.keys() - self._stale}

    def _counts(self, month: Month, part: Part[Any]) -> Counts | None:
        """None where the part is to be counted."""
        row = self._rows.get(month)
        if row is None:
            return None
        if part.by_office_hours and row.office_hours != self._office_hours:
            return None
        return row.counts

    @cached_property
    def _office_hours(self) -> str:
        return office_hours_of(self.municipality)


# Not through the model: a report reads dozens of rows, and JSON that it may remember.
ROWS: Final = """
SELECT month, office_hours, homes, still_open, counts FROM reports_rollup
WHERE municipality_id = %(municipality)s AND version = %(version)s
    AND month BETWEEN %(first)s AND %(last)s
"""
SUMS: Final = """
SELECT month, office_hours, homes, still_open, NULL FROM reports_rollup
WHERE municipality_id = %(municipality)s AND version = %(version)s
    AND month <= %(last)s
"""


def _row(office_hours: str, homes: int, still_open: str, counts: str | None) -> Row:
    """From the texts of the JSON, as the database gives them."""
    return Row(
        office_hours,
        homes,
        json.loads(still_open),
        None if counts is None else counts_of(counts),
    )


def json_of(part: Part[T], value: T) -> Any:
    return CONVERTER.unstructure(value, part.kind)


def office_hours_of(municipality: Municipality) -> str:
    """The same for the same office hours and special days, and for no others."""
    return remember(
        municipality, "office hours", lambda: _digest(office_calendar(municipality))
    )


def _digest(calendar: WorkingCalendar | None) -> str:
    if calendar is None:
        return ""
    days = sorted(calendar.special_days.items())
    return hashlib.sha256(repr((calendar.windows, days)).encode()).hexdigest()


def runs(months: Iterable[Month]) -> Iterator[list[Month]]:
    """Months in order, divided where one is left out."""
    run: list[Month] = []
    for month in months:
        if run and month != run[-1].plus(1):
            yield run
            run = []
        run.append(month)
    if run:
        yield run


# What an inquiry has to do with: every month in which any part may count it.
TOUCHED: Final = """
SELECT DISTINCT date_trunc('month', moment AT TIME ZONE 'Europe/Stockholm')::date
FROM (
    SELECT received_at AS moment FROM inquiries_inquiry WHERE id = ANY(%(inquiries)s)
    UNION ALL
    SELECT at FROM inquiries_event WHERE inquiry_id = ANY(%(inquiries)s)
        AND kind IN ('moved', 'contacted', 'wrote')
    UNION ALL
    SELECT due_at FROM followups_promise WHERE inquiry_id = ANY(%(inquiries)s)
    UNION ALL
    SELECT received_at FROM inquiries_inquiry
    WHERE activity_id = ANY(%(activities)s)
) AS touched
"""


MARKS: Final = """
SELECT inquiry_id, activity_id FROM reports_stalemark WHERE municipality_id = %s
LIMIT %s
"""
Mark = tuple[int | None, int | None]  # the inquiry, or the activity; neither: all


def stale_months(municipality: Municipality) -> frozenset[Month] | None:
    """The months that a mark stands in; None where that is all of them."""
    with connection.cursor() as cursor:
        cursor.execute(MARKS, [municipality.pk, MOST_MARKS + 1])
        return touched_by(cursor.fetchall())


def touched_by(marks: Sequence[Mark]) -> frozenset[Month] | None:
    """The months that the marks of one municipality stand in; None for all."""
    if not marks:
        return frozenset()
    if len(marks) > MOST_MARKS or (None, None) in marks:
        return None
    wanted = {
        "inquiries": [inquiry for inquiry, _activity in marks if inquiry],
        "activities": [activity for _inquiry, activity in marks if activity],
    }
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED, wanted)
        return frozenset(Month(day.year, day.month) for (day,) in cursor.fetchall())
