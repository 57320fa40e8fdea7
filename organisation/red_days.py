"""Which days of a year a municipality is likely to be closed or close early.

Only proposals: an administrator looks at them, changes what is different here
and saves them as rows. The calendar knows nothing but the rows.

Closed: the public holidays (lag 1989:253 om allmänna helgdagar), the eves that
the annual leave act treats as Sundays (semesterlagen 1977:480, 3 a §: midsummer,
Christmas and New Year), and the eves of Easter and Pentecost, which are kept by
custom. Ordinary Sundays are left to the weekly opening hours.

Half days, by custom: the weekday before a closed day. Where that weekday has no
name of its own, only when the closed day is a weekday too: a national day on a
Saturday does not shorten the Friday. Bridge days (klämdagar) are not proposed.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final, Literal

import holidays

from organisation.calendar import WorkingCalendar
from organisation.wall_clock import Hours

FIRST_YEAR: Final = 2005  # the first with the national day, as the law stands
LAST_YEAR: Final = 2100
NOON: Final = time(12)
ONE_DAY: Final = timedelta(days=1)
SATURDAY: Final = 5

CLOSED_EVES: Final = {"Påskdagen": "Påskafton", "Pingstdagen": "Pingstafton"}
NAMED_HALF_DAYS: Final = {
    "Trettondedag jul": "Trettondagsafton",
    "Långfredagen": "Skärtorsdagen",
    "Första maj": "Valborgsmässoafton",
    "Kristi himmelsfärdsdag": "Dagen före Kristi himmelsfärdsdag",
    "Alla helgons dag": "Allhelgonaafton",
}


@dataclass(frozen=True, order=True)
class ProposedDay:
    """One row to propose. `closes` is None when the day is closed altogether."""

    day: date
    name: str
    closes: time | None = None

    @property
    def kind(self) -> Literal["closed", "half_day"]:
        return "closed" if self.closes is None else "half_day"


@dataclass(frozen=True)
class PreviewedDay:
    """What one special day does: usual and actual hours in local minutes."""

    day: date
    name: str
    usual: Hours
    actual: Hours

    @property
    def changes_hours(self) -> bool:
        """False where the day is closed anyway, as a red day on a Sunday often is."""
        return self.usual != self.actual


def propose_red_days(
    year: int, *, half_days_close: time = NOON, already: Collection[date] = ()
) -> list[ProposedDay]:
    """Propose a year's closed and half days, in order, with Swedish names.

    Args:
        year: 2005 to 2100.
        half_days_close: local time. Noon, the earliest that is usual, is the
            careful choice: no promise is made for an afternoon that may be free.
        already: days that have a row; they are left out and so never overwritten.

    Raises:
        ValueError: a year outside those borders.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"Red days are known from {FIRST_YEAR} to {LAST_YEAR}")
    closed = _closed_days(year)
    proposed = [ProposedDay(day, " och ".join(names)) for day, names in closed.items()]
    proposed += (ProposedDay(*half, half_days_close) for half in _half_days(closed))
    return sorted(row for row in proposed if row.day not in already)


def preview(
    calendar: WorkingCalendar, names: Mapping[date, str], first: date, *, days: int = 60
) -> list[PreviewedDay]:
    """Show what the special days from `first` on do to the opening hours.

    Args:
        calendar: as it will be, special days included.
        names: each special day's name; days outside the span are left out.
        first: the first day shown.
        days: length of the span, at least 1.
    """
    shown = sorted(day for day in names if first <= day < first + days * ONE_DAY)
    return [
        PreviewedDay(
            day, names[day], calendar.usual_hours_on(day), calendar.hours_on(day)
        )
        for day in shown
    ]


def _closed_days(year: int) -> dict[date, list[str]]:
    """Public holidays and customary closed eves; some days have two names."""
    red = holidays.country_holidays(
        "SE", years=year, language="sv", categories=("public", "de_facto")
    )
    closed = {day: red.get_list(day) for day in red}
    eves = {
        day - ONE_DAY: [CLOSED_EVES[name]]
        for day, names in closed.items()
        for name in names
        if name in CLOSED_EVES
    }
    return eves | closed


def _half_days(closed: Mapping[date, list[str]]) -> Iterator[tuple[date, str]]:
    for day, names in closed.items():
        eve = day - ONE_DAY
        own_names = [NAMED_HALF_DAYS[name] for name in names if name in NAMED_HALF_DAYS]
        if eve in closed or eve.weekday() >= SATURDAY or eve.year != day.year:
            continue
        if own_names:
            yield eve, own_names[0]
        elif day.weekday() < SATURDAY:
            yield eve, f"Dagen före {names[0][0].lower()}{names[0][1:]}"
