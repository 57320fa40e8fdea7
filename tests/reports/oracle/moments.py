"""Moments that are easily put into the wrong month, hour or band."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Final

from organisation.months import Month
from tests.reports.histories import STOCKHOLM

MICROSECOND: Final = timedelta(microseconds=1)
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
# Leap day in the month, in the months before it, and a year earlier; both nights on
# which the clock is changed; the turn of the year; and months beside all of them.
MONTHS: Final = (
    *(Month(2024, 2), Month(2024, 3), Month(2025, 2), Month(2025, 3), Month(2025, 10)),
    *(Month(2025, 11), Month(2025, 12), Month(2026, 1), Month(2026, 2)),
    *(Month(2026, 3), Month(2026, 4), Month(2026, 10)),
)
BANDS: Final = (4 * HOUR, DAY, 3 * DAY, 7 * DAY)
CHANGE_NIGHTS: Final = {3: (1, 2, 3), 10: (1, 2, 3)}  # the hours around the change


@dataclass(frozen=True)
class Clock:
    """Draws moments around one month and up to the moment of the report."""

    dice: Random
    month: Month
    at: datetime

    def receipt(self) -> datetime:
        """In the two years, most of them in the month or the same a year earlier."""
        any_month = self.dice.randint(0, 25)
        back = self.dice.choice([0, 0, 0, 12, 12, -1, 1, 11, 23, 24, any_month])
        return self.moment_in(self.month.plus(-back))

    def moment_in(self, month: Month) -> datetime:
        return self.dice.choice([self._edge, self._edge, self._any])(month)

    def later(self, moment: datetime) -> datetime:
        """Some time after it: at once, or after days; or exactly on an edge."""
        dice = self.dice
        if dice.random() < 0.1:
            return max(self._edge(Month.of(moment + dice.randint(0, 60) * DAY)), moment)
        return moment + dice.choice(
            [
                timedelta(minutes=dice.randint(0, 400)),
                dice.choice(BANDS) + dice.choice([0, 0, 1, -1]) * MICROSECOND,
                timedelta(hours=dice.randint(1, 200)),
                timedelta(days=dice.randint(0, 120)),
            ]
        )

    def _any(self, month: Month) -> datetime:
        minutes = (month.end - month.start) // timedelta(minutes=1)
        return month.start + timedelta(minutes=self.dice.randrange(minutes))

    def _edge(self, month: Month) -> datetime:
        return self.dice.choice(edges(month)).astimezone(UTC)


def edges(month: Month) -> list[datetime]:
    found = [
        month.start,
        month.start,
        month.end - MICROSECOND,
        month.end - MICROSECOND,
        month.start + HOUR - MICROSECOND,  # of the month before, by another clock
        month.end - HOUR,
    ]
    last = (month.plus(1).first_day - DAY).day
    if month.number == 2:
        found += [_local(month, last, 0), _local(month, last, 12)]
    for hour in CHANGE_NIGHTS.get(month.number, ()):
        day = next(d for d in range(last, 0, -1) if _is_sunday(month, d))
        found += [_local(month, day, hour), _local(month, day, hour, fold=1)]
    return found


def _is_sunday(month: Month, day: int) -> bool:
    return date(month.year, month.number, day).weekday() == 6


def _local(month: Month, day: int, hour: int, fold: int = 0) -> datetime:
    return datetime(
        month.year, month.number, day, hour, 30, tzinfo=STOCKHOLM, fold=fold
    )


def moment_of_report(dice: Random, month: Month) -> datetime:
    """While the month runs, when it ends, when the next one does, or years later."""
    return dice.choice(
        [
            month.start + dice.randint(1, 27) * DAY + dice.randint(0, 1439) * HOUR / 60,
            month.end,
            month.end + 10 * DAY,
            month.end + 10 * DAY,
            month.plus(1).end - MICROSECOND,
            month.plus(1).end,
            month.end + 700 * DAY,
        ]
    )
