"""One page of many rows, without a count of them all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

PER_PAGE: Final = 50
LAST_PAGE: Final = 10_000


@dataclass(frozen=True)
class Page:
    rows: Sequence[Any]
    number: int
    has_more: bool

    @property
    def earlier(self) -> int:
        """The number of the page before; 0 on the first."""
        return self.number - 1

    @property
    def later(self) -> int:
        """The number of the page after; 0 on the last."""
        return self.number + 1 if self.has_more else 0


def page_of(rows: QuerySet, typed: str) -> Page:
    """Give the page of that number; the first for what is no number of one."""
    number = int(typed) if typed.isdecimal() and len(typed) < 6 else 1
    number = min(max(number, 1), LAST_PAGE)
    first = (number - 1) * PER_PAGE
    found = list(rows[first : first + PER_PAGE + 1])
    return Page(found[:PER_PAGE], number, len(found) > PER_PAGE)
