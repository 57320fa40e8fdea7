"""Which column is which in a file of earlier years: documented in docs/history.md."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from campaigns.imports.grid import Cell, Grid, Row
from campaigns.imports.refusals import FileRefused

FIRST_ROWS: Final = 20  # the headings stand in one of these


class Column(StrEnum):
    MONTH = "month"
    INQUIRIES = "inquiries"
    PROMISES = "promises"
    KEPT = "kept"
    HOMES = "homes"
    RECEIVED = "received"
    APPROVED = "approved"


# In small letters; the first is what the documentation names.
HEADINGS: Final[Mapping[Column, tuple[str, ...]]] = {
    Column.MONTH: ("månad", "month"),
    Column.INQUIRIES: ("intresseanmälningar", "inquiries"),
    Column.PROMISES: ("löften", "promises"),
    Column.KEPT: ("hållna löften", "promises kept"),
    Column.HOMES: ("godkända hem", "approved homes"),
    Column.RECEIVED: ("mottagen", "received"),
    Column.APPROVED: ("godkänd", "approved"),
}
BY_MONTH: Final = (Column.MONTH, Column.INQUIRIES, Column.HOMES)  # all needed
BY_INQUIRY: Final = (Column.RECEIVED,)
_COLUMNS: Final = {text: column for column, texts in HEADINGS.items() for text in texts}


@dataclass(frozen=True)
class Heading:
    """A column of the file: where it stands, the first is 0, and how it is headed."""

    place: int
    text: str


@dataclass(frozen=True)
class Table:
    """The rows below the headings; `ignored` are headings that are not read."""

    headings: Mapping[Column, Heading]
    ignored: Sequence[str]
    rows: Sequence[Row]

    @property
    def is_by_month(self) -> bool:
        return Column.MONTH in self.headings


def table_of(grids: Sequence[Grid]) -> Table:
    """The sheet, or the way of reading a text file, that has our headings.

    Raises:
        FileRefused: none has, or one has the headings of both kinds of file.
    """
    found = [table for grid in grids if (table := _table(grid)) is not None]
    if not found:
        raise FileRefused(
            "No row has the headings of a history. By month: "
            f"{_named(BY_MONTH)}. By inquiry: {_named(BY_INQUIRY)}."
        )
    table = max(found, key=lambda each: len(each.headings))
    if {*BY_MONTH} & {*table.headings} and {*BY_INQUIRY} & {*table.headings}:
        raise FileRefused(
            "The headings are of both kinds: a file holds either a row for each "
            "month or a row for each inquiry."
        )
    needed = BY_MONTH if table.is_by_month else BY_INQUIRY
    lacking = [each for each in needed if each not in table.headings]
    if lacking:
        raise FileRefused(f"The file lacks a column: {_named(lacking)}.")
    if (Column.PROMISES in table.headings) != (Column.KEPT in table.headings):
        raise FileRefused(
            f"Of {_named((Column.PROMISES, Column.KEPT))} the file has one. "
            "It must have both, or neither."
        )
    return table


def _table(grid: Grid) -> Table | None:
    for number, row in enumerate(grid.rows[:FIRST_ROWS]):
        headings: dict[Column, Heading] = {}
        ignored = []
        for place, cell in enumerate(row.cells):
            column = _COLUMNS.get(_bare(cell))
            if column is not None and column not in headings:
                headings[column] = Heading(place, str(cell).strip())
            elif _bare(cell):
                ignored.append(str(cell).strip()[:60])
        if headings:
            return Table(headings, ignored, grid.rows[number + 1 :])
    return None


def _bare(cell: Cell) -> str:
    if not isinstance(cell, str) or len(cell) > 100:
        return ""
    return " ".join(unicodedata.normalize("NFC", cell).casefold().split())


def _named(columns: Sequence[Column]) -> str:
    return ", ".join(f"“{HEADINGS[each][0]}”" for each in columns)
