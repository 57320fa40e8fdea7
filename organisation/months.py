"""Calendar months as Stockholm knows them: half-open, from midnight to midnight."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Self

from organisation.calendar import STOCKHOLM

FIRST_YEAR = 1990  # long before anything that can have been registered
LAST_YEAR = 9998  # the month after its December is still a month
MONTHS_OF_YEAR = 12


@dataclass(frozen=True, order=True)
class Month:
    """One local month: `start` belongs to it, `end` is the first moment of the next.

    Raises:
        ValueError: no such month, or one before FIRST_YEAR or after LAST_YEAR.
    """

    year: int
    number: int

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise ValueError(f"No figures for the year {self.year}")
        if not 1 <= self.number <= MONTHS_OF_YEAR:
            raise ValueError(f"No such month: {self.number}")

    @classmethod
    def of(cls, moment: datetime) -> Self:
        """The month that an aware moment falls in, by Stockholm's clock."""
        local = moment.astimezone(STOCKHOLM)
        return cls(local.year, local.month)

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def start(self) -> datetime:
        """Midnight between the last day before and the first day, in UTC."""
        local = datetime(self.year, self.number, 1, tzinfo=STOCKHOLM)
        return local.astimezone(UTC)

    @property
    def end(self) -> datetime:
        if self.number == MONTHS_OF_YEAR:
            following = datetime(self.year + 1, 1, 1, tzinfo=STOCKHOLM)
        else:
            following = datetime(self.year, self.number + 1, 1, tzinfo=STOCKHOLM)
        return following.astimezone(UTC)

    @property
    def january(self) -> "Month":
        return Month(self.year, 1)

    @property
    def year_earlier(self) -> "Month":
        return Month(self.year - 1, self.number)

    def plus(self, months: int) -> "Month":
        """The month so many later; a negative number goes back."""
        years, number = divmod(self.number - 1 + months, MONTHS_OF_YEAR)
        return Month(self.year + years, number + 1)

    def is_running(self, moment: datetime) -> bool:
        return self.start <= moment < self.end


def months_between(first: Month, last: Month) -> Iterator[Month]:
    """Every month from first to last, both included; none when last comes first."""
    while first <= last:
        yield first
        first = first.plus(1)
