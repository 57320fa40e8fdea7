"""Many months in a row, each with the figures that its own page shows.

A frozen month is read from its latest version, one from before the register as the
municipality's older list has it, and any other is put together from what is kept of it
(reports.rollups). How many months there are does not change how many questions the
database is asked.

Source: docs/decisions/0128-month-by-month.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Any, Final

from organisation.models import Municipality
from organisation.months import FIRST_YEAR, MONTHS_OF_YEAR, Month, months_between
from reports.definitions import VERSION
from reports.figures.earlier import EarlierCounts, earlier_counts
from reports.figures.funnel import COHORTS
from reports.figures.moves import CHANGES, approved_by_month
from reports.figures.promises import (
    SETTLED,
    open_ones,
    promises_by_month,
    reached_in_time,
)
from reports.figures.received import began_at, received, stages_by_month
from reports.figures.waits import WAITED, Spread, Waits, waits_in
from reports.json_values import CONVERTER
from reports.models import Snapshot
from reports.report import MonthCounts, Share
from reports.rollups import RollUps
from reports.stored import UnknownDefinitions

# What is read of a frozen month; the whole of it is many times as much.
FROZEN: Final = (
    *("month", "definitions", "figures__imported", "figures__counts__-1"),
    *("figures__reached", "figures__waits"),
)


class Source(Enum):
    """Where a month's figures come from; MISSING where there are none."""

    FROZEN = auto()
    PRELIMINARY = auto()
    RUNNING = auto()
    IMPORTED = auto()
    MISSING = auto()


@dataclass(frozen=True)
class Figures:
    """What is told of one month, or of several added up.

    `reached` and `spoken` are None where an older list does not tell them, `elapsed`
    also where nobody has been spoken with and of several months.
    """

    received: int
    due: int
    kept: int
    approved: int
    reached: int | None = None
    spoken: int | None = None
    elapsed: Spread | None = None

    @property
    def kept_share(self) -> Share:
        """Attempted in time, of the promises that fell due."""
        return Share(self.kept, self.due)

    @property
    def reached_share(self) -> Share | None:
        return None if self.reached is None else Share(self.reached, self.due)

    @property
    def has_promises(self) -> bool:
        """Whether promises were written down; an older list may have none."""
        return self.due > 0 or self.reached is not None


@dataclass(frozen=True)
class MonthRow:
    """One month. `is_covered`: all of it was registered, here or in an older list.

    `has_page`: the register had begun before its end, so it has a report of its own.
    """

    month: Month
    source: Source
    figures: Figures | None
    is_covered: bool
    has_page: bool


@dataclass(frozen=True)
class MonthByMonth:
    """Months in order, the last of them the one that was asked for.

    `before` are as many again, to compare with; none where all months are shown.
    `first` is the first month of the register or of the older list, None before any.
    """

    rows: Sequence[MonthRow]
    before: Sequence[MonthRow]
    first: Month | None
    began_at: datetime | None
    at: datetime

    @property
    def told(self) -> Sequence[MonthRow]:
        """Those that have figures."""
        return [row for row in self.rows if row.figures is not None]

    @property
    def is_running(self) -> bool:
        return self.rows[-1].source is Source.RUNNING

    @property
    def received_before(self) -> int | None:
        """In the months before; None where they cannot be compared.

        Neither a running month nor one that was registered in part is compared.
        """
        rows = [*self.before, *self.rows]
        covered = bool(self.before) and all(row.is_covered for row in rows)
        if not covered or self.is_running:
            return None
        return added_up(self.before).received


def months_until(
    municipality: Municipality, last: Month, *, at: datetime, all_of_them: bool
) -> MonthByMonth:
    """The twelve months up to and with `last`, or all of them.

    Raises:
        UnknownDefinitions: the program is older than the figures of a frozen month.
    """
    began = began_at(municipality)
    earlier = earlier_counts(municipality, Month(FIRST_YEAR, 1), Month.of(at))
    first = min([*earlier, *([Month.of(began)] if began else [])], default=None)
    start = last.plus(1 - 2 * MONTHS_OF_YEAR)
    if all_of_them:
        start = min(first or last, last)
    months = list(months_between(start, last))
    rows = [
        _row(each, source, figures, began)
        for each, (source, figures) in _told(
            municipality, months, earlier, began_at=began, at=at
        ).items()
    ]
    split = 0 if all_of_them else MONTHS_OF_YEAR
    return MonthByMonth(rows[split:], rows[:split], first, began, at)


def added_up(rows: Iterable[MonthRow]) -> Figures:
    """The sums of several months; None for what one of them does not tell."""
    told = [row.figures for row in rows if row.figures is not None]
    return Figures(
        received=sum(each.received for each in told),
        due=sum(each.due for each in told),
        kept=sum(each.kept for each in told),
        approved=sum(each.approved for each in told),
        reached=_sum(each.reached for each in told if each.has_promises),
        spoken=_sum(each.spoken for each in told),
    )


def _sum(numbers: Iterable[int | None]) -> int | None:
    """None where one of them is not known, or there is none."""
    all_of_them = list(numbers)
    known = [each for each in all_of_them if each is not None]
    return sum(known) if known and len(known) == len(all_of_them) else None


Told = dict[Month, tuple[Source, Figures | None]]


def _told(
    municipality: Municipality,
    months: Sequence[Month],
    earlier: Mapping[Month, EarlierCounts],
    *,
    began_at: datetime | None,
    at: datetime,
) -> Told:
    """Each month from where it is to be read: frozen, from a list, or counted."""
    told: Told = dict.fromkeys(months, (Source.MISSING, None))
    frozen = _frozen(municipality, months)
    counted = [
        each
        for each in months
        if each not in frozen and each not in earlier and _has_begun(began_at, each)
    ]
    told |= {
        each: (Source.IMPORTED, _imported(counts))
        for each, counts in earlier.items()
        if each in told
    }
    told |= frozen
    for each, figures in _counted(municipality, counted, at=at).items():
        is_running = each.is_running(at)
        told[each] = (Source.RUNNING if is_running else Source.PRELIMINARY, figures)
    return told


def _row(
    month: Month, source: Source, figures: Figures | None, began: datetime | None
) -> MonthRow:
    is_ours = began is not None and began < month.start
    return MonthRow(
        month,
        source,
        figures,
        is_covered=is_ours or source is Source.IMPORTED,
        has_page=_has_begun(began, month),
    )


def _has_begun(began: datetime | None, month: Month) -> bool:
    return began is not None and began < month.end


def _frozen(municipality: Municipality, months: Sequence[Month]) -> Told:
    """Those that are frozen, in the latest version of each."""
    rows = (
        Snapshot.objects.of(municipality)
        .filter(month__range=(months[0].first_day, months[-1].first_day))
        .in_force()
        .values_list(*FROZEN)
    )
    return {Month(day.year, day.month): _from_frozen(*stored) for day, *stored in rows}


def _from_frozen(
    definitions: int, imported: list[str] | None, own: Any, reached: int, waits: Any
) -> tuple[Source, Figures]:
    if definitions > VERSION:
        raise UnknownDefinitions(definitions)
    counts: MonthCounts = CONVERTER.structure(own, MonthCounts)
    if str(counts.month) in (imported or ()):
        return Source.IMPORTED, _imported(counts)
    return Source.FROZEN, _figures(counts, reached, CONVERTER.structure(waits, Waits))


def _imported(counts: EarlierCounts | MonthCounts) -> Figures:
    """An older list does not tell who was reached, nor how long anybody waited."""
    promises = counts.promises
    return Figures(counts.received, promises.due, promises.kept, counts.approved)


def _counted(
    municipality: Municipality, months: Sequence[Month], *, at: datetime
) -> dict[Month, Figures]:
    """As reports.report does for one month; what lies between them is asked for too."""
    if not months:
        return {}
    span = list(months_between(months[0], months[-1]))
    rollups = RollUps(municipality, at=at)
    rollups.read(span)
    settled = rollups.of(SETTLED, months)
    waits = rollups.of(WAITED, months)
    stages = stages_by_month(rollups.of(COHORTS, months))
    promises = promises_by_month(settled, open_ones(municipality, span, at=at))
    approved = approved_by_month(rollups.of(CHANGES, months))
    return {
        each: _figures(
            MonthCounts(each, received(stages[each]), promises[each], approved[each]),
            reached_in_time(settled[each]),
            waits_in(waits, each),
        )
        for each in months
    }


def _figures(counts: MonthCounts, reached: int, waits: Waits) -> Figures:
    return Figures(
        received=counts.received,
        due=counts.promises.due,
        kept=counts.promises.kept,
        approved=counts.approved,
        reached=reached,
        spoken=waits.contacted,
        elapsed=waits.elapsed,
    )
