"""Why pandas answers otherwise than we do: found by taking the reason away.

The reasons themselves are told in benchmarks/calendar.py.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from itertools import chain, combinations
from typing import Any, Final
from zoneinfo import ZoneInfo

from benchmarks.offices import Office
from organisation.calendar import NO_TIME, WorkingCalendar

IDENTICAL, CLOSING, UNEXPLAINED = "identical", "closing moment", "unexplained"
SECOND: Final = timedelta(seconds=1)
UNMOVED: Final = ZoneInfo("UTC")


class Offsets(dict[int, Any]):
    """pandas' offsets of one office by whole hours, each made once."""

    def __init__(self, office: Office, *, is_back: bool) -> None:
        hour = office.business_hour()
        self.hour = -hour if is_back else hour

    def make(self, wanted: Iterable[int]) -> None:
        """Make them before somebody takes the time."""
        for hours in wanted:
            self[hours]

    def __missing__(self, hours: int) -> Any:
        self[hours] = self.hour * hours
        return self[hours]


@dataclass(frozen=True)
class Direction:
    """One office asked forwards, or back. pandas knows only what its clock shows."""

    calendar: WorkingCalendar
    offsets: Offsets
    is_back: bool

    @classmethod
    def of(cls, office: Office, *, is_back: bool) -> "Direction":
        return cls(office.calendar(), Offsets(office, is_back=is_back), is_back)

    def ours(self, start: datetime, amount: timedelta) -> datetime:
        if self.is_back:
            return self.calendar.subtract_working_time(start, amount)
        return self.calendar.add_working_time(start, amount)

    def theirs(self, shown: datetime, hours: int) -> datetime:
        answer: datetime = shown + self.offsets[hours]
        return answer

    def shown(self, moment: datetime) -> datetime:
        return moment.astimezone(self.calendar.zone).replace(tzinfo=None)

    def moment(self, shown: datetime) -> datetime:
        return shown.replace(tzinfo=self.calendar.zone).astimezone(UTC)


def reason(direction: Direction, start: datetime, hours: int, theirs: datetime) -> str:
    """Why pandas' answer, as the clock shows it, is not ours; or UNEXPLAINED.

    The fewest reasons that do; among as many, in the order of _SETS.
    """
    for names in _SETS:
        asked = Asked(direction, start, hours, theirs)
        for name in names:
            asked = _WITHOUT[name](asked)
        both = sorted((asked.ours, asked.moment))
        if both[0] == both[1]:
            return ", ".join(names) or IDENTICAL
        if _closes_and_opens(asked.direction.calendar, *both):
            return ", ".join((*names, CLOSING))
    return UNEXPLAINED


@dataclass(frozen=True)
class Asked:
    """A question to both, and what pandas answered: what its clock shows then."""

    direction: Direction
    start: datetime
    hours: int
    theirs: datetime

    @property
    def ours(self) -> datetime:
        return self.direction.ours(self.start, timedelta(hours=self.hours))

    @property
    def moment(self) -> datetime:
        return self.direction.moment(self.theirs)


def _closes_and_opens(
    calendar: WorkingCalendar, earlier: datetime, later: datetime
) -> bool:
    """Whether one is a moment of closing, and the other that of opening again."""
    return (
        not calendar.is_open(earlier)
        and calendar.is_open(earlier - SECOND)
        and calendar.next_opening(earlier) == later
    )


def _without_half_days(asked: Asked) -> Asked:
    calendar = asked.direction.calendar
    days = calendar.special_days.items()
    closed = {day: closes for day, closes in days if closes is None}
    plain = replace(calendar, special_days=closed)
    return replace(asked, direction=replace(asked.direction, calendar=plain))


def _without_dates_of_their_own(asked: Asked) -> Asked:
    plain = replace(asked.direction.calendar, differing={})
    return replace(asked, direction=replace(asked.direction, calendar=plain))


def _on_an_unmoved_clock(asked: Asked) -> Asked:
    plain = replace(asked.direction.calendar, zone=UNMOVED)
    direction = replace(asked.direction, calendar=plain)
    start = direction.moment(asked.direction.shown(asked.start))
    return replace(asked, direction=direction, start=start)


def _not_from_midnight(asked: Asked) -> Asked:
    """Back from one second before the closing, where that is at midnight."""
    direction = asked.direction
    closing, before = asked.start, asked.start - SECOND
    if not direction.calendar.is_open(before):
        closing = direction.calendar.subtract_working_time(before, NO_TIME)
    if not direction.is_back or direction.shown(closing).time() != time(0):
        return asked
    start = closing - SECOND
    theirs = direction.theirs(direction.shown(start), asked.hours)
    return replace(asked, start=start, theirs=theirs)


# In this order: where midnight is follows from the hours and the clock.
_WITHOUT: Final[Mapping[str, Callable[[Asked], Asked]]] = {
    "half day": _without_half_days,
    "differing date": _without_dates_of_their_own,
    "clock moved": _on_an_unmoved_clock,
    "midnight": _not_from_midnight,
}
_SETS: Final = tuple(
    chain.from_iterable(combinations(_WITHOUT, n) for n in range(len(_WITHOUT) + 1))
)
