"""Text files: commas, semicolons or tabs, in the letters of whichever program."""

import codecs
import csv
import re
from io import StringIO
from typing import Final

from django.utils.translation import gettext as _

from campaigns.imports.grid import MOST_COLUMNS, MOST_ROWS, Grid, Row, is_blank
from campaigns.imports.refusals import FileRefused

DELIMITERS: Final = (";", ",", "\t")
# No text has these; \x1a ends files of old programs.
NOT_TEXT: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x19\x1b-\x1f]")
_WITH_MARK: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_text(content: bytes, most_rows: int = MOST_ROWS) -> list[Grid]:
    """Give the file once for each sign that may stand between its columns.

    Args:
        most_rows: with anything in them.

    Raises:
        FileRefused: no text, or too much of it.
    """
    text = _decoded(content)
    if NOT_TEXT.search(text):
        raise FileRefused(_("The file is neither a text file (CSV) nor XLSX."))
    there = [each for each in DELIMITERS if each in text]
    return [_grid(text, each, most_rows) for each in there or DELIMITERS[:1]]


def _decoded(content: bytes) -> str:
    """UTF-8 or UTF-16 where the file says so or fits; else Windows' own letters."""
    marked = (name for mark, name in _WITH_MARK if content.startswith(mark))
    for encoding in (*marked, "utf-8", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileRefused(
        _("The letters in the file cannot be read. Save it as CSV UTF-8, or as XLSX.")
    )


def _grid(text: str, delimiter: str, most_rows: int) -> Grid:
    rows: list[Row] = []
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        for number, cells in enumerate(reader, start=1):
            if is_blank(cells):
                continue
            if len(rows) == most_rows:
                raise too_many_rows(most_rows)
            rows.append(Row(number, cells[:MOST_COLUMNS]))
    except csv.Error as error:
        raise FileRefused(
            _("Row %(row)s cannot be read: it has a cell without an end.")
            % {"row": reader.line_num}
        ) from error
    return Grid("", rows)


def too_many_rows(most_rows: int = MOST_ROWS) -> FileRefused:
    return FileRefused(
        _("The file has more than %(most)s rows. Export a shorter span of days.")
        % {"most": most_rows}
    )
