"""The ring of a year: months around, a lane for each channel, an arc for each span.

Only numbers: templates/planning/ring.svg draws them. No colour is needed to read it: a
lane has its number, a month that is too full its hatching and its sign.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import cos, radians, sin
from typing import Final

from django.utils.formats import date_format

from organisation.months import Month
from planning.year import ENTRY, Item, Year

SIZE: Final = 720
CENTRE: Final = SIZE / 2
GAP: Final = 14.0  # degrees above, where the lanes have their numbers
OUTER: Final = 352.0  # radii of the months
INNER: Final = 308.0
NAMES: Final = 330.0
FIRST_LANE: Final = 298.0
LAST_LANE: Final = 98.0
WIDEST: Final = 22.0  # of a lane
FILLED: Final = 0.7  # of a lane's width is the arc
SHORTEST: Final = 4  # days: what is shorter would not be seen
ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Segment:
    """A month: its outline, and where its name stands."""

    path: str
    x: float
    y: float
    name: str
    is_full: bool


@dataclass(frozen=True)
class Lane:
    """One channel: its number above, its circle, its arcs."""

    number: int
    name: str
    y: float
    circle: str
    arcs: Sequence[str]
    is_entries: bool


@dataclass(frozen=True)
class Ring:
    size: int
    segments: Sequence[Segment]
    lanes: Sequence[Lane]
    arc_width: float


def ring_of(year: Year, full: Collection[Month] = ()) -> Ring:
    """Draw the year; the months in `full` are marked."""
    groups: dict[tuple[bool, str], list[Item]] = {}
    for each in year.items:
        groups.setdefault((each.kind == ENTRY, each.group), []).append(each)
    wide = min(WIDEST, (FIRST_LANE - LAST_LANE) / max(len(groups), 1))
    days = _Days(year.number)
    lanes = [
        _lane(days, number, FIRST_LANE - wide * (number - 0.5), key, groups[key])
        for number, key in enumerate(sorted(groups), start=1)
    ]
    months = [Month(year.number, number) for number in range(1, 13)]
    segments = [_segment(days, month, is_full=month in full) for month in months]
    return Ring(SIZE, segments, lanes, round(wide * FILLED, 1))


class _Days:
    """The days of a year around the ring, clockwise from above."""

    def __init__(self, year: int) -> None:
        self.first, self.last = date(year, 1, 1), date(year, 12, 31)
        self.number = (self.last - self.first).days + 1

    def angle(self, day: date) -> float:
        """Where the day begins, in degrees."""
        share = (day - self.first).days / self.number
        return GAP / 2 - 90 + (360 - GAP) * share


def _lane(
    days: _Days,
    number: int,
    radius: float,
    key: tuple[bool, str],
    items: Sequence[Item],
) -> Lane:
    spans = ((each.starts_on, each.lasts_until(days.last)) for each in items)
    is_entries, name = key
    return Lane(
        number,
        name,
        round(CENTRE - radius, 1),
        _arc(days, radius, days.first, days.last),
        [_arc(days, radius, *span) for span in _merged(days, spans)],
        is_entries,
    )


def _merged(days: _Days, spans: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """What overlaps or adjoins is one arc; none is too short to be seen."""
    found: list[tuple[date, date]] = []
    for begins, ends in sorted(spans):
        first = max(begins, days.first)
        last = min(max(ends, first + ONE_DAY * (SHORTEST - 1)), days.last)
        first = min(first, last - ONE_DAY * (SHORTEST - 1))
        if found and first <= found[-1][1] + ONE_DAY:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def _segment(days: _Days, month: Month, *, is_full: bool) -> Segment:
    first = month.first_day
    last = min(month.plus(1).first_day - ONE_DAY, days.last)
    begin, end = days.angle(first), days.angle(last + ONE_DAY)
    x, y = _point(NAMES, (begin + end) / 2)
    outline = (
        f"M{_at(OUTER, begin)}A{OUTER:g} {OUTER:g} 0 0 1 {_at(OUTER, end)}"
        f"L{_at(INNER, end)}A{INNER:g} {INNER:g} 0 0 0 {_at(INNER, begin)}Z"
    )
    return Segment(outline, x, y, date_format(first, "b"), is_full)


def _arc(days: _Days, radius: float, first: date, last: date) -> str:
    begin, end = days.angle(first), days.angle(last + ONE_DAY)
    is_long = int(end - begin > 180)
    sweep = f"A{radius:.1f} {radius:.1f} 0 {is_long} 1"
    return f"M{_at(radius, begin)}{sweep} {_at(radius, end)}"


def _at(radius: float, angle: float) -> str:
    x, y = _point(radius, angle)
    return f"{x:g} {y:g}"


def _point(radius: float, angle: float) -> tuple[float, float]:
    turned = radians(angle)
    return (
        round(CENTRE + radius * cos(turned), 1),
        round(CENTRE + radius * sin(turned), 1),
    )
