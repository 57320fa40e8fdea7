"""When the municipality lay low, as plain values from its rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localtime

from organisation.calendar import STOCKHOLM
from organisation.lying_low import lie_lows
from organisation.models import Municipality
from organisation.months import Month
from planning.lying_low_words import last_day


@dataclass(frozen=True)
class LowSpan:
    """One time of lying low: its days, and within how many a call was promised.

    `last` is None while it goes on.
    """

    first: date
    last: date | None
    working_days: int

    def touches(self, month: Month) -> bool:
        """Whether a day of it lies in the month; one that goes on has no end yet."""
        if self.first >= month.plus(1).first_day:
            return False
        return self.last is None or self.last >= month.first_day


def lying_low_in(
    municipality: Municipality, first: Month, last: Month, *, at: datetime
) -> tuple[LowSpan, ...]:
    """Those with a day in the months from first to last, the earliest first.

    One that goes on at the moment `at` has days until then, and no more.
    """
    return tuple(sorted(_spans(municipality, first, last, at), key=lambda e: e.first))


def _spans(
    municipality: Municipality, first: Month, last: Month, at: datetime
) -> Iterator[LowSpan]:
    begin, end = first.start, min(last.end, at)
    for low in lie_lows(municipality):
        if low.began_at < end and (low.ended_at is None or low.ended_at > begin):
            day = localtime(low.began_at, STOCKHOLM).date()
            yield LowSpan(day, last_day(low), low.working_days)
