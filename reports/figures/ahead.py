"""The call room of the coming weeks beside the calls that are to be made in them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from organisation.definitions import printed
from organisation.models import Municipality
from organisation.months import Month
from organisation.weeks import Week
from planning.capacity import WeekPlan, known_capacity

WEEKS: Final = 4


@dataclass(frozen=True)
class WeekAhead:
    """Calls of one week; what is expected is None where there is too little history."""

    monday: date
    room: int
    promised: int
    planned: int
    expected_low: int | None = None
    expected_high: int | None = None

    @property
    def week(self) -> Week:
        return Week(self.monday)

    @property
    def missing(self) -> int:
        """So many of the calls that are to be made already have nobody's time."""
        return max(self.promised + self.planned - self.room, 0)

    @property
    def may_be_missing(self) -> int:
        """So many when as many as can be expected get in touch besides."""
        return max(
            self.promised + self.planned + (self.expected_high or 0) - self.room, 0
        )


@printed
def weeks_ahead(
    municipality: Municipality, month: Month, *, at: datetime
) -> tuple[WeekAhead, ...]:
    """The running week, of which only what is left counts, and the three after it. Room
    is how many calls those on the rota have time for, with absences, red days and each
    person's own limit reckoned with. Promised are calls that a family has our word for;
    other calls are next steps that fall due in the week. What is expected is drawn from
    our own earlier weeks: eight weeks in ten have been within it.

    As of the moment `at`, or at most twenty seconds before. Empty where nobody is on
    the rota, and for a month that was over before the last one: the weeks ahead are no
    longer its own.
    """
    if not looks_ahead(month, at):
        return ()
    plan = known_capacity(municipality, at=at)
    return tuple(map(_week, plan.weeks[:WEEKS])) if plan.has_rota else ()


def looks_ahead(month: Month, at: datetime) -> bool:
    """Whether what lies ahead at the moment belongs to the month's report."""
    return at < month.plus(1).end


def _week(plan: WeekPlan) -> WeekAhead:
    calls, expected = plan.calls, plan.calls.expected
    return WeekAhead(
        plan.week.monday,
        calls.can_be_kept,
        calls.promised,
        calls.planned,
        None if expected is None else expected.low,
        None if expected is None else expected.high,
    )
