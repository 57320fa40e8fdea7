"""What happened in a month: steps taken, inquiries closed, homes approved."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count

from inquiries.standing import standing_moves
from inquiries.workflow import OPEN_STAGES, Stage
from organisation.definitions import printed
from organisation.models import Municipality
from organisation.months import Month
from reports.figures.by_month import MonthIndex
from reports.rollups import Part

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
    """So many changes from one stage to another, for one reason, in one month."""

    old: Stage
    new: Stage
    reason: str
    number: int


Changes = tuple[Change, ...]


def count_changes(
    municipality: Municipality, months: Sequence[Month], _at: datetime
) -> dict[Month, Changes]:
    """By the moment of the change. What was undone has not happened."""
    found: dict[Month, list[Change]] = {month: [] for month in months}
    rows = (
        standing_moves(municipality)
        .filter(at__gte=months[0].start, at__lt=months[-1].end)
        .values("from_stage", "to_stage", "reason", month=MonthIndex("at", months))
        .annotate(number=Count("*"))
        .values_list("month", "from_stage", "to_stage", "reason", "number")
    )
    for place, old, new, reason, number in rows:
        change = Change(Stage(old), Stage(new), reason, number)
        found[months[place - 1]].append(change)
    return {month: tuple(changes) for month, changes in found.items()}


CHANGES: Final = Part("changes", Changes, count_changes)


@printed
def moves_in(changes: Changes) -> Moves:
    """Every step taken in the month, also by families that got in touch earlier. A
    family that was closed, opened again and closed again is closed twice. What was
    undone counts as if it had never been.

    The period.
    """
    counts: Counter[Stage | str] = Counter()
    for each in changes:
        counts[_sort(each.old, each.new)] += each.number
    taken = {stage: counts[stage] for stage in Stage}
    return Moves(taken, counts["reopened"], counts["stepped back"])


@printed
def approved_by_month(changes: Mapping[Month, Changes]) -> dict[Month, int]:
    """Decisions to approve a home, by the date of the decision."""
    return {month: approvals_in(own) for month, own in changes.items()}


def approvals_in(changes: Changes) -> int:
    return sum(each.number for each in changes if each.new == Stage.APPROVED)


def _sort(old: Stage, new: Stage) -> Stage | str:
    if new in SET_ASIDE:
        return new
    if old in SET_ASIDE:
        return "reopened"
    return new if LADDER.index(old) < LADDER.index(new) else "stepped back"
