"""Files for spreadsheets, CSV and XLSX, in which no text is ever a formula.

What people have typed goes into them. A text that begins like a formula stays text: in
CSV behind an apostrophe, in XLSX as a string, marked as one also for who edits it.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any, Final

from django.utils.translation import get_language
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

BYTE_ORDER_MARK: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"
FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
CSV_TYPE: Final = "text/csv; charset=utf-8"
XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

LONGEST_TEXT: Final = 32_767  # characters, Excel's own limit
LONGEST_TITLE: Final = 31
NOT_IN_A_TITLE: Final = re.compile(r"[\[\]:*?/\\']")
WIDEST: Final = 60  # characters
NARROWEST: Final = 8
ROOM: Final = 2

Cell = str | int | Decimal | date | None


@dataclass(frozen=True)
class Sheet:
    """One sheet: a title, the heads of its columns, and rows as wide as they."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def csv_text(rows: Iterable[Sequence[Cell]]) -> str:
    """Semicolons and a byte order mark, as Excel opens with columns and letters right.

    Decimals have the sign of the active language, dates are written 2026-03-01.
    """
    file = StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([_as_text(cell) for cell in row])
    return BYTE_ORDER_MARK + file.getvalue()


def _as_text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        written = f"{cell:.2f}"
        return written.replace(".", ",") if get_language() == "sv" else written
    text = str(cell)
    is_typed = isinstance(cell, str)
    return f"'{text}" if is_typed and text.startswith(FORMULA_SIGNS) else text


def workbook(sheets: Sequence[Sheet], *, title: str, at: datetime) -> bytes:
    """Give an XLSX file. Numbers are numbers and dates are dates; empty is empty.

    Args:
        title: the file's own, in its properties.
        at: the moment that the file gives as its making.
    """
    file = BytesIO()
    book = Workbook(
        file,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )
    made = at.astimezone(UTC).replace(tzinfo=None)
    book.set_properties({"title": title, "created": made})
    formats = {name: book.add_format(look) for name, look in LOOKS.items()}
    for number, sheet in enumerate(sheets, start=1):
        _fill(book.add_worksheet(_title(sheet.title, number)), sheet, formats)
    book.close()
    return file.getvalue()


LOOKS: Final[dict[str, dict[str, Any]]] = {
    "head": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"},
    "text": {"text_wrap": True, "valign": "top"},
    "like a formula": {"text_wrap": True, "valign": "top", "quote_prefix": True},
    "int": {"num_format": "#,##0", "valign": "top"},
    "Decimal": {"num_format": "#,##0.00", "valign": "top"},
    "date": {"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"},
}


def _fill(page: Worksheet, sheet: Sheet, formats: dict[str, Any]) -> None:
    for column, head in enumerate(sheet.heads):
        page.write_string(0, column, head, formats["head"])
        lengths = (len(_as_text(row[column])) for row in sheet.rows)
        widest = max(lengths, default=0)
        fitting = max(NARROWEST, min(len(head), 2 * NARROWEST), widest)
        page.set_column(column, column, min(fitting, WIDEST) + ROOM)
    for place, row in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(row):
            _write(page, place, column, cell, formats)
    page.freeze_panes(1, 1)


def _write(
    page: Worksheet, row: int, column: int, cell: Cell, formats: dict[str, Any]
) -> None:
    if cell is None:
        return
    if isinstance(cell, int | Decimal):
        page.write_number(row, column, float(cell), formats[type(cell).__name__])
    elif isinstance(cell, date):
        moment = datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 -- a day alone
        page.write_datetime(row, column, moment, formats["date"])
    else:
        like = cell.startswith(FORMULA_SIGNS)
        look = formats["like a formula" if like else "text"]
        page.write_string(row, column, cell[:LONGEST_TEXT], look)


def _title(title: str, number: int) -> str:
    """A sheet's title as Excel takes it; numbered where nothing is left of it."""
    return NOT_IN_A_TITLE.sub(" ", title)[:LONGEST_TITLE].strip() or str(number)
