"""Weeks as Sweden numbers them: from Monday's midnight in Stockholm to the next."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self

from organisation.calendar import STOCKHOLM

DAYS = 7


@dataclass(frozen=True, order=True)
class Week:
    """One week: `start` belongs to it, `end` is the first moment of the next.

    The year of its number is the one in which its Thursday lies (ISO 8601), so a year
    has 52 or 53, and the first of January may lie in the last week of the year before.

    Raises:
        ValueError: the day is no Monday.
    """

    monday: date

    def __post_init__(self) -> None:
        if self.monday.weekday() != 0:
            raise ValueError(f"{self.monday} is no Monday")

    @classmethod
    def on(cls, day: date) -> Self:
        """The week that a date lies in."""
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def of(cls, moment: datetime) -> Self:
        """The week that an aware moment falls in, by Stockholm's clock."""
        return cls.on(moment.astimezone(STOCKHOLM).date())

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02}"

    @property
    def number(self) -> int:
        return self.monday.isocalendar().week

    @property
    def year(self) -> int:
        return self.monday.isocalendar().year

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=DAYS - 1)

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.monday + timedelta(days=each) for each in range(DAYS))

    @property
    def start(self) -> datetime:
        """The midnight before Monday, in UTC."""
        return datetime.combine(self.monday, time(), STOCKHOLM).astimezone(UTC)

    @property
    def end(self) -> datetime:
        return self.plus(1).start

    def plus(self, weeks: int) -> "Week":
        """The week so many later; a negative number goes back."""
        return Week(self.monday + timedelta(weeks=weeks))

    def count_to(self, other: "Week") -> int:
        """How many weeks later the other is; negative where it is earlier."""
        return (other.monday - self.monday).days // DAYS


def weeks_from(first: Week, number: int) -> tuple[Week, ...]:
    """So many weeks that follow one another."""
    return tuple(first.plus(each) for each in range(number))
