"""Charts as coordinates: the server computes them, a template draws the SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from organisation.wording import NOTHING, month_text, short_month
from reports.report import MonthCounts, MonthReport, Share
from reports.tables import Row, Table
from reports.wording import part_text, percent_sign, percent_text

LEFT, RIGHT = 64, 656  # the first and the last month
TOP, BOTTOM = 36, 176  # 100 per cent and the floor
HALF: Final = 50  # per cent: the floor where nothing lies below it
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

    `lines` are SVG's `points`, one for each stretch of months without a gap.
    """

    title: str
    description: str
    lines: Sequence[str]
    points: Sequence[Point]
    axis: Sequence[AxisLabel]
    grid: Sequence[GridLine]
    goal: GridLine
    table: Table


def kept_chart(report: MonthReport) -> KeptChart:
    """Draw the share of promises kept, per month; a base below ten leaves a gap."""
    counts = report.thirteen_months
    floor = _floor(report)
    points = _points(counts, floor)
    return KeptChart(
        title=_finding(report),
        description=_description(counts),
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
        table=_table(counts),
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


def _description(counts: Sequence[MonthCounts]) -> str:
    """The line in words, for those who do not see it."""
    return ", ".join(
        f"{month_text(each.month)}: {percent_text(_share(each))}" for each in counts
    )


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
    return Point(_x(place), _y(percent, floor), label)


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
        AxisLabel(_x(place), short_month(each.month))
        for place, each in enumerate(counts)
        if (last - place) % LABELLED_EVERY == 0
    ]


def _table(counts: Sequence[MonthCounts]) -> Table:
    """The same in figures, the latest month first."""
    shares = [(month_text(each.month), _share(each)) for each in reversed(counts)]
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


def _x(place: int) -> int:
    return LEFT + (RIGHT - LEFT) * place // 12


def _y(percent: int, floor: int) -> int:
    return BOTTOM - (BOTTOM - TOP) * (percent - floor) // (100 - floor)
