"""Two colleagues' free times side by side, for a visit that both should come to."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.timezone import localtime

from followups.booking import LEAD, full_weeks, monday_of
from followups.models import Slot
from organisation.calendar import STOCKHOLM
from organisation.models import Municipality

DAYS: Final = 6  # with free times, shown at once
SLOTS: Final = 4000  # of ten people for three weeks; more are not looked at


@dataclass(frozen=True)
class Time:
    """A time that is free for somebody: whose rows of slots those are, by person."""

    starts_at: datetime
    ends_at: datetime
    slots: Mapping[int, int]

    def of(self, people: Sequence[int]) -> tuple[int, ...]:
        """The slots of those of these people who are free."""
        return tuple(self.slots[each] for each in people if each in self.slots)

    @property
    def day(self) -> date:
        return localtime(self.starts_at, STOCKHOLM).date()


def free_for(
    municipality: Municipality, kind: str, moment: datetime, people: Sequence[int]
) -> list[Time]:
    """Every time at which any of these people is free, earliest first."""
    full = full_weeks(municipality, kind, moment)
    rows = (
        Slot.objects.of(municipality)
        .filter(kind=kind, staff__in=people)
        .free(moment + LEAD)
        .order_by("starts_at", "ends_at", "pk")
        .values_list("starts_at", "ends_at", "staff", "pk")[:SLOTS]
    )
    found: dict[tuple[datetime, datetime], dict[int, int]] = defaultdict(dict)
    for starts_at, ends_at, staff, pk in rows:
        if (staff, monday_of(starts_at)) not in full:
            found[starts_at, ends_at][staff] = pk
    return [Time(*span, slots) for span, slots in found.items()]


def best_partner(times: Sequence[Time], first: int, others: Sequence[int]) -> int:
    """Who of the others is free most often when the first one is; 0 for nobody."""
    common = Counter(
        each for time in times if first in time.slots for each in time.slots
    )
    return max(others, key=lambda each: common[each], default=0)


def of_next_days(
    times: Sequence[Time], people: Sequence[int]
) -> dict[date, list[Time]]:
    """The next six days on which any of these people is free, with those times."""
    days: dict[date, list[Time]] = {}
    for time in times:
        if not time.of(people):
            continue
        if time.day not in days and len(days) == DAYS:
            break
        days.setdefault(time.day, []).append(time)
    return days
