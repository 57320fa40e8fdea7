"""What happened in a month: steps taken, inquiries closed, homes approved."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

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


@printed
def moves_in(municipality: Municipality, month: Month) -> Moves:
    """Every step taken in the month, also by families that got in touch earlier. A
    family that was closed, opened again and closed again is closed twice. What was
    undone counts as if it had never been.

    The period. An undone change does not count, and neither does the undoing.
    """
    rows = (
        standing_moves(municipality)
        .filter(at__gte=month.start, at__lt=month.end)
        .values("from_stage", "to_stage")
        .annotate(number=Count("*"))
        .values_list("from_stage", "to_stage", "number")
    )
    counts: Counter[Stage | str] = Counter()
    for old, new, number in rows:
        counts[_sort(Stage(old), Stage(new))] += number
    taken = {stage: counts[stage] for stage in Stage}
    return Moves(taken, counts["reopened"], counts["stepped back"])


@printed
def approved_by_month(
    municipality: Municipality, months: Sequence[Month]
) -> dict[Month, int]:
    """Decisions to approve a home, by the date of the decision."""
    rows = (
        standing_moves(municipality)
        .filter(to_stage=Stage.APPROVED)
        .filter(at__gte=months[0].start, at__lt=months[-1].end)
        .values(month=MonthIndex("at", months))
        .annotate(number=Count("*"))
        .values_list("month", "number")
    )
    counts = {months[place - 1]: number for place, number in rows}
    return {month: counts.get(month, 0) for month in months}


def _sort(old: Stage, new: Stage) -> Stage | str:
    if new in SET_ASIDE:
        return new
    if old in SET_ASIDE:
        return "reopened"
    return new if LADDER.index(old) < LADDER.index(new) else "stepped back"
