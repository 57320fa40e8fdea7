"""Who covers which windows on which day, and so when a promise can be kept at all.

Read once per version of a municipality's settings, then answered from memory. Before
a municipality works by the rota, every recruiter covers every window; absences count
in either case. Source: docs/decisions/0073-the-rota.md.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.timezone import localtime

from organisation.calendar import (
    DAY_MINUTES,
    STOCKHOLM,
    CalendarNeverOpens,
    Window,
    WorkingCalendar,
    closing_minute_of,
)
from organisation.models import (
    CALLING,
    Absence,
    Membership,
    Municipality,
    OpeningWindow,
    Role,
    Shift,
    ShiftChange,
    SpecialDay,
)
from organisation.settings_cache import remember
from organisation.wall_clock import Intervals, moments_of

Kind = OpeningWindow.Kind
# What lies further back concerns no promise that is made now.
LOOKED_BACK: Final = timedelta(days=31)
ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Away:
    """A person's absence: both days are away."""

    staff: int
    first_day: date
    last_day: date
    substitute: int | None

    def covers(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True)
class Rota:
    """Who covers what. People and windows by the numbers of their rows.

    Args:
        windows: every opening window, with its kind.
        weekly: for each window those who cover it in an ordinary week.
        changes: for a date and a window, who works and who does not, unlike usually.
        absences: those that have not ended more than a month ago.
        callers: the active people whose role lets them call.
        has_begun: somebody works here, or the municipality works by the rota; before
            that its opening hours count as staffed.
        special_days: as WorkingCalendar takes them.
    """

    windows: Mapping[int, tuple[str, Window]]
    weekly: Mapping[int, frozenset[int]]
    callers: frozenset[int]
    changes: Mapping[tuple[date, int], Mapping[int, bool]] = field(default_factory=dict)
    absences: tuple[Away, ...] = ()
    special_days: Mapping[date, int | None] = field(default_factory=dict)
    has_begun: bool = True

    def is_present(self, staff: int, day: date) -> bool:
        return self._absence(staff, day) is None

    def substitute_of(self, staff: int, day: date) -> int | None:
        """Who stands in for somebody that day; None where nobody has to, or does.

        A substitute who is away, too, has somebody else standing in, or nobody.
        """
        passed = {staff}
        away = self._absence(staff, day)
        while away is not None and away.substitute is not None:
            stand_in = away.substitute
            if stand_in in passed or stand_in not in self.callers:
                return None
            away = self._absence(stand_in, day)
            if away is None:
                return stand_in
            passed.add(stand_in)
        return None

    def planned(self, window: int, day: date) -> frozenset[int]:
        """Those who would cover the window on that date if nobody were away."""
        planned = set(self.weekly.get(window, ()))
        for staff, is_on in self.changes.get((day, window), {}).items():
            (planned.add if is_on else planned.discard)(staff)
        return frozenset(planned)

    def on_duty(self, window: int, day: date) -> frozenset[int]:
        """Those who cover the window on that date, whatever its weekday."""
        present = {self._instead_of(staff, day) for staff in self.planned(window, day)}
        return frozenset(each for each in present if each in self.callers)

    def who_covers(
        self, kinds: Iterable[str], start: datetime, end: datetime
    ) -> frozenset[int]:
        """Those on duty in any window of these kinds that is open in the span."""
        found: set[int] = set()
        for window, day in self._open_between(frozenset(kinds), start, end):
            found |= self.on_duty(window, day)
        return frozenset(found)

    def stretches_on(self, window: Window, day: date) -> Intervals:
        """When the window is open on a date of its weekday: special days cut it short.

        As WorkingCalendar has it, which costs too much for one window of one day.
        """
        latest = self.special_days.get(day, DAY_MINUTES)
        closes = 0 if latest is None else min(window.closes, latest)
        if closes <= window.opens:
            return ()
        return moments_of(day, ((window.opens, closes),), STOCKHOLM)

    def is_open(self, kinds: Iterable[str], start: datetime, end: datetime) -> bool:
        """Whether any window of these kinds is open in the span, staffed or not."""
        between = self._open_between(frozenset(kinds), start, end)
        return next(between, None) is not None

    def days_that_differ(self) -> set[date]:
        """Every date on which somebody is away or works unlike in other weeks."""
        days = {day for day, _ in self.changes}
        for away in self.absences:
            length = (away.last_day - away.first_day).days
            days |= {away.first_day + ONE_DAY * each for each in range(length + 1)}
        return days

    def staffed_calendar(self, kind: str) -> WorkingCalendar | None:
        """When windows of that kind are open and somebody is there; None: never."""
        usual = [
            window
            for pk, (its_kind, window) in self.windows.items()
            if its_kind == kind and self._is_covered(pk)
        ]
        differing = {
            day: tuple(
                window
                for pk, window in self._open_on(day, frozenset([kind]))
                if self.on_duty(pk, day) or not self.has_begun
            )
            for day in self.days_that_differ()
        }
        try:
            return WorkingCalendar(tuple(usual), self.special_days, differing)
        except CalendarNeverOpens:
            return None

    def _is_covered(self, window: int) -> bool:
        """Whether somebody works then in an ordinary week."""
        planned = self.weekly.get(window, frozenset())
        return bool(planned & self.callers) or not self.has_begun

    def _open_between(
        self, kinds: frozenset[str], start: datetime, end: datetime
    ) -> Iterator[tuple[int, date]]:
        day = localtime(start, STOCKHOLM).date()
        while day <= localtime(end, STOCKHOLM).date():
            for pk, window in self._open_on(day, kinds):
                stretches = self.stretches_on(window, day)
                if any(a < end and start < b for a, b in stretches):
                    yield pk, day
            day += ONE_DAY

    def _open_on(
        self, day: date, kinds: frozenset[str]
    ) -> Iterable[tuple[int, Window]]:
        for pk, (kind, window) in self.windows.items():
            if kind in kinds and window.weekday == day.weekday():
                yield pk, window

    def _absence(self, staff: int, day: date) -> Away | None:
        mine = (each for each in self.absences if each.staff == staff)
        return next((each for each in mine if each.covers(day)), None)

    def _instead_of(self, staff: int, day: date) -> int | None:
        if self.is_present(staff, day):
            return staff
        return self.substitute_of(staff, day)


def rota_of(municipality: Municipality, moment: datetime) -> Rota:
    """The rota as it stands now, from memory where nothing has changed since.

    `moment` says how far back absences and dates that differ are looked for.
    """
    since = localtime(moment, STOCKHOLM).date().replace(day=1) - LOOKED_BACK
    return remember(municipality, f"rota:{since}", lambda: _read(municipality, since))


def staffed_calendar(
    municipality: Municipality, kind: str, moment: datetime
) -> WorkingCalendar | None:
    """When somebody is there to call, of one kind of window; None: never."""
    since = localtime(moment, STOCKHOLM).date().replace(day=1) - LOOKED_BACK
    return remember(
        municipality,
        f"staffed:{kind}:{since}",
        lambda: rota_of(municipality, moment).staffed_calendar(kind),
    )


def _read(municipality: Municipality, since: date) -> Rota:
    windows = {
        each.pk: (each.kind, Window.of(each.weekday, each.opens, each.closes))
        for each in OpeningWindow.objects.filter(municipality=municipality)
    }
    roles = Membership.objects.filter(
        municipality=municipality, role__in=CALLING, staff__is_active=True
    ).values_list("staff", "role")
    recruiters = frozenset(staff for staff, role in roles if role == Role.RECRUITER)
    return Rota(
        windows=windows,
        weekly=_weekly(municipality, windows, recruiters),
        callers=frozenset(staff for staff, _ in roles),
        changes=_changes(municipality, since),
        absences=_absences(municipality, since),
        has_begun=municipality.works_by_rota or bool(roles),
        special_days={
            each.day: None if each.closes is None else closing_minute_of(each.closes)
            for each in SpecialDay.objects.filter(municipality=municipality)
        },
    )


def _weekly(
    municipality: Municipality, windows: Iterable[int], recruiters: frozenset[int]
) -> dict[int, frozenset[int]]:
    if not municipality.works_by_rota:
        return dict.fromkeys(windows, recruiters)
    rows = Shift.objects.filter(municipality=municipality)
    found: dict[int, set[int]] = {}
    for window, staff in rows.values_list("window", "staff"):
        found.setdefault(window, set()).add(staff)
    return {window: frozenset(staff) for window, staff in found.items()}


def _changes(
    municipality: Municipality, since: date
) -> dict[tuple[date, int], dict[int, bool]]:
    found: dict[tuple[date, int], dict[int, bool]] = {}
    rows = ShiftChange.objects.filter(municipality=municipality, day__gte=since)
    for each in rows:
        found.setdefault((each.day, each.window_id), {})[each.staff_id] = each.is_on
    return found


def _absences(municipality: Municipality, since: date) -> tuple[Away, ...]:
    rows = Absence.objects.filter(municipality=municipality, last_day__gte=since)
    return tuple(
        Away(each.staff_id, each.first_day, each.last_day, each.substitute_id)
        for each in rows
    )
