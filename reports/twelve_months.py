"""Twelve months in one workbook: a row to a month, a column to a figure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from inquiries.workflow import Stage
from organisation import spreadsheets
from organisation.models import Municipality
from organisation.months import Month
from organisation.spreadsheet_charts import Chart
from organisation.spreadsheets import Cell, Percent, Sheet
from organisation.wording import month_title, span_text
from reports.definitions import definitions
from reports.figures.waits import Spread
from reports.report import MonthReport, Share
from reports.shown import shown_channels
from reports.suppression import Hidden
from reports.wording import moment_text, told_cell

MONTHS: Final = 12
CHANNEL_COLUMNS: Final = ("year", "told_year", "met", "approved")

Counts = dict[str, Any]
"""One month's figures, as JSON holds them."""


def counts_of(report: MonthReport) -> Counts:
    """What the workbook tells of a month; times in minutes."""
    own = report.own
    return {
        "month": [report.month.year, report.month.number],
        "received": own.received,
        "due": own.promises.due,
        "kept": own.promises.kept,
        "reached": report.reached,
        "approved": own.approved,
        "spoken": report.waits.contacted,
        "waits": _minutes(report.waits.elapsed),
        "office_waits": _minutes(report.waits.working),
        "stages": {str(stage): report.cohort.get(stage, 0) for stage in Stage},
        "moves": {str(stage): report.moves.taken[stage] for stage in Stage},
        "channels": [
            [row.name, row.name_en, *(row.told[column] for column in CHANNEL_COLUMNS)]
            for row in shown_channels(report)
        ],
    }


def twelve_months_xlsx(
    municipality: Municipality,
    last: Month,
    months: Sequence[Counts],
    *,
    at: datetime,
) -> bytes:
    """An XLSX file in the active language.

    Args:
        months: what `counts_of` gave, the first month first.
    """
    span = span_text(last.plus(1 - MONTHS), last)
    sheets = [
        _read_me(municipality, span, at),
        _figures(months),
        _promises(months),
        _by_stage(_("Where they are now"), months, "stages"),
        _by_stage(_("What happened"), months, "moves"),
        _channels(months[-1]),
    ]
    title = _("Twelve months: %(months)s") % {"months": span}
    return spreadsheets.workbook(sheets, title=title, at=at)


def _read_me(municipality: Municipality, span: str, at: datetime) -> Sheet:
    rows: list[Sequence[Cell]] = [
        (_("Report"), _("Twelve months: %(months)s") % {"months": span}),
        (_("Municipality"), municipality.name),
        (_("Figures until"), moment_text(at)),
    ]
    if municipality.committee:
        rows.insert(2, (_("Committee"), municipality.committee))
    rows += [(each.term, each.text) for each in definitions(own_care=False)]
    return Sheet(_("Read me"), [_("Read me"), _("What it means")], rows)


def _figures(months: Sequence[Counts]) -> Sheet:
    rows: list[Sequence[Cell]] = [
        (
            _month(each),
            each["received"],
            each["approved"],
            each["spoken"],
            *map(_span, each["waits"]),
            *map(_span, each["office_waits"]),
        )
        for each in months
    ]
    heads = [
        _("Month"),
        _("Got in touch"),
        _("Homes approved"),
        _("Spoken with"),
        _("Half within"),
        _("Nine in ten within"),
        _("Half within, office hours"),
        _("Nine in ten within, office hours"),
    ]
    chart = Chart("column", _("Got in touch, and homes approved"), [1, 2], len(rows))
    return Sheet(_("Month by month"), heads, rows, chart)


def _promises(months: Sequence[Counts]) -> Sheet:
    rows: list[Sequence[Cell]] = [
        (
            _month(each),
            each["due"],
            each["kept"],
            _percent(each["kept"], each["due"]),
            each["reached"],
            _percent(each["reached"], each["due"]),
        )
        for each in months
    ]
    heads = [
        _("Month"),
        _("Promises due"),
        _("Attempted in time"),
        _("Attempted in time, share"),
        _("Reached in time"),
        _("Reached in time, share"),
    ]
    title = _("Promises kept, month by month")
    chart = Chart("line", title, [3, 5], len(rows), shares=True)
    return Sheet(_("Promises"), heads, rows, chart)


def _by_stage(title: str, months: Sequence[Counts], key: str) -> Sheet:
    """A row to a stage, a column to a month."""
    rows: list[Sequence[Cell]] = [
        (str(stage.label), *(each[key][str(stage)] for each in months))
        for stage in Stage
    ]
    return Sheet(title, [_("Stage"), *map(_head, months)], rows)


def _channels(last: Counts) -> Sheet:
    """What the channels brought in the twelve months, as the last one's report has it.

    Never month by month: with the sum of the year, a small number that one month hides
    could be worked out from the others.
    """
    rows: list[Sequence[Cell]] = [
        (_channel_name(name, name_en), *map(_told, numbers))
        for name, name_en, *numbers in last["channels"]
    ]
    heads = [
        _("Channel"),
        _("Link followed"),
        _("The family tells"),
        _("To a meeting"),
        _("Homes approved"),
    ]
    chart = Chart("bar", _("Channels of twelve months"), [1, 2], len(rows))
    return Sheet(_("Channels"), heads, rows, chart if rows else None)


def _channel_name(name: str, name_en: str) -> str:
    if not name:
        return _("Unknown")
    return name if get_language() == "sv" else name_en or name


def _told(number: int | str) -> int | str:
    """A number, or why there is none: JSON has kept that as its name."""
    return told_cell(Hidden(number) if isinstance(number, str) else number)


def _month(counts: Counts) -> Month:
    return Month(*counts["month"])


def _head(counts: Counts) -> str:
    return month_title(_month(counts))


def _percent(part: int, whole: int) -> Percent | None:
    percent = Share(part, whole).percent
    return None if percent is None else Percent(percent)


def _minutes(spread: Spread | None) -> list[int | None]:
    if spread is None:
        return [None, None]
    return [
        round(each / timedelta(minutes=1)) for each in (spread.median, spread.ninetieth)
    ]


def _span(minutes: int | None) -> timedelta | None:
    return None if minutes is None else timedelta(minutes=minutes)
