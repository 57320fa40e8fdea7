"""Sheets of the workbook about how far families came and what lies ahead."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from organisation.spreadsheet_charts import Chart
from organisation.spreadsheets import Cell, Sheet
from reports.figures.forecast import homes_ahead
from reports.outlook_tables import bank_pairs, step_labels, steps_of
from reports.report import MonthReport

Rows = list[Sequence[Cell]]
SHOWN = 13  # months in a chart


def funnel_sheets(report: MonthReport) -> list[Sheet]:
    """A row to each month's families, the latest first; none where not counted."""
    if not report.funnels:
        return []
    rows: Rows = [
        (counts.month, *steps_of(funnel), funnel.still_open)
        for counts, funnel in zip(report.counts, report.funnels, strict=True)
    ]
    rows.reverse()
    heads = [_("Month"), *step_labels(), pgettext("families", "Still open")]
    chart = Chart("column", _("How far the families came"), [1, 3], SHOWN)
    return [Sheet(_("How far they came"), heads, rows, chart)]


def week_sheets(report: MonthReport) -> list[Sheet]:
    if not report.weeks:
        return []
    rows: Rows = [
        (
            str(each.week),
            each.promised,
            each.planned,
            each.expected_low,
            each.expected_high,
            each.room,
        )
        for each in report.weeks
    ]
    heads = [
        _("Week"),
        pgettext("calls", "Promised"),
        _("Other calls"),
        _("Expected besides, at least"),
        _("Expected besides, at most"),
        _("There is time for"),
    ]
    title = _("Calls of the coming weeks")
    return [Sheet(title, heads, rows, Chart("column", title, [1, 5], len(rows)))]


def bank_sheets(report: MonthReport) -> list[Sheet]:
    """Homes, and what was typed of places and need; none of months before it was."""
    if report.bank is None:
        return []
    rows: Rows = list(bank_pairs(report.bank))
    heads = [_("Figure"), pgettext("column", "Number")]
    return [Sheet(_("Homes and need"), heads, rows)]


def forecast_sheets(report: MonthReport) -> list[Sheet]:
    """Each stage, and the range that they make together; none where none is told."""
    homes = homes_ahead(report.outlook)
    if homes is None:
        return []
    rows: Rows = [
        (str(each.stage.label), each.now, each.settled, each.approved, None, None)
        for each in report.outlook
    ]
    rows.append((_("All together"), None, None, None, *homes))
    heads = [
        _("Stage now"),
        _("Families"),
        _("Settled in 24 months"),
        _("of them approved"),
        _("Approved homes, at least"),
        _("Approved homes, at most"),
    ]
    return [Sheet(_("Forecast"), heads, rows)]
