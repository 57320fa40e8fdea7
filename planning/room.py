"""How many calls and visits can be kept in a week: by the rota and by limits."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from followups.models import Slot
from followups.slots import LENGTHS
from organisation.models import Capacity, Municipality, OpeningWindow
from organisation.rota import Rota, rota_of
from organisation.settings_cache import remember
from organisation.weeks import Week

OFFICE: Final = OpeningWindow.Kind.OFFICE  # nobody is visited in the evening
NOTHING: Final = timedelta()


@dataclass(frozen=True)
class Limit:
    """What a person keeps up with in a whole week; None: as much as there is time."""

    calls: int | None = None
    visits: int | None = None


@dataclass(frozen=True)
class Room:
    """What can be kept in a week, by one person or by all. Never negative."""

    calls: int = 0
    visits: int = 0


@dataclass(frozen=True)
class Time:
    """Time on duty: in windows of every kind, and in office hours alone."""

    whole: timedelta = NOTHING
    office: timedelta = NOTHING


def limits_of(municipality: Municipality) -> Mapping[int, Limit]:
    """By the number of the person's row; from memory where nothing has changed."""
    return remember(
        municipality,
        "limits",
        lambda: {
            each.staff_id: Limit(each.calls_per_week, each.visits_per_week)
            for each in Capacity.objects.filter(municipality=municipality)
        },
    )


def room_in(
    municipality: Municipality, weeks: Sequence[Week], at: datetime
) -> list[Room]:
    """What all can keep together in each week; of a week that runs, what is left."""
    rota, limits = rota_of(municipality, at), limits_of(municipality)
    usual = usual_time(rota)
    return [
        added(
            room_of(limits.get(staff, Limit()), time, usual.get(staff) or usual[None])
            for staff, time in time_in(rota, week, at).items()
        )
        for week in weeks
    ]


def added(rooms: Iterable[Room]) -> Room:
    parts = list(rooms)
    return Room(sum(each.calls for each in parts), sum(each.visits for each in parts))


def room_of(limit: Limit, time: Time, usual: Time) -> Room:
    """One person's: as large a part of the limit as of the usual time, rounded down.

    Without a limit: as many as fit into the time, at the length of a slot.
    """
    return Room(
        _kept(limit.calls, time.whole, usual.whole, LENGTHS[Slot.Kind.CALL]),
        _kept(limit.visits, time.office, usual.office, LENGTHS[Slot.Kind.HOME_VISIT]),
    )


def _kept(
    limit: int | None, time: timedelta, usual: timedelta, length: timedelta
) -> int:
    if limit is None:
        return time // length
    if not usual:
        return 0
    return limit * min(time, usual) // usual


def usual_time(rota: Rota) -> Mapping[int | None, Time]:
    """Each person's time in an ordinary week; under None that of the whole office.

    Whoever has no windows of their own, and stands in, is held against the office.
    """
    found: dict[int | None, Time] = defaultdict(Time)
    for pk, (kind, window) in rota.windows.items():
        length = timedelta(minutes=window.closes - window.opens)
        for staff in (None, *rota.weekly.get(pk, ())):
            found[staff] = _longer(found[staff], kind, length)
    return found


def time_in(rota: Rota, week: Week, at: datetime) -> Mapping[int, Time]:
    """Each person's time in a week, from the moment on, as windows are covered.

    Red days, changes of the rota and absences are reckoned with. Whoever stands in
    for somebody does no more than that person would have, and nothing more where they
    work then anyway: nobody's absence makes room.
    """
    found: dict[int, Time] = defaultdict(Time)
    for day in week.days:
        for pk, kind, length in _open_on(rota, day, at):
            for staff in _kept_by(rota, pk, day):
                found[staff] = _longer(found[staff], kind, length)
    return found


def _kept_by(rota: Rota, window: int, day: date) -> Iterable[int]:
    """Those of the plan who are there, or in whose place somebody else is."""
    planned = rota.planned(window, day)
    busy = {each for each in planned if rota.is_present(each, day)}
    yield from sorted(busy & rota.callers)
    for staff in sorted((planned - busy) & rota.callers):
        stand_in = rota.substitute_of(staff, day)
        if stand_in is not None and stand_in not in busy:
            busy.add(stand_in)
            yield staff


def _open_on(
    rota: Rota, day: date, at: datetime
) -> Iterable[tuple[int, str, timedelta]]:
    """The windows that are open on that day after the moment, and for how long."""
    for pk, (kind, window) in rota.windows.items():
        if window.weekday == day.weekday():
            stretches = rota.stretches_on(window, day)
            left = (end - max(start, at) for start, end in stretches if end > at)
            length = sum(left, NOTHING)
            if length:
                yield pk, kind, length


def _longer(time: Time, kind: str, length: timedelta) -> Time:
    office = time.office + length if kind == OFFICE else time.office
    return Time(time.whole + length, office)
