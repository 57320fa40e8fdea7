"""The report's tables, as rows of words for a template."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from inquiries.standing import NOT_COUNTED
from inquiries.workflow import OPEN_STAGES, Stage
from organisation.wording import (
    NOTHING,
    month_text,
    number_text,
    span_text,
)
from reports.figures.received import received, still_open
from reports.figures.waits import Spread
from reports.report import Comparison, MonthReport, Share, Span
from reports.wording import (
    elapsed_text,
    hours_text,
    part_text,
    percent_text,
)

ENDED = (Stage.DORMANT, Stage.WITHDRAWN, Stage.DECLINED, Stage.HANDED_OVER)


@dataclass(frozen=True)
class Row:
    """A label and its cells; `bar` is a width in per cent, None where none is drawn."""

    label: str
    cells: Sequence[str]
    bar: int | None = None
    is_total: bool = False


@dataclass(frozen=True)
class Table:
    """Rows under heads; the first head is that of the labels. `name` is its id."""

    name: str
    caption: str
    heads: Sequence[str]
    rows: Sequence[Row]
    has_bars: bool = False


def kept_table(report: MonthReport) -> Table:
    """Both shares of the promises that fell due."""
    return Table(
        "kept-month",
        _("Promises due in %(month)s") % {"month": month_text(report.month)},
        [_("Promise"), _("In time"), _("Share")],
        [
            _share_row(_("Attempted in time"), report.kept),
            _share_row(_("Reached in time"), report.reached_share),
        ],
    )


def wait_table(report: MonthReport) -> Table:
    """Median and 90th percentile, by the clock and in office hours."""
    waits = report.waits
    return Table(
        "waits-month",
        _("Time to the first conversation"),
        [
            pgettext("column", "Time"),
            _("Half within"),
            _("Nine in ten within"),
            pgettext("column", "Spoken with"),
        ],
        [
            _wait_row(_("By the clock"), waits.elapsed, elapsed_text, waits.contacted),
            _wait_row(
                _("Office hours only"), waits.working, hours_text, waits.contacted
            ),
        ],
    )


def band_table(report: MonthReport) -> Table:
    """How many were spoken with within hours, days, a week and later; by the clock."""
    bands = report.waits.bands
    return Table(
        "waits-bands",
        _("From inquiry to first conversation, by the clock"),
        [pgettext("column", "Time"), pgettext("column", "Spoken with")],
        [
            Row(label, [number_text(number)], bar(number, sum(bands)))
            for label, number in zip(band_labels(), bands, strict=True)
        ],
        has_bars=True,
    )


def band_labels() -> Sequence[str]:
    """What the figure's bands are called, the shortest wait first."""
    return (
        _("Within 4 hours"),
        _("4–24 hours"),
        _("1–3 days"),
        _("3–7 days"),
        _("More than 7 days"),
    )


def cohort_table(report: MonthReport) -> Table:
    """Where the month's inquiries are now; the open ones added up on the way."""
    cohort, total = report.cohort, received(report.cohort)

    def rows(*stages: Stage) -> list[Row]:
        numbers = [(str(stage.label), cohort.get(stage, 0)) for stage in stages]
        return [
            Row(label, [number_text(number)], bar(number, total))
            for label, number in numbers
        ]

    return Table(
        "cohort-month",
        _("Stage of those who got in touch in %(month)s")
        % {"month": month_text(report.month)},
        [_("Stage now"), _("Families")],
        [
            *rows(*OPEN_STAGES),
            _total_row(pgettext("families", "Still open"), still_open(cohort)),
            *rows(Stage.APPROVED, *ENDED),
            _total_row(_("All who got in touch"), total),
        ],
        has_bars=True,
    )


def period_table(report: MonthReport) -> Table:
    """What happened in the month, whenever the family got in touch."""
    moves = report.moves
    stages = (*OPEN_STAGES[1:], Stage.APPROVED, *ENDED, *NOT_COUNTED)
    pairs = [
        (_("Got in touch"), report.own.received),
        *((str(stage.label), moves.taken[stage]) for stage in stages),
        (_("Opened again"), moves.reopened),
        (_("One step back"), moves.stepped_back),
    ]
    return Table(
        "period-month",
        _("Happened in %(month)s") % {"month": month_text(report.month)},
        [_("Step"), pgettext("column", "Times")],
        [Row(label, [number_text(number)]) for label, number in pairs],
    )


def comparison_table(report: MonthReport) -> Table:
    """Each span of time beside the same a year earlier; one row to a span."""
    return Table(
        "comparison-spans",
        _("Each time beside the same a year earlier"),
        [
            pgettext("column", "Period"),
            _("Got in touch"),
            _("Promises kept"),
            _("Homes approved"),
        ],
        [
            row
            for comparison in report.comparisons
            for row in _compared_rows(comparison)
        ],
    )


def _compared_rows(comparison: Comparison) -> tuple[Row, Row]:
    now, earlier = comparison.now, comparison.year_earlier
    first, last = now.first.year_earlier, now.last.year_earlier
    return (
        Row(span_text(now.first, now.last), _span_cells(now), is_total=True),
        Row(span_text(first, last), _span_cells(earlier)),
    )


def _span_cells(span: Span | None) -> list[str]:
    if span is None:
        return [NOTHING] * 3
    return [
        number_text(span.received),
        percent_text(span.kept),
        number_text(span.approved),
    ]


def not_counted_text(report: MonthReport) -> str:
    """What came in the month and is no family of its own; "" where all are."""
    duplicates, spam = (report.cohort.get(stage, 0) for stage in NOT_COUNTED)
    if not duplicates and not spam:
        return ""
    return _("Not counted: duplicates %(duplicates)s, spam %(spam)s.") % {
        "duplicates": number_text(duplicates),
        "spam": number_text(spam),
    }


def _total_row(label: str, number: int) -> Row:
    return Row(label, [number_text(number)], is_total=True)


def _share_row(label: str, share: Share) -> Row:
    percent = _("too few for a share") if share.percent is None else percent_text(share)
    return Row(label, [part_text(share), percent])


def _wait_row(
    label: str, spread: Spread | None, say: Callable[..., str], number: int
) -> Row:
    if spread is None:
        return Row(label, [NOTHING, NOTHING, number_text(number)])
    return Row(label, [say(spread.median), say(spread.ninetieth), number_text(number)])


def bar(number: int, total: int) -> int:
    """The width of a part, in per cent of the whole."""
    return 0 if total == 0 else round(100 * number / total)
