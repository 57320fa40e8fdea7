"""The joint report as a workbook, and as lines that another program reads."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from organisation import spreadsheets
from organisation.spreadsheets import Cell, Percent, Sheet
from organisation.wording import month_title, span_text
from reports.joint.definitions import definitions
from reports.joint.page import notes, sources
from reports.joint.reading import JointReading
from reports.joint.sentences import sentences
from reports.joint.shown import JointReport, Row, joint_report, share_of
from reports.joint.tables import all_together
from reports.tables import band_labels
from reports.wording import moment_text, told_cell

MINUTE: Final = timedelta(minutes=1)


def joint_xlsx(reading: JointReading) -> bytes:
    """An XLSX file in the active language. Numbers are numbers."""
    report = joint_report(reading)
    name = f"{month_title(reading.month)} – {reading.cooperation.name}"
    sheets = [read_me(reading, report), *sheets_of(reading, report)]
    return spreadsheets.workbook(sheets, title=name, at=reading.at)


def read_me(reading: JointReading, report: JointReport) -> Sheet:
    """What it is, whose, of when, and what every figure means."""
    rows = [
        (_("Joint report"), month_title(reading.month)),
        (_("Cooperation"), reading.cooperation.name),
        (_("Made"), moment_text(reading.at)),
        (_("In short"), " ".join(sentences(reading, report))),
        *sources(reading),
        *((_("Note"), note) for note in notes(reading, report)),
        *((each.term, each.text) for each in definitions()),
    ]
    heads = [_("Read me"), _("What it means")]
    return Sheet(_("Read me"), heads, [row for row in rows if row[1]])


def sheets_of(reading: JointReading, report: JointReport) -> list[Sheet]:
    """The month, twelve months, and homes beside the need."""
    months = span_text(reading.month.plus(-11), reading.month)
    return [
        _sheet(month_title(reading.month), report, _month_cells),
        _sheet(_("Twelve months"), report, _year_cells, of=months),
        _sheet(_("Homes and need"), report, _bank_cells),
    ]


Cells = list[tuple[str, Cell]]
CellsOf = Callable[[Row, Cell], Cells]


def _month_cells(told: Row, wait: Cell) -> Cells:
    return [
        (_("Got in touch"), _cell(told, "received")),
        (_("Promises due"), _cell(told, "due")),
        (_("Attempted in time"), _cell(told, "kept")),
        (_("Attempted in time, share"), _percent(told, "kept", "due")),
        (_("Reached in time"), _cell(told, "reached")),
        (_("Reached in time, share"), _percent(told, "reached", "due")),
        (_("Half of the first conversations within"), wait),
        (_("Meetings and home visits"), _cell(told, "met")),
        (_("Homes approved"), _cell(told, "approved")),
    ]


def _year_cells(told: Row, _wait: Cell) -> Cells:
    return [
        (_("Got in touch"), _cell(told, "year_received")),
        (_("Promises due"), _cell(told, "year_due")),
        (_("Attempted in time"), _cell(told, "year_kept")),
        (_("Attempted in time, share"), _percent(told, "year_kept", "year_due")),
        (_("Homes approved"), _cell(told, "year_approved")),
    ]


def _bank_cells(told: Row, _wait: Cell) -> Cells:
    return [
        (_("Approved homes in the bank"), _cell(told, "homes")),
        (_("Free places, as typed in"), _cell(told, "places")),
        (_("Children waiting for a home, as typed in"), _cell(told, "waiting")),
    ]


def _sheet(title: str, report: JointReport, cells_of: CellsOf, of: str = "") -> Sheet:
    """A row to each member, and the sum; `of` stands in the first head."""
    whole = _cells_of_all(report, cells_of)
    heads = [head for head, _cell in whole[0][1]]
    first = f"{_('Municipality')}, {of}" if of else _("Municipality")
    rows = [[name, *(cell for _head, cell in cells)] for name, cells in whole]
    return Sheet(title, [first, *heads], rows)


def _cells_of_all(report: JointReport, cells_of: CellsOf) -> list[tuple[str, Cells]]:
    band = None if report.band is None else band_labels()[report.band].lower()
    return [
        *((row.municipality.name, cells_of(row.told, row.wait)) for row in report.rows),
        (all_together(), cells_of(report.total, band)),
    ]


def _cell(told: Row, column: str) -> Cell:
    number = told.get(column)
    return None if number is None else told_cell(number)


def _percent(told: Row, part: str, whole: str) -> Percent | None:
    share = share_of(told, part, whole)
    if share is None or share.percent is None:
        return None
    return Percent(share.percent)


Line = tuple[str, str, Cell, str, str]
"""Figure, of which municipality, value, unit, period. No value: it is not told."""


def joint_csv(reading: JointReading) -> str:
    """All figures of the page, one to a line; times are in minutes."""
    heads = (_("Figure"), pgettext("column", "Of"), _("Value"), _("Unit"), _("Period"))
    return spreadsheets.csv_text([heads, *lines(reading)])


def lines(reading: JointReading) -> Iterator[Line]:
    """The workbook's numbers, member by member and then together."""
    report, month = joint_report(reading), reading.month
    year = f"{month.plus(-11)}/{month}"
    for cells_of, period in (
        (_month_cells, str(month)),
        (_year_cells, year),
        (_bank_cells, str(month)),
    ):
        for name, cells in _cells_of_all(report, cells_of):
            for figure, value in cells:
                yield figure, name, _in_minutes(value), _unit(value), period


def _in_minutes(value: Cell) -> Cell:
    return round(value / MINUTE) if isinstance(value, timedelta) else value


def _unit(value: Cell) -> str:
    if isinstance(value, Percent):
        return pgettext("unit", "per cent")
    if isinstance(value, timedelta):
        return pgettext("unit", "minutes")
    return pgettext("unit", "number")
