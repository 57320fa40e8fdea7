"""What a wall clock shows, as moments: right on the days when clocks are moved, too."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

ONE_MINUTE: Final = timedelta(minutes=1)

Hours = tuple[tuple[int, int], ...]
"""Open stretches of one local day, in minutes since midnight, in order."""

Intervals = tuple[tuple[datetime, datetime], ...]
"""Open stretches in UTC, in order, none empty."""


@lru_cache(maxsize=8192)
def moments_of(day: date, hours: Hours, zone: ZoneInfo) -> Intervals:
    """Give the stretches of one local day as moments; those that spring skips go."""
    moments = (
        (_first_showing(day, opens, zone), _first_showing(day, closes, zone))
        for opens, closes in hours
    )
    return tuple((opens, closes) for opens, closes in moments if opens < closes)


def _first_showing(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """Give the first moment when the zone's clock shows that minute or later."""
    wall = datetime.combine(day, time.min) + timedelta(minutes=minute)
    while True:
        moment = wall.replace(tzinfo=zone).astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None) == wall:
            return moment
        wall += ONE_MINUTE  # the clock skips this minute: the jump comes next
