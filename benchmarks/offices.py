"""Invented offices, each said three times: to us, to pandas, and as plain numbers.

The red days come from `holidays` for pandas and for the count of minutes, and from
what the product proposes for us: were a proposal wrong, the answers would differ.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, Final

import holidays
import pandas

from organisation.calendar import DAY_MINUTES, Window, WorkingCalendar, minute_of
from organisation.red_days import NOON, propose_red_days

FIRST_YEAR, LAST_YEAR = 2024, 2033  # of the questions
# An answer may lie a year outside: the slowest office is open for four hours a week.
YEARS: Final = range(FIRST_YEAR - 1, LAST_YEAR + 2)
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LEAST_A_WEEK: Final = 4 * 60  # minutes
DIFFERING: Final = 60  # dates in all the years, where an office has any
ONE_DAY: Final = timedelta(days=1)

Spans = tuple[tuple[int, int], ...]
"""Opening and closing in minutes since midnight: in order, never touching."""


@dataclass(frozen=True)
class Office:
    """The same hours on each of some weekdays: all that CustomBusinessHour can say.

    Args:
        half_days_close: minute since midnight; None: half days are whole ones here.
        differing: dates with hours of their own, on whatever weekday.
    """

    name: str
    weekdays: tuple[int, ...]
    spans: Spans
    half_days_close: int | None = None
    differing: Mapping[date, Spans] = field(default_factory=dict)

    def calendar(self) -> WorkingCalendar:
        """Ours, with the red days that the product proposes."""
        closed = {day: closes for day, closes in _proposed().items() if closes is None}
        return WorkingCalendar(
            tuple(w for each in self.weekdays for w in _windows(each, self.spans)),
            special_days={**closed, **self.half_days()},
            differing={
                day: _windows(day.weekday(), spans)
                for day, spans in self.differing.items()
            },
        )

    def business_hour(self) -> Any:
        """Theirs, to be multiplied by whole numbers; it knows no day that differs."""
        return pandas.offsets.CustomBusinessHour(
            weekmask=" ".join(WEEKDAYS[each] for each in self.weekdays),
            holidays=list(red_days()),
            start=[clock(opens) for opens, _ in self.spans],
            end=[clock(closes) for _, closes in self.spans],
        )

    def half_days(self) -> dict[date, int]:
        """Each half day of these years, with its closing minute."""
        if self.half_days_close is None:
            return {}
        half = (day for day, closes in _proposed().items() if closes is not None)
        return dict.fromkeys(half, self.half_days_close)


def _windows(weekday: int, spans: Spans) -> tuple[Window, ...]:
    return tuple(Window(weekday, opens, closes) for opens, closes in spans)


def clock(minute: int) -> str:
    """Midnight at the day's end is 00:00 to pandas, as at its beginning."""
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


@lru_cache
def red_days() -> tuple[datetime, ...]:
    """Public and customary ones, and the eves of Easter and Pentecost; in order."""
    red = holidays.country_holidays(
        "SE", years=YEARS, categories=("public", "de_facto")
    )
    easters = [
        (pandas.Timestamp(year, 1, 1) + pandas.offsets.Easter()).date()
        for year in YEARS
    ]
    eves = {easter + days * ONE_DAY for easter in easters for days in (-1, 48)}
    # pandas takes the midnights of days without a zone.
    return tuple(datetime.combine(day, time()) for day in sorted(eves | set(red)))


@lru_cache
def _proposed() -> dict[date, int | None]:
    return {
        row.day: None if row.closes is None else minute_of(row.closes)
        for year in YEARS
        for row in propose_red_days(year, half_days_close=NOON)
    }


WORKDAYS: Final = (0, 1, 2, 3, 4)
EVERY_DAY: Final = (0, 1, 2, 3, 4, 5, 6)
USUAL: Final = (
    Office("nine to five", WORKDAYS, ((540, 1020),)),
    Office("closed for lunch", WORKDAYS, ((480, 720), (780, 990))),
    Office("evenings", (0, 2), ((1020, 1200),)),
    Office("evenings until midnight", WORKDAYS, ((480, 720), (1020, 1440))),
    Office("weekends", (5, 6), ((600, 960),)),
    Office("nights", EVERY_DAY, ((60, 300), (1320, 1380))),
    Office("half past two", EVERY_DAY, ((135, 165), (540, 720))),
)


def offices(chance: random.Random, number: int) -> list[Office]:
    """The usual ones twice, with half days and without, then so many random ones."""
    usual = [replace(each, half_days_close=half) for each in USUAL for half in _HALVES]
    return usual + [_random_office(chance, n) for n in range(number)]


_HALVES: Final = (None, 12 * 60)


def _random_office(chance: random.Random, number: int) -> Office:
    while True:
        weekdays = tuple(sorted(chance.sample(EVERY_DAY, chance.randint(1, 7))))
        spans = _random_spans(chance)
        a_day = sum(closes - opens for opens, closes in spans)
        if len(weekdays) * a_day >= LEAST_A_WEEK:
            break
    half_days_close = chance.choice((None, 12 * 60, 13 * 60 + 30, 15 * 60))
    differing = {
        date(YEARS[0], 1, 1) + chance.randrange(365 * len(YEARS)) * ONE_DAY: (
            _random_spans(chance)
        )
        for _ in range(chance.choice((0, 0, DIFFERING)))
    }
    return Office(f"random {number}", weekdays, spans, half_days_close, differing)


def _random_spans(chance: random.Random) -> Spans:
    borders = sorted(chance.sample(range(15, DAY_MINUTES + 1, 15), 6))
    spans = tuple(zip(borders[::2], borders[1::2], strict=True))
    return spans[: chance.randint(1, 3)]
