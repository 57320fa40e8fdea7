"""Working time: when a municipality is open, and how long a wait really was.

Two functions are each other's inverse: add_working_time (when is the promise
due?) and working_time_between (how long did the family wait?). Both take aware
moments in any zone; moments given back are in UTC. No function reads the clock.

A window is half-open: its opening moment is open, its closing moment is not.
It opens, and closes, at the first moment when the local clock shows its time
*or later*. So a whole day has 23 hours on the last Sunday of March and 25 on
the last Sunday of October; a time that spring skips means the jump itself, a
time that autumn shows twice means its first showing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Final, Self
from zoneinfo import ZoneInfo

from organisation.wall_clock import Hours, Intervals, moments_of

STOCKHOLM: Final = ZoneInfo("Europe/Stockholm")
DAY_MINUTES: Final = 24 * 60
SEARCH_DAYS: Final = 3 * 366
NO_TIME: Final = timedelta()
ONE_DAY: Final = timedelta(days=1)


class CalendarNeverOpens(ValueError):
    """The calendar has no open time, or none for more than three years."""


@dataclass(frozen=True, order=True)
class Window:
    """One opening window, the same every week.

    Args:
        weekday: 0 is Monday, 6 is Sunday.
        opens: minutes since local midnight.
        closes: minutes since local midnight; 1440 is midnight at day's end.
            A night is two windows: one until 1440, one from 0 the next day.

    Raises:
        ValueError: a number out of range, or a window that is empty or negative.
    """

    weekday: int
    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6:
            raise ValueError(f"No such weekday: {self.weekday}")
        if not 0 <= self.opens < self.closes <= DAY_MINUTES:
            raise ValueError(f"Not a window: {self.opens} to {self.closes}")

    @classmethod
    def of(cls, weekday: int, opens: time, closes: time) -> Self:
        """Make a window of clock times; see closing_minute_of for 00:00."""
        return cls(weekday, minute_of(opens), closing_minute_of(closes))


@dataclass(frozen=True)
class WorkingCalendar:
    """When one municipality is open. Calendars with the same content are equal.

    Every method refuses a naive moment with ValueError. Every search ahead or
    back raises CalendarNeverOpens after three years without an open day.

    Args:
        windows: in any order. Windows of one weekday may touch, not overlap.
        special_days: None closes that day, a number of minutes since midnight
            makes it a half day: open as usual, but never after that minute.
        differing: dates with windows of their own instead of their weekday's; a
            special day closes those, too.
        zone: where the windows' clock hangs.

    Raises:
        CalendarNeverOpens: there is no window.
        ValueError: two windows of one weekday overlap, a half day closes outside
            1 to 1440, or a differing date has windows of another weekday.
    """

    windows: tuple[Window, ...]
    special_days: Mapping[date, int | None] = field(default_factory=dict, hash=False)
    differing: Mapping[date, tuple[Window, ...]] = field(
        default_factory=dict, hash=False
    )
    zone: ZoneInfo = STOCKHOLM
    _week: tuple[Hours, ...] = field(init=False, repr=False, compare=False)
    _differing_hours: Mapping[date, Hours] = field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        if not (self.windows or any(self.differing.values())):
            raise CalendarNeverOpens("No window is open on any weekday")
        for day, closes in self.special_days.items():
            _refuse_moment(day)
            if closes is not None and not 0 < closes <= DAY_MINUTES:
                raise ValueError(f"{day} cannot close at minute {closes}")
        windows = tuple(sorted(self.windows))
        week = tuple(_merged(windows, weekday) for weekday in range(7))
        object.__setattr__(self, "windows", windows)
        object.__setattr__(self, "special_days", dict(self.special_days))
        object.__setattr__(self, "_week", week)
        object.__setattr__(self, "differing", dict(self.differing))
        hours = {day: _hours_of(day, own) for day, own in self.differing.items()}
        object.__setattr__(self, "_differing_hours", hours)

    def add_working_time(self, start: datetime, amount: timedelta) -> datetime:
        """Give the moment when that much working time has passed since start.

        Closed time does not count, so a start at night counts from the next
        opening. A sum that fills a window ends at its closing (Friday 17:00),
        not at the next opening. No amount gives start itself when that is open,
        otherwise the next opening. A negative amount is a ValueError.
        """
        left = _not_negative(amount)
        ahead = self.intervals(start)
        opens, closes = next(ahead)
        while (length := closes - opens) < left:
            left -= length
            opens, closes = next(ahead)
        return opens + left

    def subtract_working_time(self, end: datetime, amount: timedelta) -> datetime:
        """Give the moment from which that much working time remains until end.

        The mirror of add_working_time: an end in closed time counts from the
        closing before it; a difference that uses up a window stays at its
        opening (Monday 09:00). No amount gives end itself when that is open,
        otherwise the closing before it. A negative amount is a ValueError.
        """
        moment = _in_utc(end)
        left = _not_negative(amount)
        if not left and self.is_open(moment):
            return moment
        behind = self._intervals_back(moment)
        opens, closes = next(behind)
        while (length := closes - opens) < left:
            left -= length
            opens, closes = next(behind)
        return closes - left

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """Give the open time from start to end; ValueError when end comes first."""
        begin, finish = _in_utc(start), _in_utc(end)
        if finish < begin:
            raise ValueError("The end lies before the start")
        total = NO_TIME
        day, last = self._local_day(begin), self._local_day(finish)
        while day <= last:
            for opens, closes in self.intervals_on(day):
                if opens < finish and begin < closes:
                    total += min(closes, finish) - max(opens, begin)
            day += ONE_DAY
        return total

    def intervals(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Go through the open stretches from start on, in UTC, without end.

        The first is clipped to start. A stretch ends at midnight even where
        the next one begins there.
        """
        return self._intervals_ahead(_in_utc(start))

    def intervals_on(self, day: date) -> Intervals:
        """Give the open stretches of one local day, in UTC; none when closed."""
        return moments_of(day, self.hours_on(day), self.zone)

    def hours_on(self, day: date) -> Hours:
        """Give one day's opening hours as local minutes; none when closed."""
        hours = self.usual_hours_on(day)
        latest = self.special_days.get(day, DAY_MINUTES)
        if latest is None:
            return ()
        if latest == DAY_MINUTES:
            return hours
        return tuple((a, min(b, latest)) for a, b in hours if a < latest)

    def usual_hours_on(self, day: date) -> Hours:
        """Give the hours that the day would have, were it not a special day."""
        own = self._differing_hours.get(day)
        return self._week[day.weekday()] if own is None else own

    def is_open(self, moment: datetime) -> bool:
        """Tell whether a moment lies in a window; the closing moment does not."""
        sought = _in_utc(moment)
        today = self.intervals_on(self._local_day(sought))
        return any(opens <= sought < closes for opens, closes in today)

    def next_opening(self, moment: datetime) -> datetime:
        """Give the first open moment from here on: this one when it is open."""
        return next(self.intervals(moment))[0]

    def is_working_day(self, day: date) -> bool:
        """Tell whether the day has any open time; a half day has."""
        _refuse_moment(day)
        return bool(self.intervals_on(day))

    def next_working_day(self, day: date) -> date:
        """Give the first working day strictly after this one."""
        _refuse_moment(day)
        return next(self._open_days(day + ONE_DAY, ONE_DAY))[0]

    def _intervals_ahead(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        for _, intervals in self._open_days(self._local_day(start), ONE_DAY):
            for opens, closes in intervals:
                if start < closes:
                    yield max(opens, start), closes

    def _intervals_back(self, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        for _, intervals in self._open_days(self._local_day(end), -ONE_DAY):
            for opens, closes in reversed(intervals):
                if opens < end:
                    yield opens, min(closes, end)

    def _open_days(
        self, day: date, step: timedelta
    ) -> Iterator[tuple[date, Intervals]]:
        """Go through the working days from day on, forwards or backwards."""
        closed_days = 0
        while closed_days <= SEARCH_DAYS:
            if intervals := self.intervals_on(day):
                closed_days = 0
                yield day, intervals
            else:
                closed_days += 1
            day += step
        raise CalendarNeverOpens("Closed for more than three years")

    def _local_day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()


def minute_of(clock: time) -> int:
    """Give the minutes since midnight.

    Raises:
        ValueError: the time has seconds, or carries a zone of its own.
    """
    if clock.second or clock.microsecond or clock.tzinfo:
        raise ValueError(f"Not a local time in whole minutes: {clock}")
    return clock.hour * 60 + clock.minute


def closing_minute_of(clock: time) -> int:
    """Give the minute of a closing time: 00:00 is midnight at the day's end."""
    return minute_of(clock) or DAY_MINUTES


def _hours_of(day: date, windows: tuple[Window, ...]) -> Hours:
    _refuse_moment(day)
    if any(each.weekday != day.weekday() for each in windows):
        raise ValueError(f"{day} has windows of another weekday")
    return _merged(tuple(sorted(windows)), day.weekday())


def _merged(windows: tuple[Window, ...], weekday: int) -> Hours:
    """Give one weekday's hours, touching windows joined. Needs them sorted."""
    hours = [(w.opens, w.closes) for w in windows if w.weekday == weekday]
    for earlier, later in pairwise(hours):
        if later[0] < earlier[1]:
            raise ValueError(f"Windows of weekday {weekday} overlap")
    touching = {opens for opens, _ in hours} & {closes for _, closes in hours}
    opening = [opens for opens, _ in hours if opens not in touching]
    closing = [closes for _, closes in hours if closes not in touching]
    return tuple(zip(opening, closing, strict=True))


def _in_utc(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("A naive moment has no place in time")
    return moment.astimezone(UTC)


def _not_negative(amount: timedelta) -> timedelta:
    if amount < NO_TIME:
        raise ValueError("Working time is never negative")
    return amount


def _refuse_moment(day: date) -> None:
    if isinstance(day, datetime):
        raise TypeError("A moment is not a day: say in which zone")
