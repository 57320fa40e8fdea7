"""Charts as coordinates: the server computes them, a template draws the SVG."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from organisation.months import Month
from organisation.wording import NOTHING, day_text, month_text, short_month
from planning.lying_low_words import low_text
from reports.figures.annotations import Note
from reports.report import MonthCounts, MonthReport, Share
from reports.tables import Row, Table
from reports.wording import part_text, percent_sign, percent_text

LEFT, RIGHT = 64, 656  # the first and the last month
TOP, BOTTOM = 36, 176  # 100 per cent and the floor
HALF: Final = 50  # per cent: the floor where nothing lies below it
MARK: Final = "▲"  # under a month in which the municipality lay low
LABELLED_EVERY: Final = 3  # months on the axis, counted back from the last


@dataclass(frozen=True)
class Point:
    """A month's share in the drawing; `label` only where it is written beside it."""

    x: int
    y: int
    label: str = ""


@dataclass(frozen=True)
class AxisLabel:
    x: int
    text: str


@dataclass(frozen=True)
class GridLine:
    y: int
    text: str


@dataclass(frozen=True)
class KeptChart:
    """Kept promises over thirteen months, with the goal as a line of its own.

    `lines` are SVG's `points`, one for each stretch of months without a gap. `marks`
    stand under months in which the municipality lay low; `low_notes` say when it did.
    `notes` are the numbers of `footnotes` over the month of each.
    """

    title: str
    description: str
    lines: Sequence[str]
    points: Sequence[Point]
    axis: Sequence[AxisLabel]
    grid: Sequence[GridLine]
    goal: GridLine
    table: Table
    marks: Sequence[AxisLabel]
    low_notes: Sequence[str]
    notes: Sequence[AxisLabel]
    footnotes: Sequence[str]


def kept_chart(report: MonthReport) -> KeptChart:
    """Draw the share of promises kept, per month; a base below ten leaves a gap."""
    counts = report.thirteen_months
    floor = _floor(report)
    points = _points(counts, floor)
    return KeptChart(
        title=_finding(report),
        description=_description(report),
        lines=_lines(points),
        points=[point for point in points if point is not None],
        axis=_axis(counts),
        grid=[
            GridLine(_y(percent, floor), percent_sign(percent))
            for percent in (100, (100 + floor) // 2, floor)
        ],
        goal=GridLine(
            _y(report.goal_percent, floor),
            _("goal %(share)s") % {"share": percent_sign(report.goal_percent)},
        ),
        table=_table(report),
        marks=_marks(report),
        low_notes=[
            low_text(each.first, each.last, each.working_days, with_year=True)
            for each in report.lie_lows
        ],
        notes=pins_of(report, report.notes),
        footnotes=[f"{day_text(each.day)}: {each.text}" for each in report.notes],
    )


def _finding(report: MonthReport) -> str:
    """The chart's title says what it shows."""
    percent = report.kept.percent
    if percent is None:
        return _("Promises kept, month by month")
    words = {"share": percent_sign(percent), "goal": percent_sign(report.goal_percent)}
    if percent >= report.goal_percent:
        return _("%(share)s of the promises were kept; the goal is %(goal)s") % words
    return _("%(share)s of the promises were kept, short of the goal %(goal)s") % words


def _description(report: MonthReport) -> str:
    """The line in words, for those who do not see it."""
    return ", ".join(
        f"{_month_of(each, report)}: {percent_text(_share(each))}"
        for each in report.thirteen_months
    )


def _month_of(counts: MonthCounts, report: MonthReport) -> str:
    month = month_text(counts.month)
    if not report.lay_low_in(counts.month):
        return month
    return _("%(month)s (lay low)") % {"month": month}


def _marks(report: MonthReport) -> list[AxisLabel]:
    """A mark under each month with a day of lying low, at its place on the axis."""
    return [
        AxisLabel(place_of_month(place), MARK)
        for place, each in enumerate(report.thirteen_months)
        if report.lay_low_in(each.month)
    ]


def pins_of(report: MonthReport, notes: Sequence[Note]) -> list[AxisLabel]:
    """The numbers of a month's footnotes, together over its place on the axis."""
    numbers: defaultdict[Month, list[str]] = defaultdict(list)
    for number, note in enumerate(notes, start=1):
        numbers[note.month].append(str(number))
    return [
        AxisLabel(place_of_month(place), ", ".join(numbers[each.month]))
        for place, each in enumerate(report.thirteen_months)
        if each.month in numbers
    ]


def _floor(report: MonthReport) -> int:
    """Where the scale begins; its lines say so."""
    shares = [_share(each).percent for each in report.thirteen_months]
    drawn = [percent for percent in shares if percent is not None]
    return HALF if min([report.goal_percent, *drawn]) >= HALF else 0


def _points(counts: Sequence[MonthCounts], floor: int) -> list[Point | None]:
    last = len(counts) - 1
    return [
        _point(_share(each).percent, place, floor, is_last=place == last)
        for place, each in enumerate(counts)
    ]


def _point(
    percent: int | None, place: int, floor: int, *, is_last: bool
) -> Point | None:
    if percent is None:
        return None
    label = percent_sign(percent) if is_last else ""
    return Point(place_of_month(place), _y(percent, floor), label)


def _lines(points: Sequence[Point | None]) -> list[str]:
    stretches = groupby(points, key=lambda point: point is not None)
    return [
        " ".join(f"{point.x},{point.y}" for point in stretch if point)
        for is_drawn, stretch in stretches
        if is_drawn
    ]


def _axis(counts: Sequence[MonthCounts]) -> list[AxisLabel]:
    last = len(counts) - 1
    return [
        AxisLabel(place_of_month(place), short_month(each.month))
        for place, each in enumerate(counts)
        if (last - place) % LABELLED_EVERY == 0
    ]


def _table(report: MonthReport) -> Table:
    """The same in figures, the latest month first."""
    shares = [
        (_month_of(each, report), _share(each))
        for each in reversed(report.thirteen_months)
    ]
    return Table(
        "kept-months",
        _("Promises kept, month by month"),
        [_("Month"), pgettext("column", "Kept"), _("Share")],
        [
            Row(month, [part_text(share), _percent_or_nothing(share)])
            for month, share in shares
        ],
    )


def _percent_or_nothing(share: Share) -> str:
    return NOTHING if share.percent is None else percent_sign(share.percent)


def _share(counts: MonthCounts) -> Share:
    return Share(counts.promises.kept, counts.promises.due)


def place_of_month(place: int) -> int:
    """Where a month stands across: 0 is the first of thirteen."""
    return LEFT + (RIGHT - LEFT) * place // 12


def _y(percent: int, floor: int) -> int:
    return BOTTOM - (BOTTOM - TOP) * (percent - floor) // (100 - floor)
