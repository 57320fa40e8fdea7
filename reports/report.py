"""The month's report: every figure computed once, as plain values.

Page, files and mails are made from it, and so is what is stored.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

from organisation.models import Municipality
from organisation.months import Month, months_between
from reports.figures.ahead import WeekAhead, looks_ahead, weeks_ahead
from reports.figures.all_time import all_time, beginnings
from reports.figures.annotations import Note, notes_in
from reports.figures.bank import Bank, bank_in
from reports.figures.channels import CHANNELS, ChannelTable, channels_of
from reports.figures.dropouts import DropOut, dropouts_in
from reports.figures.earlier import EarlierCounts, earlier_counts
from reports.figures.forecast import ARRIVALS, StageOutlook, outlook_of
from reports.figures.funnel import COHORTS, Funnel, funnels_by_month
from reports.figures.lying_low import LowSpan, lying_low_in
from reports.figures.moves import CHANGES, Moves, approved_by_month, moves_in
from reports.figures.own_care import OwnCare, own_care_in
from reports.figures.promises import (
    SETTLED,
    PromiseCounts,
    open_ones,
    promises_by_month,
    reached_in_time,
)
from reports.figures.received import StageCounts, received, stages_by_month
from reports.figures.waits import WAITED, Waits, waits_in
from reports.rollups import RollUps

MONTHS_BACK: Final = 23  # two whole years, for twelve months beside the twelve before
SMALLEST_BASE: Final = 10  # no share of fewer


@dataclass(frozen=True)
class Share:
    """So many of so many; `percent` is None where the base is too small for a share.

    Whole per cent, halves up; 100 only where all are in, 0 only where none is.
    """

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        if self.whole < SMALLEST_BASE:
            return None
        rounded = (200 * self.part + self.whole) // (2 * self.whole)
        if 0 < self.part < self.whole:
            return min(max(rounded, 1), 99)
        return rounded


@dataclass(frozen=True)
class MonthCounts:
    """What is counted for every month alike."""

    month: Month
    received: int
    promises: PromiseCounts
    approved: int


@dataclass(frozen=True)
class Span:
    """Whole months in a row, added up."""

    first: Month
    last: Month
    received: int
    kept: Share
    approved: int


@dataclass(frozen=True)
class Comparison:
    """A span and the same a year earlier; None where not all of that was registered."""

    now: Span
    year_earlier: Span | None


@dataclass(frozen=True)
class MonthReport:
    """All figures of one municipality's month, as they stood at the moment `at`.

    `counts` holds two years of months, the report's own last. A year earlier may be
    shown only where `covers` says that the register was in use. `lie_lows` and `notes`
    are those of thirteen months, `funnels` those of the months of `counts`, `dropouts`
    those of twelve. `weeks` and `outlook` lie ahead of the moment `at`. `imported` are
    the months of `counts` that come from lists older than the register. A frozen month
    names in `uncounted` the fields of today that were not counted yet when it was
    frozen; they have their defaults. So a new field has a default, whatever it is: see
    reports.stored.
    """

    month: Month
    at: datetime
    began_at: datetime | None
    goal_percent: int
    counts: tuple[MonthCounts, ...]
    cohort: StageCounts
    moves: Moves
    reached: int
    waits: Waits
    waits_year_earlier: Waits
    channels: ChannelTable
    lie_lows: tuple[LowSpan, ...] = ()
    funnels: tuple[Funnel, ...] = ()
    dropouts: tuple[DropOut, ...] = ()
    weeks: tuple[WeekAhead, ...] = ()
    outlook: tuple[StageOutlook, ...] = ()
    bank: Bank | None = None
    own_care: OwnCare | None = None
    notes: tuple[Note, ...] = ()
    imported: tuple[Month, ...] = ()
    uncounted: frozenset[str] = frozenset()

    @property
    def is_running(self) -> bool:
        return self.month.is_running(self.at)

    @property
    def own(self) -> MonthCounts:
        return self.counts[-1]

    @property
    def kept(self) -> Share:
        """Attempted in time, of the promises that fell due in the month."""
        return Share(self.own.promises.kept, self.own.promises.due)

    @property
    def reached_share(self) -> Share:
        """Reached in time, of the same promises."""
        return Share(self.reached, self.own.promises.due)

    @property
    def thirteen_months(self) -> tuple[MonthCounts, ...]:
        return self.counts[-13:]

    def lay_low_in(self, month: Month) -> bool:
        return any(each.touches(month) for each in self.lie_lows)

    @cached_property
    def month_compared(self) -> Comparison:
        return self._compared(self.month)

    @cached_property
    def year_compared(self) -> Comparison:
        """From January."""
        return self._compared(self.month.january)

    @cached_property
    def twelve_months_compared(self) -> Comparison:
        return self._compared(self.month.plus(-11))

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        return self.month_compared, self.year_compared, self.twelve_months_compared

    @property
    def left_by_choice(self) -> int:
        """How many families withdrew in twelve months."""
        return sum(each.number for each in self.dropouts if not each.is_ours)

    def funnel(self, first: Month, last: Month) -> Funnel | None:
        """That of the months from first to last; None where not all were counted."""
        months = [each.month for each in self.counts]
        if not self.funnels or first < months[0] or last > months[-1]:
            return None
        pairs = zip(months, self.funnels, strict=True)
        return sum((f for month, f in pairs if first <= month <= last), Funnel())

    def covers(self, month: Month) -> bool:
        """Whether the whole month was registered, here or in an imported list."""
        is_ours = self.began_at is not None and self.began_at < month.start
        return is_ours or month in self.imported

    def _compared(self, first: Month) -> Comparison:
        earlier, last = first.year_earlier, self.month.year_earlier
        covered = all(self.covers(each) for each in months_between(earlier, last))
        return Comparison(
            self._span(first, self.month),
            self._span(earlier, last) if covered else None,
        )

    def _span(self, first: Month, last: Month) -> Span:
        counts = [each for each in self.counts if first <= each.month <= last]
        return Span(
            first,
            last,
            sum(each.received for each in counts),
            Share(
                sum(each.promises.kept for each in counts),
                sum(each.promises.due for each in counts),
            ),
            sum(each.approved for each in counts),
        )


def month_report(
    municipality: Municipality, month: Month, *, at: datetime
) -> MonthReport:
    """Compute the report of a month that has begun by the moment `at`."""
    months = tuple(months_between(month.plus(-MONTHS_BACK), month))
    year = months[-12:]
    began, first = beginnings(municipality)
    rollups = RollUps(municipality, at=at)
    rollups.read(months)
    standing = all_time(rollups, Month.of(first) if first else month, month)
    cohorts = rollups.of(COHORTS, months)
    changes = rollups.of(CHANGES, months)
    settled = rollups.of(SETTLED, months)
    waits = rollups.of(WAITED, [month.year_earlier, month])
    stages = stages_by_month(cohorts)
    promises = promises_by_month(settled, open_ones(municipality, months, at=at))
    approved = approved_by_month(changes)
    earlier = earlier_counts(municipality, months[0], month)
    return MonthReport(
        month=month,
        at=at,
        began_at=began,
        goal_percent=municipality.promise_goal_percent,
        counts=tuple(
            _imported(each, earlier[each])
            if each in earlier
            else MonthCounts(
                each, received(stages[each]), promises[each], approved[each]
            )
            for each in months
        ),
        imported=tuple(each for each in months if each in earlier),
        cohort=stages[month],
        moves=moves_in(changes[month]),
        reached=reached_in_time(settled[month]),
        waits=waits_in(waits, month),
        waits_year_earlier=waits_in(waits, month.year_earlier),
        channels=channels_of(municipality, rollups.of(CHANNELS, year), at=at),
        lie_lows=lying_low_in(municipality, month.plus(-12), month, at=at),
        notes=notes_in(municipality, month.plus(-12), month),
        funnels=funnels_by_month(cohorts),
        dropouts=dropouts_in(changes[each] for each in year),
        weeks=weeks_ahead(municipality, month, at=at),
        outlook=outlook_of(rollups.of(ARRIVALS, months), standing.still_open)
        if looks_ahead(month, at)
        else (),
        bank=bank_in(municipality, month, standing.homes),
        own_care=own_care_in(municipality, month),
    )


def _imported(month: Month, counts: EarlierCounts) -> MonthCounts:
    return MonthCounts(month, counts.received, counts.promises, counts.approved)
