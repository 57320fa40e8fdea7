"""What can be kept in each coming week, beside what is promised and to be expected.

Source of the definitions: docs/decisions/0102-capacity-by-week.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from organisation.kept import Kept
from organisation.models import Municipality
from organisation.rota import Rota, rota_of
from organisation.weeks import Week, weeks_from
from planning.expected import Expected, Starting, expected_in, running_in
from planning.history import known_history
from planning.room import Limit, Room, limits_of, room_in
from planning.spread import Range, spread_of
from planning.workload import Work, known_work

WEEKS_AHEAD: Final = 10
MOST_WEEKS: Final = 60  # a year's ring, and some


class State(Enum):
    """OVER: even the least that is to be expected is more than can be kept. TIGHT: the
    most is. ROOM: neither. UNKNOWN: there is no rota to reckon with."""

    OVER = "over"
    TIGHT = "tight"
    ROOM = "room"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Load:
    """Calls, or visits, of one week.

    Attributes:
        can_be_kept: by rota, absences and each person's limits.
        promised: a family has our word for it, or a booked time.
        planned: other next steps that fall due.
        expected: of those who will get in touch; None: too little history.
    """

    can_be_kept: int
    promised: int
    planned: int
    expected: Range | None
    is_known: bool = True

    @property
    def needed(self) -> Range:
        """All of it; without the expected where that is not known."""
        known = self.promised + self.planned
        return (self.expected or Range(0, 0)) + known

    @property
    def state(self) -> State:
        if not self.is_known:
            return State.UNKNOWN
        if self.needed.low > self.can_be_kept:
            return State.OVER
        return State.TIGHT if self.needed.high > self.can_be_kept else State.ROOM


@dataclass(frozen=True)
class WeekPlan:
    """One week: its load, what begins in it, and what could not be reckoned with."""

    week: Week
    calls: Load
    visits: Load
    starting: tuple[Starting, ...]
    without_history: tuple[str, ...]

    @property
    def is_overfull(self) -> bool:
        return State.OVER in (self.calls.state, self.visits.state)


@dataclass(frozen=True)
class CapacityPlan:
    """The weeks from the present one on, of which only what is left counts.

    Attributes:
        has_rota: somebody works in some window; else no week says anything.
        has_history: enough whole weeks lie behind to expect anything by.
        without_limit: somebody has none, and is reckoned with by time alone.
    """

    at: datetime
    weeks: tuple[WeekPlan, ...]
    has_rota: bool
    has_history: bool
    without_limit: bool

    @property
    def overfull(self) -> tuple[WeekPlan, ...]:
        return tuple(each for each in self.weeks if each.is_overfull)


def capacity_of(
    municipality: Municipality, weeks: int = WEEKS_AHEAD, *, at: datetime
) -> CapacityPlan:
    """The plan of so many weeks; what is planned is as it stands at this moment.

    Past weeks may be ten minutes old, and open work twenty seconds.

    Args:
        weeks: 1 to MOST_WEEKS, the running one first.
        at: an aware moment; what lies before it is over.

    Raises:
        ValueError: no such number of weeks.
    """
    if not 1 <= weeks <= MOST_WEEKS:
        raise ValueError(f"No plan of {weeks} weeks")
    ahead = weeks_from(Week.of(at), weeks)
    rota, limits = rota_of(municipality, at), limits_of(municipality)
    history = known_history(municipality, at)
    running = running_in(municipality, ahead)
    has_rota = bool(rota.windows and rota.callers)
    rooms = room_in(municipality, ahead, at)
    work = known_work(municipality, ahead, at)
    expected = (
        expected_in(history, running[place], week, at)
        for place, week in enumerate(ahead)
    )
    rows = zip(ahead, rooms, work, expected, strict=True)
    return CapacityPlan(
        at=at,
        weeks=tuple(_week_plan(*each, is_known=has_rota) for each in rows),
        has_rota=has_rota,
        has_history=spread_of(history.rest) is not None,
        without_limit=_is_without_limit(rota, limits),
    )


_KEPT: Final[Kept[CapacityPlan]] = Kept(seconds=20)


def known_capacity(municipality: Municipality, *, at: datetime) -> CapacityPlan:
    """The same of the usual weeks from memory, no older than twenty seconds."""
    key = (municipality.pk, municipality.settings_version, Week.of(at))
    return _KEPT.of(key, lambda: capacity_of(municipality, at=at))


def _week_plan(
    week: Week, room: Room, work: Work, expected: Expected, *, is_known: bool
) -> WeekPlan:
    return WeekPlan(
        week=week,
        calls=Load(
            can_be_kept=room.calls,
            promised=work.promised_calls,
            planned=work.planned_calls,
            expected=expected.inquiries,
            is_known=is_known,
        ),
        visits=Load(
            can_be_kept=room.visits,
            promised=work.booked_visits,
            planned=work.planned_visits,
            expected=expected.visits,
            is_known=is_known,
        ),
        starting=expected.starting,
        without_history=expected.without_history,
    )


def _is_without_limit(rota: Rota, limits: Mapping[int, Limit]) -> bool:
    """Whether somebody who has windows lacks one of the two."""
    working = {staff for people in rota.weekly.values() for staff in people}
    return any(
        None in (limit.calls, limit.visits)
        for limit in (limits.get(staff, Limit()) for staff in working & rota.callers)
    )
