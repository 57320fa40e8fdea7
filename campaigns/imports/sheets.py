"""XLSX: a zip of XML, from a stranger. Looked at before it is unpacked."""

import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from itertools import zip_longest
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from campaigns.imports.grid import (
    MOST_COLUMNS,
    MOST_LINES,
    MOST_ROWS,
    Cell,
    Grid,
    Row,
    Unreadable,
    is_blank,
)
from campaigns.imports.refusals import FileRefused
from campaigns.imports.texts import too_many_rows

MOST_UNPACKED: Final = 25_000_000  # bytes of all parts together
MOST_PARTS: Final = 500
MOST_SHEETS: Final = 20
MACROS: Final = re.compile(r"vbaproject|macrosheets|/activex/", re.IGNORECASE)
FORMULA, ERROR = "f", "e"  # as openpyxl names the kinds of cells


def read_sheets(content: bytes) -> list[Grid]:
    """Give the sheets. A formula counts as the value that was saved with it.

    Raises:
        FileRefused: not a spreadsheet, with macros, or too much in it.
    """
    _look_at_parts(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and dates, not of values
            return list(_grids(content))
    except FileRefused:
        raise
    except Exception as error:
        # It has no error of its own: what it stumbles over is not a spreadsheet.
        raise _unreadable() from error


def _look_at_parts(content: bytes) -> None:
    """Judge by the zip's own list; no part is ever read beyond what that promises."""
    try:
        with ZipFile(BytesIO(content)) as parts:
            listed = parts.infolist()
    except (BadZipFile, OSError, ValueError, NotImplementedError) as error:
        # The last: a zip of a later kind than the library reads.
        raise _unreadable() from error
    names = [each.filename for each in listed]
    if any(MACROS.search(name) for name in names):
        raise FileRefused(
            _("The file contains macros. Save it as XLSX without macros, or as CSV.")
        )
    unpacked = sum(each.file_size for each in listed)
    if len(listed) > MOST_PARTS or unpacked > MOST_UNPACKED:
        raise FileRefused(
            _("The file unfolds to more than %(most)s MB. Export a shorter span.")
            % {"most": MOST_UNPACKED // 1_000_000}
        )
    if "[Content_Types].xml" not in names:
        raise FileRefused(_("The file is a zip, but no spreadsheet (XLSX)."))


def _grids(content: bytes) -> Iterator[Grid]:
    """Read every sheet twice at once: for the values, and for where formulas stand."""
    settings: dict[str, Any] = {"read_only": True, "keep_links": False}
    values = load_workbook(BytesIO(content), data_only=True, **settings)
    formulas = load_workbook(BytesIO(content), data_only=False, **settings)
    for title in values.sheetnames[:MOST_SHEETS]:
        sheets = values[title], formulas[title]
        for each in sheets:
            each.reset_dimensions()  # files say them wrongly
        yield Grid(title, _rows(*(each.iter_rows() for each in sheets)))


def _rows(values: Iterable[Any], formulas: Iterable[Any]) -> Sequence[Row]:
    rows: list[Row] = []
    both = zip_longest(values, formulas, fillvalue=())
    for number, (cells, with_formulas) in enumerate(both, start=1):
        if number > MOST_LINES or len(rows) > MOST_ROWS:
            raise too_many_rows()
        if cells or with_formulas:
            found = _cells(cells[:MOST_COLUMNS], with_formulas[:MOST_COLUMNS])
            if not is_blank(found):
                rows.append(Row(number, found))
    if len(rows) > MOST_ROWS:
        raise too_many_rows()
    return rows


def _cells(values: Sequence[Any], formulas: Sequence[Any]) -> list[Cell]:
    return [
        _cell(value, formula)
        for value, formula in zip_longest(values, formulas, fillvalue=None)
    ]


def _cell(value: Any, formula: Any) -> Cell:
    if value is not None and value.value is not None:
        if value.data_type == ERROR:
            return Unreadable(str(value.value)[:40], is_formula=False)
        cell: Cell = value.value
        return cell
    if formula is not None and formula.data_type == FORMULA:
        return Unreadable(str(formula.value)[:40], is_formula=True)
    return None


def _unreadable() -> FileRefused:
    return FileRefused(
        _("The file cannot be read as a spreadsheet (XLSX). Save it anew, or as CSV.")
    )
