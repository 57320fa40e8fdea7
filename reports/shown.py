"""What is told of people in small groups: the same on the page, in files and in mails.

Numbers or `Hidden`: who writes them down has no choice left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from inquiries.workflow import OurReason, Stage, TheirReason
from reports.figures.channels import ChannelCounts, ChannelRow
from reports.figures.costs import Ratio, cost_per
from reports.figures.dropouts import DropOut
from reports.report import MonthReport
from reports.suppression import TOTAL, Hidden, Told, Total, in_columns, in_cross

LINK: Final = ("tracked", "year", "met", "approved")
TOLD: Final = ("told", "told_year")
# Nobody can be in the first who is not in the second.
WITHIN: Final = (
    ("tracked", "year"),
    ("met", "year"),
    ("approved", "met"),
    ("told", "told_year"),
)


class Point(StrEnum):
    """How far a family had come when it left."""

    BEFORE_MEETING = "before meeting"
    AFTER_MEETING = "after meeting"
    ASSESSMENT = "assessment"
    RESTING = "resting"
    HOME = "home"


POINTS: Final[Mapping[Stage, Point]] = {
    Stage.RECEIVED: Point.BEFORE_MEETING,
    Stage.CONTACTED: Point.BEFORE_MEETING,
    Stage.MEETING: Point.AFTER_MEETING,
    Stage.ASSESSMENT: Point.ASSESSMENT,
    Stage.DECISION: Point.ASSESSMENT,
    Stage.APPROVED: Point.HOME,
}
# The workflow has reasons of its own for each way to leave; each way has its sum in the
# report, so each is a table of its own. What was left unstated stands under the last.
REASONS_OF: Final[Mapping[Stage, tuple[TheirReason | OurReason, ...]]] = {
    Stage.WITHDRAWN: tuple(TheirReason),
    Stage.DECLINED: (OurReason.REQUIREMENTS, OurReason.NO_NEED, OurReason.OTHER),
    Stage.HANDED_OVER: (OurReason.OTHER_MUNICIPALITY, OurReason.OTHER_AUTHORITY),
}

Cross = Mapping[tuple[str | Total, Point | Total], Told]
"""By reason and point, with sums under TOTAL."""


@dataclass(frozen=True)
class ShownChannel:
    """One channel, as it may be told; both names are empty for what is unknown.

    A ratio stands only where its number does: else it would give the number away.
    """

    name: str
    name_en: str
    told: Mapping[str, Told]
    counts: ChannelCounts

    def number(self, column: str) -> Told:
        return self.told[column]

    def per(self, column: str) -> Ratio | None:
        number = self.told[column]
        return None if isinstance(number, Hidden) else cost_per(self.counts, number)


def shown_channels(report: MonthReport) -> Sequence[ShownChannel]:
    """Those with most families in twelve months first, as far as that may be told.

    What is hidden follows by name, so that the order tells nothing; unknown is last.
    None at all where there are so few that no more than their sum may be told.
    """
    return _shown_channels(report.channels.rows)


@lru_cache(maxsize=100)
def _shown_channels(rows: tuple[ChannelRow, ...]) -> Sequence[ShownChannel]:
    links, answers = _protected(rows, LINK), _protected(rows, TOLD)
    if links is None or answers is None:
        return []
    told = {**links, **answers}
    shown = [
        ShownChannel(
            row.name,
            row.name_en,
            {column: told[place, column] for column in (*LINK, *TOLD)},
            row.counts,
        )
        for place, row in enumerate(rows)
    ]
    return sorted(shown, key=_order)


def _protected(
    rows: Sequence[ChannelRow], columns: Sequence[str]
) -> dict[tuple[int, str], Told] | None:
    values = {
        (place, column): getattr(row.counts, column)
        for place, row in enumerate(rows)
        for column in columns
    }
    return in_columns(values, may_be=lambda place, cells: _may_be(rows[place], cells))


def _may_be(row: ChannelRow, cells: Mapping[str, int]) -> bool:
    """Whether a channel could have these numbers: it is here because somebody came."""
    if any(cells[small] > cells[large] for small, large in WITHIN if large in cells):
        return False
    others = row.counts.told_year if "year" in cells else row.counts.year
    is_here_anyway = not row.name or row.counts.ore is not None or others > 0
    return is_here_anyway or cells.get("year", 0) + cells.get("told_year", 0) > 0


def _order(row: ShownChannel) -> tuple[bool, int, str]:
    number = row.told["year"]
    return not row.name, -number if isinstance(number, int) else 0, row.name


def ways_out(report: MonthReport) -> Mapping[Stage, Cross]:
    """Who withdrew, whom we declined, whom we handed over: by reason and point.

    Where no more than the sum of all may be told, that is all there is.
    """
    left: dict[Stage, list[DropOut]] = {stage: [] for stage in REASONS_OF}
    for each in report.dropouts:
        left[_way(each)].append(each)
    return {
        stage: _cross(tuple(left[stage]), reasons)
        for stage, reasons in REASONS_OF.items()
    }


def _way(left: DropOut) -> Stage:
    if not left.is_ours:
        return Stage.WITHDRAWN
    is_handed = left.reason in REASONS_OF[Stage.HANDED_OVER]
    return Stage.HANDED_OVER if is_handed else Stage.DECLINED


@lru_cache(maxsize=100)
def _cross(left: tuple[DropOut, ...], reasons: tuple[str, ...]) -> Cross:
    """All reasons and points have a place, so that none tells that somebody has it."""
    values = {(str(reason), point): 0 for reason in reasons for point in Point}
    for each in left:
        reason = each.reason if each.reason in reasons else reasons[-1]
        values[str(reason), POINTS.get(each.stage, Point.RESTING)] += each.number
    told = in_cross(values)
    return {(TOTAL, TOTAL): sum(values.values())} if told is None else told
