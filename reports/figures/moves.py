"""What happened in a month: steps taken, inquiries closed, homes approved."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from inquiries.standing import standing_moves
from inquiries.workflow import OPEN_STAGES, Stage
from organisation.definitions import printed
from organisation.models import Municipality
from organisation.months import Month
from reports.figures.by_month import MonthIndex

LADDER = (*OPEN_STAGES, Stage.APPROVED)
# Closed or resting: who comes back from here has been opened again.
SET_ASIDE = frozenset(Stage) - frozenset(LADDER)


@dataclass(frozen=True)
class Moves:
    """Changes of stage, each in one place only: forward or aside, again, or back."""

    taken: Mapping[Stage, int]
    reopened: int = 0
    stepped_back: int = 0

    @property
    def total(self) -> int:
        return sum(self.taken.values()) + self.reopened + self.stepped_back


@dataclass(frozen=True)
class Change:
    """So many changes from one stage to another in one month."""

    month: Month
    old: Stage
    new: Stage
    number: int


def changes_in(
    municipality: Municipality, months: Sequence[Month]
) -> tuple[Change, ...]:
    """All of the last month, and those that approved a home of every month.

    Read at once; `months` follow one another. An undone change does not count, and
    neither does the undoing.
    """
    rows = (
        standing_moves(municipality)
        .filter(at__gte=months[0].start, at__lt=months[-1].end)
        .filter(Q(to_stage=Stage.APPROVED) | Q(at__gte=months[-1].start))
        .values("from_stage", "to_stage", month=MonthIndex("at", months))
        .annotate(number=Count("*"))
        .values_list("month", "from_stage", "to_stage", "number")
    )
    return tuple(
        Change(months[place - 1], Stage(old), Stage(new), number)
        for place, old, new, number in rows
    )


@printed
def moves_in(changes: Iterable[Change], month: Month) -> Moves:
    """Every step taken in the month, also by families that got in touch earlier. A
    family that was closed, opened again and closed again is closed twice. What was
    undone counts as if it had never been.

    The period.
    """
    counts: Counter[Stage | str] = Counter()
    for each in changes:
        if each.month == month:
            counts[_sort(each.old, each.new)] += each.number
    taken = {stage: counts[stage] for stage in Stage}
    return Moves(taken, counts["reopened"], counts["stepped back"])


@printed
def approved_by_month(
    changes: Iterable[Change], months: Sequence[Month]
) -> dict[Month, int]:
    """Decisions to approve a home, by the date of the decision."""
    counts = dict.fromkeys(months, 0)
    for each in changes:
        if each.new == Stage.APPROVED:
            counts[each.month] += each.number
    return counts


def _sort(old: Stage, new: Stage) -> Stage | str:
    if new in SET_ASIDE:
        return new
    if old in SET_ASIDE:
        return "reopened"
    return new if LADDER.index(old) < LADDER.index(new) else "stepped back"
