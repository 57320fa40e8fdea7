"""Months are counted once, and again only when something in them has changed.

Every figure of the report is put together from what single months hold. What a month
holds is read from its row (RollUp) where that is up to date, and counted from events,
inquiries and promises where it is not: a report is right whether or not anybody keeps
the rows. reports.services.rolling_up keeps them.

Source: docs/decisions/0127-roll-ups.md.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final, Generic, TypeVar, cast

from django.db import connection

from organisation.calendar import WorkingCalendar
from organisation.models import Municipality
from organisation.months import Month
from organisation.settings_cache import office_calendar, remember
from reports.json_values import CONVERTER
from reports.models import RollUp, StaleMark
from reports.models.rollup import RollUpQuerySet

# Raise it whenever a part is counted or written down otherwise: every row is then
# counted anew.
VERSION: Final = 1
MOST_MARKS: Final = 5_000  # with more of them every month is counted

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
        self._rows: dict[Month, RollUp] = {}
        self._values: dict[tuple[str, Month], Any] = {}

    def read(self, months: Sequence[Month]) -> None:
        """Fetch the rows of months that follow one another, all at once."""
        first, last = months[0].first_day, months[-1].first_day
        rows = self._valid().filter(month__range=(first, last))
        self._rows |= self._fresh(rows)

    def summed_up(self, last: Month) -> Mapping[Month, RollUp]:
        """The rows of all months to the last that are up to date, without counts."""
        rows = self._valid().filter(month__lte=last.first_day)
        return self._fresh(rows.defer("counts"))

    def of(self, part: Part[T], months: Iterable[Month]) -> dict[Month, T]:
        """One part of each of the months, which are in order."""
        wanted = list(months)
        missing = []
        for month in wanted:
            if (part.name, month) in self._values:
                continue
            if self._holds(month, part):
                stored = self._rows[month].counts[part.name]
                self._values[part.name, month] = value_of(part, stored)
            else:
                missing.append(month)
        for run in runs(missing):
            counted = part.count(self.municipality, run, self.at)
            for month, value in counted.items():
                self._values[part.name, month] = value
        return {month: self._values[part.name, month] for month in wanted}

    def _valid(self) -> RollUpQuerySet:
        return RollUp.objects.of(self.municipality).filter(version=VERSION)

    def _fresh(self, rows: Iterable[RollUp]) -> dict[Month, RollUp]:
        if self._stale is None:
            return {}
        found = {row.of_month: row for row in rows}
        return {month: found[month] for month in found.keys() - self._stale}

    def _holds(self, month: Month, part: Part[Any]) -> bool:
        row = self._rows.get(month)
        if row is None:
            return False
        return not part.by_office_hours or row.office_hours == self._office_hours

    @cached_property
    def _office_hours(self) -> str:
        return office_hours_of(self.municipality)


def value_of(part: Part[T], stored: Any) -> T:
    """What a row holds of a part, from JSON."""
    return cast(T, CONVERTER.structure(stored, part.kind))


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


def stale_months(municipality: Municipality) -> frozenset[Month] | None:
    """The months that a mark stands in; None where that is all of them."""
    marks = StaleMark.objects.filter(municipality=municipality)
    return touched_by(list(marks[: MOST_MARKS + 1]))


def touched_by(marks: Sequence[StaleMark]) -> frozenset[Month] | None:
    """The months that the marks of one municipality stand in; None for all."""
    if not marks:
        return frozenset()
    if len(marks) > MOST_MARKS or any(mark.is_of_all for mark in marks):
        return None
    wanted = {
        "inquiries": [each.inquiry_id for each in marks if each.inquiry_id],
        "activities": [each.activity_id for each in marks if each.activity_id],
    }
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED, wanted)
        return frozenset(Month(day.year, day.month) for (day,) in cursor.fetchall())
