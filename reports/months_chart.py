"""The chart over many months: how many got in touch, and below it the homes approved.

Each has a scale of its own that begins at nought, so that neither leans on the other. A
path draws all bars of a sort: a hundred months are as few elements as twelve.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from organisation.months import Month
from organisation.wording import month_text, number_text
from reports.charts import LEFT, RIGHT, AxisLabel, GridLine
from reports.months import Figures, MonthByMonth, MonthRow, Source

RECEIVED: Final = (48, 188)  # top and floor of the upper panel
APPROVED: Final = (236, 284)  # and of the lower
FIRST_LINE, SECOND_LINE = 312, 336  # of words under the axis
FILLED: Final = 0.7  # of a month's width
NARROWEST: Final = 1.0
ROOM_FOR_NAMES: Final = 14  # so many months have each its name, and its number
LONGEST_NUMBER: Final = 999  # that fits over a bar among others
MOST_YEARS: Final = 10  # years that are written on the axis
ROUND: Final = (1, 2, 3, 4, 5, 6, 8)  # where a scale may end, times ten and so on

Count = Callable[[Figures], int]


@dataclass(frozen=True)
class Label:
    """A number over the bar of its month."""

    x: int
    y: int
    text: str


@dataclass(frozen=True)
class Panel:
    """The bars of one figure; each path is SVG's `d`, "" where there is no such bar."""

    title: str
    whole: str
    earlier: str
    running: str
    grid: Sequence[GridLine]
    labels: Sequence[Label]


@dataclass(frozen=True)
class MonthsChart:
    """`months` stand on the axis where there is room, `years` below them."""

    description: str
    received: Panel
    approved: Panel
    months: Sequence[AxisLabel]
    years: Sequence[AxisLabel]
    years_y: int


def months_chart(history: MonthByMonth) -> MonthsChart:
    rows = history.rows
    months = _names(rows) if len(rows) <= ROOM_FOR_NAMES else []
    return MonthsChart(
        description=_description(history.told),
        received=_panel(_("Got in touch"), rows, _received, *RECEIVED),
        approved=_panel(_("Homes approved"), rows, _approved, *APPROVED),
        months=months,
        years=_years(rows),
        years_y=SECOND_LINE if months else FIRST_LINE,
    )


def scale_end(largest: int) -> int:
    """The next round number that is not below; 1 where there is nothing."""
    power = 1
    while largest > 10 * power:
        power *= 10
    steps = [step * power for step in (*ROUND, 10)]
    return next(step for step in steps if step >= largest)


def _received(figures: Figures) -> int:
    return figures.received


def _approved(figures: Figures) -> int:
    return figures.approved


def _panel(
    title: str, rows: Sequence[MonthRow], count: Count, top: int, floor: int
) -> Panel:
    numbers = [0 if row.figures is None else count(row.figures) for row in rows]
    end = scale_end(max(numbers))
    tops = [floor - (floor - top) * number / end for number in numbers]

    def bars(*sources: Source) -> str:
        """Where nobody is counted nothing is drawn."""
        return "".join(
            _bar(place, len(rows), tops[place], floor)
            for place, row in enumerate(rows)
            if row.source in sources and numbers[place]
        )

    return Panel(
        title,
        whole=bars(Source.FROZEN, Source.PRELIMINARY),
        earlier=bars(Source.IMPORTED),
        running=bars(Source.RUNNING),
        grid=[GridLine(top, number_text(end)), GridLine(floor, number_text(0))],
        labels=[
            Label(_middle(place, len(rows)), round(tops[place]) - 5, text)
            for place, text in _numbered(numbers)
        ],
    )


def _numbered(numbers: Sequence[int]) -> list[tuple[int, str]]:
    """Which bars have their number: all where there is room, else the highest."""
    has_room = len(numbers) <= ROOM_FOR_NAMES and max(numbers) <= LONGEST_NUMBER
    shown = range(len(numbers)) if has_room else [numbers.index(max(numbers))]
    return [(place, number_text(numbers[place])) for place in shown if numbers[place]]


def _bar(place: int, months: int, top: float, floor: int) -> str:
    pitch = (RIGHT - LEFT) / months
    width = max(pitch * FILLED, NARROWEST)
    left = LEFT + pitch * place + (pitch - width) / 2
    return f"M{left:.1f} {floor}V{top:.1f}h{width:.1f}V{floor}z"


def _middle(place: int, months: int) -> int:
    return round(LEFT + (RIGHT - LEFT) * (place + 0.5) / months)


def _names(rows: Sequence[MonthRow]) -> list[AxisLabel]:
    return [
        AxisLabel(_middle(place, len(rows)), date_format(row.month.first_day, "M"))
        for place, row in enumerate(rows)
    ]


def _years(rows: Sequence[MonthRow]) -> list[AxisLabel]:
    """Under each January, and under the first month where that leaves room.

    Of many years every second is written, or every fifth.
    """
    januaries = [
        (place, row.month.year)
        for place, row in enumerate(rows)
        if row.month == row.month.january
    ]
    every = next(n for n in (1, 2, 5, 10, 100) if len(januaries) <= n * MOST_YEARS)
    labels = [
        AxisLabel(_middle(place, len(rows)), str(year))
        for place, year in januaries
        if year % every == 0
    ]
    first = AxisLabel(_middle(0, len(rows)), str(rows[0].month.year))
    room = (RIGHT - LEFT) // MOST_YEARS
    if not labels or labels[0].x - first.x > room:
        return [first, *labels]
    return labels


def _description(told: Sequence[MonthRow]) -> str:
    """The chart in words; every number stands in the table."""
    sentences = []
    month, number = _highest(told, _received)
    if number:
        sentences.append(
            _("Most got in touch in %(month)s: %(number)s.")
            % {"month": month_text(month), "number": number_text(number)}
        )
    month, number = _highest(told, _approved)
    if number:
        sentences.append(
            _("Most homes were approved in %(month)s: %(number)s.")
            % {"month": month_text(month), "number": number_text(number)}
        )
    return " ".join([*sentences, _("The table has every month.")])


def _highest(told: Sequence[MonthRow], count: Count) -> tuple[Month, int]:
    """The first month with the largest number."""
    counts = [(row.month, count(row.figures)) for row in told if row.figures]
    return max(counts, key=lambda pair: pair[1])
