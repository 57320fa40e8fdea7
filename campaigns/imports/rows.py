"""The rows of a file, each read on its own: what it says, or which cell is wrong."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from campaigns.imports.cells import CellRefused, count_in, day_in, kronor_in, name_in
from campaigns.imports.columns import FIGURES, KRONOR, NAMES, Column, Heading, Table
from campaigns.imports.grid import Cell, Row
from campaigns.imports.refusals import FileRefused

EARLIEST: Final = date(2000, 1, 1)
TOTALS: Final = ("total", "summa", "results from", "resultat från")
READERS: Final[Mapping[Column, Callable[[Cell], Any]]] = {
    **dict.fromkeys(NAMES, name_in),
    Column.DAY: day_in,
    Column.STARTS: day_in,
    Column.ENDS: day_in,
    Column.SHOWN: count_in,
    Column.REACHED: count_in,
    Column.CLICKS: count_in,
    Column.SPENT: kronor_in,
    Column.CURRENCY: name_in,
}


@dataclass(frozen=True)
class Span:
    """The days that a file is about, where it does not say them itself."""

    starts_on: date
    ends_on: date


@dataclass
class ReadRow:
    """What one row says. `number` is as the spreadsheet numbers it.

    Attributes:
        names: what may name the activity, the most precise first.
        errors: in words, each with its column.
        is_total: the file's own sum, which no activity can have.
    """

    number: int
    names: list[str] = field(default_factory=list)
    starts_on: date | None = None
    ends_on: date | None = None
    shown: int | None = None
    reached: int | None = None
    clicks: int | None = None
    spent: Decimal | None = None
    errors: list[str] = field(default_factory=list)
    is_total: bool = False

    @property
    def says_nothing(self) -> bool:
        return all(getattr(self, each) is None for each in FIGURES)


def read_rows(
    table: Table, *, span: Span | None, is_chosen: bool, today: date
) -> list[ReadRow]:
    """Read every row below the headings.

    Args:
        span: the days, where the file has no column of days.
        is_chosen: whether it is known already which activity the file is about.
        today: figures of days that lie ahead are refused.

    Raises:
        FileRefused: a column that is needed is missing, or there is no row.
    """
    _check_columns(table, span, is_chosen)
    if not table.rows:
        raise FileRefused(_("There are no rows below the headings."))
    last = len(table.rows) - 1
    return [
        _read(row, table.headings, span, today, is_edge=place in (0, last))
        for place, row in enumerate(table.rows)
    ]


def _check_columns(table: Table, span: Span | None, is_chosen: bool) -> None:
    has = table.headings
    if not is_chosen and not any(each in has for each in NAMES):
        raise FileRefused(
            _(
                "No column says which activity a row is about: Code, Activity, "
                "Campaign name or Ad name. Or choose the activity here."
            )
        )
    says_days = Column.DAY in has or (Column.STARTS in has and Column.ENDS in has)
    if not says_days and span is None:
        raise FileRefused(
            _(
                "No column says the days: Day, or From and To. Or write here from "
                "when to when the figures are."
            )
        )


def _read(
    row: Row,
    headings: Mapping[Column, Heading],
    span: Span | None,
    today: date,
    *,
    is_edge: bool,
) -> ReadRow:
    found = ReadRow(row.number)
    values: dict[Column, Any] = {}
    for column, heading in headings.items():
        cell = row.cells[heading.place] if heading.place < len(row.cells) else None
        try:
            values[column] = READERS[column](cell)
        except CellRefused as refused:
            found.errors.append(f"{heading.text}: {refused}")
    found.names = [values[each] for each in NAMES if values.get(each)]
    for each in FIGURES:
        setattr(found, each, values.get(each))
    found.is_total = is_edge and _is_total(found, headings)
    if not found.is_total:
        _set_days(found, values, headings, span, today)
        _check_kronor(found, values, headings)
    return found


def _is_total(row: ReadRow, headings: Mapping[Column, Heading]) -> bool:
    """A sum stands first or last, and names nothing but itself."""
    if not any(each in headings for each in NAMES) or row.errors:
        return False
    return all(name.casefold().startswith(TOTALS) for name in row.names)


def _set_days(
    row: ReadRow,
    values: Mapping[Column, Any],
    headings: Mapping[Column, Heading],
    span: Span | None,
    today: date,
) -> None:
    first, last = _day_columns(headings)
    if first is None or last is None:
        if span is not None:
            row.starts_on, row.ends_on = span.starts_on, span.ends_on
        return
    row.starts_on, row.ends_on = values.get(first), values.get(last)
    for column in dict.fromkeys((first, last)):
        if column in values and values[column] is None:
            row.errors.append(_("%s: is empty") % headings[column].text)
    if row.starts_on is not None and row.ends_on is not None:
        wrong = _wrong_span(row.starts_on, row.ends_on, today)
        row.errors += [f"{headings[last].text}: {each}" for each in wrong]


def _wrong_span(starts_on: date, ends_on: date, today: date) -> Iterator[str]:
    if ends_on < starts_on:
        yield _("the end must not be before the start")
    elif ends_on > today:
        yield _("the day lies ahead")
    elif starts_on < EARLIEST:
        yield _("the day is too long ago")


def _day_columns(
    headings: Mapping[Column, Heading],
) -> tuple[Column | None, Column | None]:
    """The column of the first and of the last day; one and the same for single days."""
    if Column.DAY in headings:
        return Column.DAY, Column.DAY
    if Column.STARTS in headings and Column.ENDS in headings:
        return Column.STARTS, Column.ENDS
    return None, None


def _check_kronor(
    row: ReadRow, values: Mapping[Column, Any], headings: Mapping[Column, Heading]
) -> None:
    currency = values.get(Column.CURRENCY)
    if row.spent is not None and currency and currency.casefold() not in KRONOR:
        row.errors.append(
            _("%(column)s: “%(currency)s” is not Swedish kronor (SEK)")
            % {"column": headings[Column.CURRENCY].text, "currency": currency[:10]}
        )
