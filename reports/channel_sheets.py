"""Sheets of the workbook about people in small groups: channels, and who did not go on.

Cells have numbers, or the words that stand in their place: see reports.shown.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from inquiries.workflow import Stage
from organisation.spreadsheet_charts import Chart
from organisation.spreadsheets import Cell, Sheet
from organisation.wording import month_text
from reports.channel_tables import OUTCOMES, channel_name
from reports.dropout_tables import column_heads, ways_told
from reports.figures.costs import Ratio
from reports.report import MonthReport
from reports.shown import ShownChannel, shown_channels
from reports.wording import told_cell

Rows = list[Sequence[Cell]]
NUMBERS = ("tracked", "told", "year", "told_year", "met", "approved")


def channel_sheets(report: MonthReport) -> list[Sheet]:
    """What the channels brought, and what those with a cost cost."""
    shown = shown_channels(report)
    sheets = [_numbers(report, shown)]
    costs: Rows = [_cost_row(row) for row in shown if row.counts.ore is not None]
    if costs:
        heads = [
            _("Channel"),
            _("Cost, kronor"),
            _("Kronor per inquiry"),
            _("Kronor per meeting"),
            _("Kronor per approved home"),
        ]
        chart = Chart("bar", _("What the channels cost"), [1], len(costs))
        sheets.append(Sheet(_("Cost"), heads, costs, chart))
    return sheets


def dropout_sheets(report: MonthReport) -> list[Sheet]:
    """One for each way out; none of one that nobody took, or that is one sum only."""
    titles = {
        Stage.WITHDRAWN: _("The family’s choice"),
        Stage.DECLINED: _("We said no"),
        Stage.HANDED_OVER: _("Handed over to others"),
    }
    return [
        Sheet(
            titles[way.stage],
            [_("Reason"), *column_heads()],
            [(label, *map(told_cell, numbers)) for label, numbers in way.rows],
        )
        for way in ways_told(report)
        if way.is_told
    ]


def _numbers(report: MonthReport, shown: Sequence[ShownChannel]) -> Sheet:
    rows: Rows = [
        (channel_name(row), *(told_cell(row.told[column]) for column in NUMBERS))
        for row in shown
    ]
    month = month_text(report.month)
    heads = [
        _("Channel"),
        _("Link followed, %(month)s") % {"month": month},
        _("The family tells, %(month)s") % {"month": month},
        _("Link followed, twelve months"),
        _("The family tells, twelve months"),
        _("To a meeting, twelve months"),
        _("Homes approved, twelve months"),
    ]
    chart = Chart("bar", _("Channels of twelve months"), [3, 4], len(rows))
    return Sheet(_("Channels"), heads, rows, chart if rows else None)


def _cost_row(row: ShownChannel) -> Sequence[Cell]:
    ratios = [row.per(column) for column in OUTCOMES]
    return channel_name(row), _kronor(row.counts.ore or 0), *map(_ratio, ratios)


def _ratio(ratio: Ratio | None) -> Cell:
    return None if ratio is None else _kronor(ratio.ore)


def _kronor(ore: int) -> int:
    """Whole kronor, as the file of lines has them."""
    return round(ore / 100)
