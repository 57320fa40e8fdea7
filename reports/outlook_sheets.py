"""Sheets of the workbook about how far families came and what lies ahead."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from organisation.spreadsheet_charts import Chart
from organisation.spreadsheets import Cell, Sheet
from organisation.wording import number_text
from reports.care_tables import (
    care_notes,
    care_prices,
    difference_label,
    homes_in_twelve_months,
)
from reports.figures.forecast import homes_ahead
from reports.figures.own_care import DAYS
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


def care_sheets(report: MonthReport) -> list[Sheet]:
    """Both prices with a chart, and the example of a year; none without prices."""
    care = report.own_care
    if care is None:
        return []
    homes = homes_in_twelve_months(report)
    children = [1, homes] if homes else [1]
    amounts = [*care_prices(care), (difference_label(), care.difference)]
    rows: Rows = [
        (label, price, *(price * DAYS * each for each in children))
        for label, price in amounts
    ]
    heads = [
        _("Care"),
        _("Kronor per child and day"),
        _("Example: one child, 365 days"),
    ]
    if homes:
        text = ngettext(
            "Example: one child in the one home approved in twelve months, 365 days",
            "Example: one child in each of %(number)s homes approved in twelve months, "
            "365 days",
            homes,
        )
        heads.append(text % {"number": number_text(homes)})
    rows += [(note, *[None] * (len(heads) - 1)) for note in care_notes(report)]
    chart = Chart("bar", _("What a day costs, for each child"), [1], 2)
    return [Sheet(_("Own home and bought care"), heads, rows, chart)]


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
