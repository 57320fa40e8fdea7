"""Files for spreadsheets, CSV and XLSX, in which no text is ever a formula.

What people have typed goes into them. A text that begins like a formula stays text: in
CSV behind an apostrophe, in XLSX as a string, marked as one also for who edits it.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from math import ceil
from typing import Any, Final

from django.utils.translation import get_language
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from organisation.months import Month
from organisation.spreadsheet_charts import Chart, draw

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
NARROW: Final = 3  # columns
LINE_POINTS: Final = 15
HIGHEST: Final = 409  # points, Excel's own limit
A4: Final = 9  # Excel's number of the paper


@dataclass(frozen=True)
class Percent:
    """A share of a hundred, which a workbook can count with."""

    number: int

    def __str__(self) -> str:
        return str(self.number)


Cell = str | int | Decimal | Percent | date | Month | timedelta | None
"""Text, number, kronor, share, day, month, or a span of time; None is empty."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: a title, the heads of its columns, and rows as wide as they."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    chart: Chart | None = None


def csv_text(rows: Iterable[Sequence[Cell]]) -> str:
    """Semicolons and a byte order mark, as Excel opens with columns and letters right.

    Decimals have the sign of the active language, dates are written 2026-03-01, months
    2026-03, spans of time in minutes.
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
    if isinstance(cell, timedelta):
        return str(round(cell / timedelta(minutes=1)))
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
    for name, sheet in zip(_titles(sheets), sheets, strict=True):
        page = book.add_worksheet(name)
        _fill(page, sheet, formats)
        _lay_out_for_print(page, on_one=sheet.chart is not None)
        if sheet.chart is not None:
            months = isinstance(sheet.rows[0][0], Month) if sheet.rows else False
            draw(book, page, sheet.chart, at=_corner(sheet), months=months)
    book.close()
    return file.getvalue()


NUMBERS: Final = (int, Decimal, Percent, timedelta)
TEXT: Final = "text"
AMONG_NUMBERS: Final = "text among numbers"
LOOKS: Final[dict[str, dict[str, Any]]] = {
    "head": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"},
    "head of numbers": {
        "bold": True,
        "bottom": 1,
        "text_wrap": True,
        "valign": "top",
        "align": "right",
    },
    TEXT: {"text_wrap": True, "valign": "top"},
    AMONG_NUMBERS: {"valign": "top", "align": "right"},
    "like a formula": {"text_wrap": True, "valign": "top", "quote_prefix": True},
    "int": {"num_format": "#,##0", "valign": "top"},
    "Decimal": {"num_format": "#,##0.00", "valign": "top"},
    "Percent": {"num_format": "0 %", "valign": "top"},
    "date": {"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"},
    "Month": {"num_format": "yyyy-mm", "valign": "top", "align": "left"},
    "timedelta": {"num_format": "[h]:mm", "valign": "top"},
}


def _fill(page: Worksheet, sheet: Sheet, formats: dict[str, Any]) -> None:
    columns = range(len(sheet.heads))
    widths = [_width(sheet, column) for column in columns]
    texts = [_text_look(sheet, column) for column in columns]
    for column, head in enumerate(sheet.heads):
        look = "head" if texts[column] == TEXT else "head of numbers"
        page.write_string(0, column, head, formats[look])
        page.set_column(column, column, widths[column] + ROOM)
    for place, row in enumerate([sheet.heads, *sheet.rows]):
        # Not every program finds the height by itself.
        lines = max(
            _lines(cell, width) for cell, width in zip(row, widths, strict=True)
        )
        page.set_row(place, min(LINE_POINTS * lines, HIGHEST))
    for place, row in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                _write_text(page, (place, column), cell, texts[column], formats)
            elif cell is not None:
                _write(page, place, column, cell, formats)
    page.freeze_panes(1, 1)


def _width(sheet: Sheet, column: int) -> int:
    """In characters: as the longest cell needs, within bounds."""
    lengths = (len(_as_text(row[column])) for row in sheet.rows)
    widest = max(lengths, default=0)
    head = len(sheet.heads[column])
    return min(max(NARROWEST, min(head, 2 * NARROWEST), widest), WIDEST)


def _lines(cell: Cell, width: int) -> int:
    """How many lines a text takes in a column of that many characters."""
    if not isinstance(cell, str):
        return 1
    fitting = width + ROOM
    return sum(ceil(max(len(line), 1) / fitting) for line in cell.split("\n"))


def _corner(sheet: Sheet) -> tuple[int, int]:
    """Where a chart begins: beside a narrow sheet's rows, below those of a wide one."""
    is_narrow = len(sheet.heads) <= NARROW
    return (0, len(sheet.heads) + 1) if is_narrow else (len(sheet.rows) + 2, 0)


def _text_look(sheet: Sheet, column: int) -> str:
    """How texts of a column look: to the right where they stand among numbers."""
    cells = [row[column] for row in sheet.rows]
    return AMONG_NUMBERS if any(isinstance(each, NUMBERS) for each in cells) else TEXT


def _write_text(
    page: Worksheet,
    at: tuple[int, int],
    text: str,
    look: str,
    formats: dict[str, Any],
) -> None:
    if text.startswith(FORMULA_SIGNS):
        look = "like a formula"
    page.write_string(*at, text[:LONGEST_TEXT], formats[look])


def _write(
    page: Worksheet,
    row: int,
    column: int,
    cell: int | Decimal | Percent | timedelta | date | Month,
    formats: dict[str, Any],
) -> None:
    look = formats[type(cell).__name__]
    if isinstance(cell, date | Month):
        day = cell.first_day if isinstance(cell, Month) else cell
        moment = datetime(day.year, day.month, day.day)  # noqa: DTZ001 -- a day alone
        page.write_datetime(row, column, moment, look)
    else:
        page.write_number(row, column, _as_number(cell), look)


def _as_number(cell: int | Decimal | Percent | timedelta) -> float:
    """As a spreadsheet counts: shares of one, time in days."""
    if isinstance(cell, Percent):
        return cell.number / 100
    return cell / timedelta(days=1) if isinstance(cell, timedelta) else float(cell)


def _lay_out_for_print(page: Worksheet, *, on_one: bool) -> None:
    """As wide as the paper, with the heads on every page; `on_one`: on a single one."""
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 1 if on_one else 0)
    page.repeat_rows(0)


def _titles(sheets: Sequence[Sheet]) -> list[str]:
    """Titles as Excel takes them, each once; numbered where nothing is left of one."""
    titles: list[str] = []
    for number, sheet in enumerate(sheets, start=1):
        title = NOT_IN_A_TITLE.sub(" ", sheet.title)[:LONGEST_TITLE].strip()
        taken = {each.casefold() for each in titles}
        if not title:
            title = str(number)
        elif title.casefold() in taken:
            ending = f" {number}"
            title = title[: LONGEST_TITLE - len(ending)] + ending
        titles.append(title)
    return titles
