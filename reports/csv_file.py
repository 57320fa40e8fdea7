"""The report as a file for a spreadsheet: one figure to a line."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from inquiries.workflow import Stage
from organisation import spreadsheets
from organisation.wording import span_text
from reports.care_tables import (
    care_examples,
    care_prices,
    difference_label,
    source_text,
)
from reports.channel_tables import channel_name
from reports.dropout_tables import dropout_lines
from reports.figures.forecast import StageOutlook, homes_ahead
from reports.figures.received import received, still_open
from reports.figures.waits import Spread
from reports.outlook_tables import bank_pairs, step_labels, steps_of
from reports.report import MonthReport, Share, Span
from reports.shown import shown_channels
from reports.suppression import Told
from reports.tables import band_labels
from reports.wording import told_cell

Value = Told | Decimal | None
"""A number or why it is not told; kronor that somebody typed in, to the öre."""
Line = tuple[str, str, Value, str, str]
"""Figure, what it is of, value, unit, period. No value: there is nothing to count."""


def csv_text(report: MonthReport) -> str:
    """All figures of the page: times are in minutes, and typed prices have öre."""
    heads = (_("Figure"), pgettext("column", "Of"), _("Value"), _("Unit"), _("Period"))
    rows = [
        (figure, of, _cell(value), unit, period)
        for figure, of, value, unit, period in (*lines(report), *_ahead(report))
    ]
    return spreadsheets.csv_text([heads, *rows])


def lines(report: MonthReport) -> Iterator[Line]:
    """What is counted of the month, and nothing that lies ahead of the cut-off.

    The same number of lines in the same order, whatever the language.
    """
    month = str(report.month)
    for counts in report.counts:
        yield _count(_("Got in touch"), "", counts.received, str(counts.month))
        yield _count(_("Promises due"), "", counts.promises.due, str(counts.month))
        yield _count(_("Promises kept"), "", counts.promises.kept, str(counts.month))
        yield _count(_("Homes approved"), "", counts.approved, str(counts.month))
        share = Share(counts.promises.kept, counts.promises.due)
        yield _percent(_("Promises kept"), share, str(counts.month))
    yield from _promise_lines(report, month)
    yield from _wait_lines(report, month)
    yield from _stage_lines(report, month)
    yield from _funnel_lines(report)
    yield from _channel_lines(report, month)
    yield from _comparison_lines(report)
    yield from _dropout_lines(report)
    yield from _bank_lines(report, month)
    yield from _care_lines(report, month)
    for low in report.lie_lows:
        days = f"{low.first}/{low.last or ''}"
        unit = _("working days promised")
        yield _("Lay low"), days, low.working_days, unit, f"{low.first:%Y-%m}"
    for note in report.notes:
        yield pgettext("figure", "Note"), note.text, None, "", f"{note.day:%Y-%m-%d}"


def _promise_lines(report: MonthReport, month: str) -> Iterator[Line]:
    yield _percent(_("Attempted in time"), report.kept, month)
    yield _count(_("Reached in time"), "", report.reached, month)
    yield _percent(_("Reached in time"), report.reached_share, month)
    ahead = report.own.promises.ahead
    yield _count(_("Promises not due yet"), "", ahead, month)


def _wait_lines(report: MonthReport, month: str) -> Iterator[Line]:
    waits = report.waits
    figure = _("Time to the first conversation")
    yield from _spread_lines(figure, _("By the clock"), waits.elapsed, month)
    yield from _spread_lines(figure, _("Office hours only"), waits.working, month)
    for label, number in zip(band_labels(), waits.bands, strict=False):
        yield _count(figure, label, number, month)
    yield _count(figure, _("Spoken with"), waits.contacted, month)
    yield _count(figure, _("Written to, as they asked"), waits.wrote, month)
    yield _count(figure, _("Not spoken with yet"), waits.open_without_contact, month)
    yield _count(
        figure,
        _("Closed or resting without a conversation"),
        waits.closed_without_contact,
        month,
    )


def _spread_lines(
    figure: str, of: str, spread: Spread | None, month: str
) -> Iterator[Line]:
    median = None if spread is None else _minutes(spread.median)
    ninetieth = None if spread is None else _minutes(spread.ninetieth)
    yield (
        figure,
        f"{of}, {_('half within')}",
        median,
        pgettext("unit", "minutes"),
        month,
    )
    yield (
        figure,
        f"{of}, {_('nine in ten within')}",
        ninetieth,
        pgettext("unit", "minutes"),
        month,
    )


def _stage_lines(report: MonthReport, month: str) -> Iterator[Line]:
    for stage in Stage:
        number = report.cohort.get(stage, 0)
        yield _count(_("Where they are now"), str(stage.label), number, month)
    total, still = received(report.cohort), still_open(report.cohort)
    yield _count(_("Where they are now"), _("All who got in touch"), total, month)
    yield _count(_("Where they are now"), _("Of them still open"), still, month)
    happened = _("What happened")
    for stage in Stage:
        if stage is not Stage.RECEIVED:
            number = report.moves.taken[stage]
            yield _count(happened, str(stage.label), number, month)
    yield _count(happened, _("Opened again"), report.moves.reopened, month)
    yield _count(happened, _("One step back"), report.moves.stepped_back, month)


def _funnel_lines(report: MonthReport) -> Iterator[Line]:
    for counts, funnel in zip(report.counts, report.funnels, strict=False):
        steps = zip(step_labels(), steps_of(funnel), strict=True)
        for label, number in steps:
            yield _count(_("How far they came"), label, number, str(counts.month))
        still_open = pgettext("families", "Still open")
        yield _count(
            _("How far they came"), still_open, funnel.still_open, str(counts.month)
        )


def _dropout_lines(report: MonthReport) -> Iterator[Line]:
    span = span_text(report.month.plus(-11), report.month)
    for way, of, told in dropout_lines(report):
        yield _count(way, of, told, span)


def _bank_lines(report: MonthReport, month: str) -> Iterator[Line]:
    if report.bank is not None:
        unit = pgettext("unit", "number")
        for of, number in bank_pairs(report.bank):
            yield _("Homes and need"), of, number, unit, month


def _care_lines(report: MonthReport, month: str) -> Iterator[Line]:
    care = report.own_care
    if care is None:
        return
    figure, unit = _("Own home against bought care"), pgettext("unit", "kronor")
    prices = [*care_prices(care), (difference_label(), care.difference)]
    for of, price in prices:
        what = _("%(what)s, per child and day") % {"what": of}
        yield figure, what, price, unit, month
    for of, kronor in care_examples(report):
        yield _("Example of a year, no saving made"), of, kronor, unit, month
    yield figure, source_text(care), None, "", month


def _ahead(report: MonthReport) -> Iterator[Line]:
    month = str(report.month)
    figure = _("Calls of the coming weeks")
    for week in report.weeks:
        period = str(week.week)
        yield _count(figure, pgettext("calls", "Promised"), week.promised, period)
        yield _count(figure, _("Other calls"), week.planned, period)
        number = pgettext("unit", "number")
        expected = _("Expected besides, at least"), _("Expected besides, at most")
        bounds = week.expected_low, week.expected_high
        for of, bound in zip(expected, bounds, strict=True):
            yield figure, of, bound, number, period
        yield _count(figure, _("There is time for"), week.room, period)
    homes = homes_ahead(report.outlook)
    if homes is not None:
        for each in report.outlook:
            yield from _outlook_lines(each, month)
        low, high = homes
        yield _count(_("Forecast"), _("Approved homes, at least"), low, month)
        yield _count(_("Forecast"), _("Approved homes, at most"), high, month)


def _outlook_lines(outlook: StageOutlook, month: str) -> Iterator[Line]:
    stage = str(outlook.stage.label)
    for of, number in (
        (_("Families"), outlook.now),
        (_("Settled in 24 months"), outlook.settled),
        (_("of them approved"), outlook.approved),
    ):
        yield _count(_("Forecast"), f"{stage} · {of}", number, month)


def _channel_lines(report: MonthReport, month: str) -> Iterator[Line]:
    year = span_text(report.month.plus(-11), report.month)
    for row in shown_channels(report):
        name, told = channel_name(row), row.told
        yield _count(_("Channel, link followed"), name, told["tracked"], month)
        yield _count(_("Channel, the family tells"), name, told["told"], month)
        yield _count(_("Channel, link followed"), name, told["year"], year)
        yield _count(_("Channel, the family tells"), name, told["told_year"], year)
        yield _count(_("Channel, as far as a meeting"), name, told["met"], year)
        yield _count(_("Channel, approved homes"), name, told["approved"], year)
        kronor = pgettext("unit", "kronor")
        if row.counts.ore is not None:
            yield _("Channel, cost"), name, round(row.counts.ore / 100), kronor, year
        for column, figure in (
            ("year", _("Channel, cost per inquiry")),
            ("met", _("Channel, cost per meeting")),
            ("approved", _("Channel, cost per approved home")),
        ):
            ratio = row.per(column)
            if ratio is not None:
                yield figure, name, round(ratio.ore / 100), kronor, year


def _comparison_lines(report: MonthReport) -> Iterator[Line]:
    """Spans of several months; single ones stand among the months already."""
    for comparison in report.comparisons:
        for span in (comparison.now, comparison.year_earlier):
            if span is not None and span.first != span.last:
                yield from _span_lines(span)


def _span_lines(span: Span) -> Iterator[Line]:
    period = f"{span.first}/{span.last}"
    yield _count(_("Got in touch"), "", span.received, period)
    yield _count(_("Promises due"), "", span.kept.whole, period)
    yield _count(_("Promises kept"), "", span.kept.part, period)
    yield _percent(_("Promises kept"), span.kept, period)
    yield _count(_("Homes approved"), "", span.approved, period)


def _count(figure: str, of: str, number: Told, period: str) -> Line:
    return figure, of, number, pgettext("unit", "number"), period


def _percent(figure: str, share: Share, period: str) -> Line:
    return figure, "", share.percent, pgettext("unit", "per cent"), period


def _cell(value: Value) -> int | str | Decimal | None:
    if value is None or isinstance(value, Decimal):
        return value
    return told_cell(value)


def _minutes(span: timedelta) -> int:
    return round(span / timedelta(minutes=1))
