"""The measures of results: each a column's head and how its cell reads."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organisation.wording import money_text, number_text
from planning.result import Ratio, Result


@dataclass(frozen=True)
class Cell:
    """A figure: as words, and as the number that a spreadsheet gets. May be blank.

    `is_small` is a ratio of few; `is_rough` one of costs that are planned, or missing.
    """

    text: str = ""
    value: int | Decimal | None = None
    is_small: bool = False
    is_rough: bool = False


class Measure(NamedTuple):
    head: str | Promise
    cell: Callable[[Result], Cell]


def count(number: int | None) -> Cell:
    """Blank for what is not counted."""
    return Cell() if number is None else Cell(number_text(number), number)


def money(kronor: Decimal | None) -> Cell:
    return Cell() if kronor is None else Cell(money_text(kronor), kronor)


def ratio(found: Ratio | None, row: Result) -> Cell:
    """Blank where there is nothing to divide by."""
    if found is None:
        return Cell()
    return Cell(
        money_text(found.kronor),
        found.kronor,
        is_small=found.is_small,
        is_rough=bool(row.estimated or row.uncosted),
    )


INQUIRIES: Final = Measure(_("Inquiries"), lambda row: count(row.inquiries))
REACHED: Final = Measure(_("Reached"), lambda row: count(row.reached))
MET: Final = Measure(_("Meetings"), lambda row: count(row.met))
APPROVED: Final = Measure(_("Approved homes"), lambda row: count(row.approved))
OUTCOMES: Final[Sequence[Measure]] = (INQUIRIES, REACHED, MET, APPROVED)
FUNNEL: Final[Sequence[Measure]] = (
    Measure(_("Page visits"), lambda row: count(row.visits)),
    Measure(_("Forms begun"), lambda row: count(row.starts)),
    *OUTCOMES,
)
COSTS: Final[Sequence[Measure]] = (
    Measure(_("Planned cost"), lambda row: money(row.planned)),
    Measure(_("Actual cost"), lambda row: money(row.actual)),
    Measure(_("Cost per inquiry"), lambda row: ratio(row.per(row.inquiries), row)),
    Measure(_("Cost per meeting"), lambda row: ratio(row.per(row.met), row)),
    Measure(_("Cost per approved home"), lambda row: ratio(row.per(row.approved), row)),
)
EVERYTHING: Final[Sequence[Measure]] = (*FUNNEL, *COSTS)
