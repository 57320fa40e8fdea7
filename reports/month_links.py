"""The way from one month's report to the others."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from organisation.months import Month, months_between
from organisation.wording import month_title


@dataclass(frozen=True)
class MonthLink:
    month: Month
    text: str
    is_running: bool = False


@dataclass(frozen=True)
class YearOfLinks:
    year: int
    months: list[MonthLink]


def links(month: Month, *, began_at: datetime | None, at: datetime) -> dict[str, Any]:
    """`earlier`, `later` and `years`, as seen at a moment."""
    now = Month.of(at)
    first = Month.of(began_at) if began_at else now
    return {
        "earlier": _link(month.plus(-1), now) if month > first else None,
        "later": _link(month.plus(1), now) if month < now else None,
        "years": list(_years(min(first, now), now)),
    }


def _years(first: Month, now: Month) -> Iterator[YearOfLinks]:
    """All months of the register, the latest first."""
    months = reversed(list(months_between(first, now)))
    for year, group in groupby(months, key=lambda month: month.year):
        yield YearOfLinks(year, [_link(month, now) for month in group])


def _link(month: Month, now: Month) -> MonthLink:
    return MonthLink(month, month_title(month), month == now)
