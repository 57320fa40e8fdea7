"""The month as a workbook: what it is, a summary, and a sheet for each figure.

Numbers are numbers: they can be summed, and pasted into slides with their charts.
"""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from inquiries.standing import NOT_COUNTED
from inquiries.workflow import OPEN_STAGES, Stage
from organisation import spreadsheets
from organisation.spreadsheet_charts import Chart
from organisation.spreadsheets import Cell, Percent, Sheet
from organisation.wording import month_title
from reports.channel_sheets import channel_sheets, dropout_sheets
from reports.definitions import definitions
from reports.edition import Edition
from reports.figures.received import received, still_open
from reports.figures.waits import Spread
from reports.outlook_sheets import (
    bank_sheets,
    care_sheets,
    forecast_sheets,
    funnel_sheets,
    week_sheets,
)
from reports.report import MonthCounts, MonthReport, Share, Span
from reports.tables import ENDED, band_labels
from reports.wording import moment_text

Rows = list[Sequence[Cell]]
SHOWN: Final = 13  # months in a chart


def report_xlsx(edition: Edition) -> bytes:
    """An XLSX file in the active language."""
    name = f"{month_title(edition.report.month)} – {edition.municipality.name}"
    sheets = [read_me(edition), *sheets_of(edition)]
    return spreadsheets.workbook(sheets, title=name, at=edition.report.at)


def read_me(edition: Edition) -> Sheet:
    """What it is, of when, and what every figure means."""
    report, municipality = edition.report, edition.municipality
    version = edition.version
    facts: Rows = [
        (_("Report"), month_title(report.month)),
        (_("Municipality"), municipality.name),
        (_("Committee"), municipality.committee),
        (_("Diary number"), municipality.diary_number),
        (_("Figures until"), moment_text(report.at)),
        (_("Version"), _("the month is running") if version is None else str(version)),
        (_("Corrected"), edition.changes),
        (_("In short"), edition.lede),
    ]
    told = [row for row in facts if row[1]]
    defined = definitions(own_care=report.own_care is not None)
    meanings: Rows = [(each.term, each.text) for each in defined]
    heads = [_("Read me"), _("What it means")]
    return Sheet(_("Read me"), heads, [*told, *meanings])


def sheets_of(edition: Edition) -> list[Sheet]:
    """The summary and the figures, in the order of the page."""
    report = edition.report
    sheets = [
        _summary(report),
        _months(report),
        _promises(report),
        _waits(report),
        *_bands(report),
        _cohort(report),
        _moves(report),
        *funnel_sheets(report),
        *channel_sheets(report),
        _comparisons(report),
        *week_sheets(report),
        *dropout_sheets(report),
        *forecast_sheets(report),
        *bank_sheets(report),
        *care_sheets(report),
    ]
    if report.lie_lows:
        sheets.append(_lie_lows(report))
    if edition.notes:
        rows = [(note.day, note.text) for note in edition.notes]
        sheets.append(Sheet(_("Notes"), [_("Day"), _("Note")], rows))
    return sheets


def _summary(report: MonthReport) -> Sheet:
    """The four numbers, with last year's beside them."""
    rows: Rows = [
        (label, now, before)
        for (label, now), before in zip(
            [
                (_("Got in touch"), report.own.received),
                (_("Promises kept"), _percent(report.kept)),
                (
                    _("Half of the first conversations within"),
                    _spread(report.waits.elapsed)[0],
                ),
                (_("Homes approved"), report.own.approved),
            ],
            _last_year(report),
            strict=True,
        )
    ]
    heads = [
        _("Figure"),
        month_title(report.month),
        month_title(report.month.year_earlier),
    ]
    return Sheet(_("Summary"), heads, rows)


def _last_year(report: MonthReport) -> tuple[Cell, ...]:
    """The same four, empty where the register was not in use then."""
    earlier = report.month_compared.year_earlier
    if earlier is None:
        return None, None, None, None
    return (
        earlier.received,
        _percent(earlier.kept),
        _spread(report.waits_year_earlier.elapsed)[0],
        earlier.approved,
    )


def _months(report: MonthReport) -> Sheet:
    """Two years of months, the latest first."""
    rows: Rows = [
        (each.month, each.received, each.approved) for each in reversed(report.counts)
    ]
    heads = [_("Month"), _("Got in touch"), _("Homes approved")]
    title = _("Month by month")
    chart = Chart("column", _("Got in touch, and homes approved"), [1, 2], SHOWN)
    return Sheet(title, heads, rows, chart)


def _promises(report: MonthReport) -> Sheet:
    """The same months; whom we reached is counted for the report's own."""
    rows: Rows = [
        (
            each.month,
            each.promises.due,
            each.promises.kept,
            _percent(_kept(each)),
            Percent(report.goal_percent),
            report.reached if each is report.own else None,
            _percent(report.reached_share) if each is report.own else None,
            each.promises.ahead if each is report.own else None,
        )
        for each in reversed(report.counts)
    ]
    heads = [
        _("Month"),
        _("Promises due"),
        _("Attempted in time"),
        _("Attempted in time, share"),
        _("Goal"),
        _("Reached in time"),
        _("Reached in time, share"),
        _("Promises not due yet"),
    ]
    chart = Chart(
        "line", _("Promises kept, month by month"), [3, 4], SHOWN, shares=True
    )
    return Sheet(_("Promises"), heads, rows, chart)


def _waits(report: MonthReport) -> Sheet:
    waits = report.waits
    rows: Rows = [
        (_("By the clock"), *_spread(waits.elapsed), waits.contacted),
        (_("Office hours only"), *_spread(waits.working), waits.contacted),
        (_("Written to, as they asked"), None, None, waits.wrote),
        (_("Not spoken with yet"), None, None, waits.open_without_contact),
        (
            _("Closed or resting without a conversation"),
            None,
            None,
            waits.closed_without_contact,
        ),
    ]
    heads = [
        pgettext("column", "Time"),
        _("Half within"),
        _("Nine in ten within"),
        _("Families"),
    ]
    return Sheet(_("Time to conversation"), heads, rows)


def _bands(report: MonthReport) -> list[Sheet]:
    """How many waited how long; none where nobody has been spoken with."""
    bands = report.waits.bands
    if not sum(bands):
        return []
    rows: Rows = list(zip(band_labels(), bands, strict=True))
    chart = Chart("column", _("Time to the first conversation"), [1], len(rows))
    heads = [pgettext("column", "Time"), _("Families")]
    return [Sheet(_("Time to conversation, spread"), heads, rows, chart)]


def _cohort(report: MonthReport) -> Sheet:
    cohort = report.cohort
    stages = [*OPEN_STAGES, Stage.APPROVED, *ENDED]
    rows: Rows = [(str(stage.label), cohort.get(stage, 0)) for stage in stages]
    rows += [
        (_("All who got in touch"), received(cohort)),
        (_("Of them still open"), still_open(cohort)),
        *((str(stage.label), cohort.get(stage, 0)) for stage in NOT_COUNTED),
    ]
    chart = Chart("bar", _("Where the month’s families are now"), [1], len(stages))
    return Sheet(_("Where they are now"), [_("Stage now"), _("Families")], rows, chart)


def _moves(report: MonthReport) -> Sheet:
    moves = report.moves
    rows: Rows = [
        (str(stage.label), moves.taken[stage])
        for stage in Stage
        if stage is not Stage.RECEIVED
    ]
    rows += [
        (_("Opened again"), moves.reopened),
        (_("One step back"), moves.stepped_back),
    ]
    title = _("What happened")
    chart = Chart("bar", _("What happened in the month"), [1], len(rows))
    return Sheet(title, [_("Step"), pgettext("column", "Times")], rows, chart)


def _comparisons(report: MonthReport) -> Sheet:
    rows: Rows = [
        _span(span)
        for each in report.comparisons
        for span in (each.now, each.year_earlier)
        if span is not None
    ]
    heads = [
        _("From"),
        _("To"),
        _("Got in touch"),
        _("Promises due"),
        _("Promises kept"),
        _("Promises kept, share"),
        _("Homes approved"),
    ]
    return Sheet(_("Compared with last year"), heads, rows)


def _span(span: Span) -> Sequence[Cell]:
    return (
        span.first,
        span.last,
        span.received,
        span.kept.whole,
        span.kept.part,
        _percent(span.kept),
        span.approved,
    )


def _lie_lows(report: MonthReport) -> Sheet:
    rows: Rows = [
        (each.first, each.last, each.working_days) for each in report.lie_lows
    ]
    heads = [_("From"), _("To"), _("Working days promised")]
    return Sheet(_("Lay low"), heads, rows)


def _kept(counts: MonthCounts) -> Share:
    return Share(counts.promises.kept, counts.promises.due)


def _percent(share: Share) -> Percent | None:
    return None if share.percent is None else Percent(share.percent)


def _spread(spread: Spread | None) -> tuple[Cell, Cell]:
    return (None, None) if spread is None else (spread.median, spread.ninetieth)
