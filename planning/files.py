"""Results as files for a spreadsheet."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.http import HttpResponse
from django.utils.text import slugify
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from campaigns.models.days import FIRST_DAY, LAST_DAY
from followups.wording import time_text
from organisation import spreadsheets
from organisation.models import Municipality
from organisation.spreadsheets import Sheet
from organisation.wording import day_text, days_text
from planning.definitions import definitions
from planning.periods import Period
from planning.tables import Table

CSV: Final = "csv"
XLSX: Final = "xlsx"
LONGEST_NAME: Final = 80  # characters


def csv_answer(table: Table, title: str) -> HttpResponse:
    """One table."""
    sheet = table.sheet()
    text = spreadsheets.csv_text([sheet.heads, *sheet.rows])
    return _answer(text.encode(), spreadsheets.CSV_TYPE, f"{title}-{table.key}", CSV)


def xlsx_answer(
    tables: Sequence[Table],
    *,
    title: str,
    municipality: Municipality,
    period: Period,
    at: datetime,
) -> HttpResponse:
    """A sheet for each table, behind one that says what all of it is."""
    about = _about(title, municipality, period, at)
    sheets = [about, *(table.sheet() for table in tables)]
    content = spreadsheets.workbook(sheets, title=title, at=at)
    return _answer(content, spreadsheets.XLSX_TYPE, title, XLSX)


def period_text(period: Period) -> str:
    if period.is_all:
        return _("All the time")
    if period.first == FIRST_DAY:
        return _("until %(day)s") % {"day": day_text(period.last)}
    return days_text(period.first, None if period.last == LAST_DAY else period.last)


def _about(
    title: str, municipality: Municipality, period: Period, at: datetime
) -> Sheet:
    facts = [
        (_("Results of"), title),
        (_("Municipality"), municipality.name),
        (_("Period"), period_text(period)),
        (_("Counted"), f"{day_text(localtime(at).date())} {time_text(at)}"),
    ]
    heads = [_("Read this first"), _("What it means")]
    return Sheet(_("Read this first"), heads, [*facts, *definitions()])


def _answer(content: bytes, kind: str, title: str, ending: str) -> HttpResponse:
    name = f"{slugify(title)[:LONGEST_NAME] or ending}.{ending}"
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": disposition}
    )
