"""From rows to months: what each cell says, or which cell is wrong and why."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from campaigns.imports.cells import CellRefused, count_in, day_in
from campaigns.imports.grid import Cell, Row
from organisation.calendar import STOCKHOLM
from organisation.months import Month
from reports.histories.headings import Column, Heading, Table

EARLIEST: Final = Month(2000, 1)
_MONTH: Final = re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})(?:-01)?")


@dataclass(frozen=True)
class ReadMonth:
    """One month's figures, as the file has them or as its rows add up."""

    received: int
    approved: int
    promises: int | None = None
    kept: int | None = None


@dataclass
class History:
    """What a file says, and what is wrong with it: row, column and why, in words.

    `left_out` counts the approvals after `last`: they are events of the register.
    """

    months: dict[Month, ReadMonth] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    rows: int = 0
    left_out: int = 0


def history_of(table: Table, last: Month) -> History:
    """Read all rows; none is left out in silence.

    Args:
        last: the last month that may be imported; the register counts from then on.
    """
    reader = _ByMonth if table.is_by_month else _ByInquiry
    return reader(table.headings, last).read(table.rows)


class _Reader:
    def __init__(self, headings: Mapping[Column, Heading], last: Month) -> None:
        self.headings = headings
        self.last = last
        self.history = History()

    def cell(self, row: Row, column: Column, read: Callable[[Cell], Any]) -> Any:
        """What the cell says; None where it is empty, wrong, or has no column."""
        heading = self.headings.get(column)
        if heading is None or heading.place >= len(row.cells):
            return None
        try:
            return read(row.cells[heading.place])
        except CellRefused as refused:
            self.refuse(row, column, str(refused))
            return None

    def refuse(self, row: Row, column: Column, why: str) -> None:
        name = self.headings[column].text
        self.history.errors.append(f"Row {row.number}, column “{name}”: {why}.")

    def must_be_there(self, row: Row, column: Column, value: Any) -> bool:
        """Refuse an empty cell, unless the cell has been refused already."""
        before = f"Row {row.number}, column “{self.headings[column].text}”: "
        if value is None and not any(
            each.startswith(before) for each in self.history.errors
        ):
            self.refuse(row, column, "is empty")
        return value is not None

    def is_too_late(self, row: Row, column: Column, month: Month) -> bool:
        if month <= self.last:
            return False
        self.refuse(
            row, column, f"{month} lies after {self.last}, from when we count ourselves"
        )
        return True


class _ByMonth(_Reader):
    """A row for each month."""

    def read(self, rows: Any) -> History:
        seen: dict[Month, int] = {}
        for row in rows:
            self.history.rows += 1
            month = self.cell(row, Column.MONTH, _month_in)
            figures = self._figures(row)
            if not self.must_be_there(row, Column.MONTH, month):
                continue
            if month in seen:
                why = f"{month} stands in row {seen[month]}, too"
                self.refuse(row, Column.MONTH, why)
                continue
            seen[month] = row.number
            too_late = self.is_too_late(row, Column.MONTH, month)
            if figures is not None and not too_late:
                self.history.months[month] = figures
        return self.history

    def _figures(self, row: Row) -> ReadMonth | None:
        received = self.cell(row, Column.INQUIRIES, count_in)
        approved = self.cell(row, Column.HOMES, count_in)
        promises = self.cell(row, Column.PROMISES, count_in)
        kept = self.cell(row, Column.KEPT, count_in)
        is_whole = [
            self.must_be_there(row, Column.INQUIRIES, received),
            self.must_be_there(row, Column.HOMES, approved),
        ]
        if (promises is None) != (kept is None):
            empty = Column.KEPT if kept is None else Column.PROMISES
            self.must_be_there(row, empty, None)
            return None
        if promises is not None and kept > promises:
            self.refuse(row, Column.KEPT, f"{kept} is more than the {promises} made")
            return None
        return ReadMonth(received, approved, promises, kept) if all(is_whole) else None


class _ByInquiry(_Reader):
    """A row for each inquiry: of it nothing is kept but the months of its days."""

    def read(self, rows: Any) -> History:
        received: Counter[Month] = Counter()
        approved: Counter[Month] = Counter()
        for row in rows:
            self.history.rows += 1
            came = self.cell(row, Column.RECEIVED, _moment_in)
            became = self.cell(row, Column.APPROVED, _moment_in)
            if not self.must_be_there(row, Column.RECEIVED, came):
                continue
            if became is not None and became < came:
                self.refuse(row, Column.APPROVED, f"{became} lies before {came}")
                continue
            month = _month_of(came)
            if not self.is_too_late(row, Column.RECEIVED, month):
                received[month] += 1
                if became is not None:
                    approved[_month_of(became)] += 1
        return self._added_up(received, approved)

    def _added_up(self, received: Counter[Month], approved: Counter[Month]) -> History:
        """Every month from the first to the last; one that nobody came in holds 0."""
        month = min(received, default=None)
        last = max((*received, *approved), default=None)
        while month is not None and last is not None and month <= last:
            if month <= self.last:
                figures = ReadMonth(received[month], approved[month])
                self.history.months[month] = figures
            else:
                self.history.left_out += approved[month]
            month = month.plus(1)
        return self.history


def _month_in(cell: Cell) -> Month | None:
    """2024-03, or the first day of the month; None of an empty cell."""
    if isinstance(cell, str) and (found := _MONTH.fullmatch(cell.strip())):
        year, number = int(found["y"]), int(found["m"])
    else:
        day = _moment_in(cell)
        if day is None:
            return None
        if day.day != 1:
            raise CellRefused(f"“{day}” is no month; write it as 2024-03")
        year, number = day.year, day.month
    try:
        month = Month(year, number)
    except ValueError:
        raise CellRefused(f"“{cell}” is no month of the calendar") from None
    return _not_too_early(month)


def _moment_in(cell: Cell) -> date | None:
    """A day; of a moment its day, by Stockholm's clock. None of an empty cell."""
    if isinstance(cell, str):
        with suppress(ValueError):  # it may be a day in words
            moment = datetime.fromisoformat(cell.strip())
            cell = moment.astimezone(STOCKHOLM) if moment.tzinfo else moment
    day = day_in(cell)
    if day is not None:
        _not_too_early(_month_of(day))
    return day


def _not_too_early(month: Month) -> Month:
    if month < EARLIEST:
        raise CellRefused(f"“{month}” lies before {EARLIEST}")
    return month


def _month_of(day: date) -> Month:
    try:
        return Month(day.year, day.month)
    except ValueError:
        raise CellRefused(f"“{day}” lies before {EARLIEST}") from None
