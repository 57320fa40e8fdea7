"""A count of every minute of twelve years: slow to make, and too simple to be wrong.

It asks of each minute what the clock on the wall has shown. Where autumn shows an
hour twice the clock has shown it already: the running maximum is what counts, and that
is the whole rule for both days on which clocks are moved.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import numpy
import pandas

from benchmarks.offices import YEARS, Office, Spans, red_days
from organisation.calendar import DAY_MINUTES

FIRST: Final = datetime(YEARS[0], 1, 1, tzinfo=UTC)
AFTER: Final = datetime(YEARS[-1] + 1, 1, 1, tzinfo=UTC)
EPOCH: Final = date(1970, 1, 1)
MINUTE: Final = 60  # seconds

Numbers = Any
"""An array of whole seconds since FIRST, or of whole seconds."""


class Wall:
    """What the clock has shown in each minute: the day, and the minute of the day."""

    def __init__(self, zone: str) -> None:
        moments = pandas.date_range(FIRST, AFTER, freq="min", inclusive="left")
        shown = moments.tz_convert(zone).tz_localize(None).to_numpy()
        minutes = numpy.maximum.accumulate(shown.astype("datetime64[m]").astype(int))
        days, clock = numpy.divmod(minutes, DAY_MINUTES)
        self.first_day = EPOCH + timedelta(days=int(days[0]))
        self.days = (days - days[0]).astype(numpy.int16)
        self.clock = clock.astype(numpy.int16)
        self.number = int(self.days[-1]) + 1  # of days

    def latest(self, office: Office) -> Numbers:
        """When each day closes at the latest: 0 for a day without any opening."""
        half_days = office.half_days()
        closed = {day.date() for day in red_days()}
        latest = numpy.full(self.number, DAY_MINUTES, numpy.int16)
        for number in range(self.number):
            day = self.first_day + timedelta(days=number)
            works = day.weekday() in office.weekdays or day in office.differing
            if day in closed or not works:
                latest[number] = 0
            elif day in half_days:
                latest[number] = half_days[day]
        return latest


class OpenMinutes:
    """The open minutes of one office, and how many seconds there were up to each."""

    def __init__(self, wall: Wall, office: Office) -> None:
        self.is_open = _in_spans(office.spans)[wall.clock]
        for day, spans in office.differing.items():
            # Its days stand in order, so that a day is one stretch of minutes.
            number = (day - wall.first_day).days
            first, after = numpy.searchsorted(wall.days, (number, number + 1))
            self.is_open[first:after] = _in_spans(spans)[wall.clock[first:after]]
        self.is_open &= wall.clock < wall.latest(office)[wall.days]
        self.until = numpy.zeros(len(self.is_open) + 1, numpy.int64)
        numpy.cumsum(self.is_open, out=self.until[1:])
        self.until *= MINUTE

    def before(self, moments: Numbers) -> Numbers:
        """Open seconds from FIRST until each moment."""
        whole, rest = numpy.divmod(moments, MINUTE)
        return self.until[whole] + rest * self.is_open[whole]

    def between(self, starts: Numbers, ends: Numbers) -> Numbers:
        return self.before(ends) - self.before(starts)

    def add(self, starts: Numbers, amounts: Numbers) -> Numbers:
        """The first moment with so much behind it; without amount the last: open."""
        wanted = self.before(starts) + amounts
        return numpy.where(amounts > 0, self._first(wanted), self._last(wanted))

    def subtract(self, ends: Numbers, amounts: Numbers) -> Numbers:
        """The mirror; an end in open time stays where nothing is taken away."""
        wanted = self.before(ends) - amounts
        back = numpy.where(amounts > 0, self._last(wanted), self._first(wanted))
        stays = (amounts == 0) & self.is_open[ends // MINUTE]
        return numpy.where(stays, ends, back)

    def _first(self, wanted: Numbers) -> Numbers:
        whole = numpy.searchsorted(self.until, wanted, side="left")
        return whole * MINUTE - (self.until[whole] - wanted)

    def _last(self, wanted: Numbers) -> Numbers:
        whole = numpy.searchsorted(self.until, wanted, side="right") - 1
        return whole * MINUTE + (wanted - self.until[whole])

    def count(self, start: int, end: int) -> int:
        """Whole open minutes between two minutes, each looked at."""
        return int(numpy.count_nonzero(self.is_open[start:end]))


def _in_spans(spans: Spans) -> Numbers:
    """For each minute of a day whether it is open."""
    minutes = numpy.zeros(DAY_MINUTES, bool)
    for opens, closes in spans:
        minutes[opens:closes] = True
    return minutes
