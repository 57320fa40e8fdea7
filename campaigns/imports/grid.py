"""A file as rows of cells, whatever it was before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

MOST_ROWS: Final = 2_000  # with anything in them
MOST_COLUMNS: Final = 200  # what stands further to the right is not read
MOST_LINES: Final = 1_048_576  # as many as a spreadsheet has


@dataclass(frozen=True)
class Unreadable:
    """A cell whose value is not there: a formula never worked out, or an error.

    `text` is what the spreadsheet shows: “=B2*2” or “#DIV/0!”.
    """

    text: str
    is_formula: bool


Cell = str | int | float | bool | date | datetime | time | timedelta | Unreadable | None


@dataclass(frozen=True)
class Row:
    """One row with anything in it. `number` is as the spreadsheet numbers it."""

    number: int
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Grid:
    """One sheet, or a whole text file. `title` is the sheet's, "" of a text file."""

    title: str
    rows: Sequence[Row]


def is_blank(cells: Sequence[Cell]) -> bool:
    return all(
        each is None or (isinstance(each, str) and not each.strip()) for each in cells
    )
