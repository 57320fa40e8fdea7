"""Spans of local days for which results are counted, and those that have a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from campaigns.models.days import FIRST_DAY, LAST_DAY
from organisation.calendar import STOCKHOLM
from organisation.months import Month, months_between

ONE_DAY: Final = timedelta(days=1)
QUARTER: Final = 3  # months


class Named(TextChoices):
    ALL = "all", _("All the time")
    MONTH = "month", _("This month")
    QUARTER = "quarter", _("This quarter")
    YEAR = "year", _("This year")
    OWN = "own", _("While it runs")


@dataclass(frozen=True)
class Period:
    """Local days from first to last, both included. `last` is never before `first`.

    Nothing that is counted lies outside the borders; so each is always a day.
    """

    first: date = FIRST_DAY
    last: date = LAST_DAY

    @property
    def start(self) -> datetime:
        """Midnight before the first day."""
        return _midnight(self.first)

    @property
    def end(self) -> datetime:
        """Midnight after the last day: the first moment that is no longer in it."""
        return _midnight(self.last + ONE_DAY)

    @property
    def is_all(self) -> bool:
        return self == ALWAYS

    @property
    def months(self) -> Sequence[Month]:
        """Every month of which a day belongs to it."""
        first, last = (Month(day.year, day.month) for day in (self.first, self.last))
        return _months(first, last)


ALWAYS: Final = Period()


def named(name: str, today: date, own: Period = ALWAYS) -> Period:
    """Give the period of that name; ALWAYS for a name that there is not.

    Args:
        own: the campaign's own, for "own".
    """
    if name == Named.OWN:
        return own
    if name == Named.YEAR:
        return Period(date(today.year, 1, 1), date(today.year, 12, 31))
    if name in (Named.MONTH, Named.QUARTER):
        month = Month(today.year, today.month)
        if name == Named.MONTH:
            return _of_months(month, 1)
        return _of_months(month.plus(-((month.number - 1) % QUARTER)), QUARTER)
    return ALWAYS


def _of_months(first: Month, number: int) -> Period:
    return Period(first.first_day, first.plus(number).first_day - ONE_DAY)


@lru_cache(maxsize=100)
def _months(first: Month, last: Month) -> Sequence[Month]:
    return tuple(months_between(first, last))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, STOCKHOLM).astimezone(UTC)
