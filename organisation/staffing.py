"""Who covers which opening window: in an ordinary week, and on the dates that come."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from organisation.calendar import STOCKHOLM, WorkingCalendar
from organisation.models import (
    CALLING,
    Municipality,
    OpeningWindow,
    SpecialDay,
    StaffMember,
)
from organisation.rota import Rota, rota_of
from organisation.wording import clock_text

ONE_DAY: Final = timedelta(days=1)
DAYS_SHOWN: Final = 14


@dataclass(frozen=True)
class Cell:
    """One person's box in the row of a window."""

    staff: StaffMember
    value: str
    is_ticked: bool


@dataclass(frozen=True)
class Row:
    """A window of the ordinary week, with a box for each person."""

    window: OpeningWindow
    cells: list[Cell]


@dataclass(frozen=True)
class Turn:
    """A window on a date: who is there, and who would be but is away."""

    window: OpeningWindow
    hours: str
    people: list[str]
    away: list[str]


@dataclass(frozen=True)
class Day:
    """A date and its windows; `closed` is why there are none, where that is known."""

    day: date
    turns: list[Turn]
    closed: str = ""


def people_who_call(municipality: Municipality) -> list[StaffMember]:
    """Everybody active whose role lets them call, in order of name."""
    return list(
        StaffMember.objects.active()
        .with_role(municipality, *CALLING)
        .order_by("display_name", "pk")
    )


def windows_of(municipality: Municipality) -> list[OpeningWindow]:
    return list(municipality.opening_windows.all())


def value_of(window: int, staff: int) -> str:
    """What the box of that window and person is called in the form."""
    return f"{window}-{staff}"


def ticks_of(municipality: Municipality, moment: datetime) -> set[str]:
    """The boxes of the ordinary week as it stands."""
    weekly = rota_of(municipality, moment).weekly
    return {
        value_of(window, staff) for window, people in weekly.items() for staff in people
    }


def week_of(
    windows: Iterable[OpeningWindow],
    people: Iterable[StaffMember],
    ticked: Iterable[str],
) -> list[tuple[str, list[Row]]]:
    """The ordinary week: each weekday that has windows, with their rows."""
    boxes, everybody = set(ticked), list(people)

    def row_of(window: OpeningWindow) -> Row:
        values = [(each, value_of(window.pk, each.pk)) for each in everybody]
        cells = [Cell(each, value, value in boxes) for each, value in values]
        return Row(window, cells)

    return [
        (str(OpeningWindow.Weekday(weekday).label), [row_of(each) for each in group])
        for weekday, group in groupby(windows, key=lambda each: each.weekday)
    ]


def coming_days(
    municipality: Municipality, moment: datetime, days: int = DAYS_SHOWN
) -> list[Day]:
    """The dates from today on that have windows, with who is there on each."""
    first = localtime(moment, STOCKHOLM).date()
    last = first + ONE_DAY * (days - 1)
    rota = rota_of(municipality, moment)
    names = {each.pk: each.display_name for each in people_who_call(municipality)}
    windows = windows_of(municipality)
    special = SpecialDay.objects.filter(
        municipality=municipality, day__range=(first, last)
    )
    closings = {each.day: each.name for each in special}
    found = (
        _day_of(first + ONE_DAY * each, windows, rota, names) for each in range(days)
    )
    return [
        Day(each.day, each.turns, "" if each.turns else closings.get(each.day, ""))
        for each in found
        if each.turns or any(one.weekday == each.day.weekday() for one in windows)
    ]


def _day_of(
    day: date,
    windows: Iterable[OpeningWindow],
    rota: Rota,
    names: Mapping[int, str],
) -> Day:
    turns = [
        turn_of(each, day, rota, names)
        for each in windows
        if each.weekday == day.weekday()
    ]
    return Day(day, [each for each in turns if each.hours])


def turn_of(
    window: OpeningWindow, day: date, rota: Rota, names: Mapping[int, str]
) -> Turn:
    """The window on that date; its hours are "" where a red day closes it."""
    planned = [each for each in names if each in rota.planned(window.pk, day)]
    away = [each for each in planned if not rota.is_present(each, day)]
    return Turn(
        window,
        hours_on(window, day, rota),
        list(_people(window.pk, day, rota, names)),
        [names[each] for each in away],
    )


def hours_on(window: OpeningWindow, day: date, rota: Rota) -> str:
    """17.00–20.00; on a half day until it closes; "" where it is closed."""
    found = rota.windows.get(window.pk)
    if found is None:
        return ""
    calendar = WorkingCalendar((found[1],), rota.special_days)
    return ", ".join(
        f"{clock_text(a)}–{clock_text(b)}" for a, b in calendar.hours_on(day)
    )


def _people(
    window: int, day: date, rota: Rota, names: Mapping[int, str]
) -> Iterator[str]:
    """Those on duty, in order of name; a substitute with whom it is for."""
    planned = rota.planned(window, day)
    for staff in names:
        if staff not in rota.on_duty(window, day):
            continue
        absent = [
            names[each]
            for each in names
            if each in planned
            and each != staff
            and rota.substitute_of(each, day) == staff
        ]
        if staff in planned or not absent:
            yield names[staff]
        else:
            yield _("%(name)s for %(absent)s") % {
                "name": names[staff],
                "absent": ", ".join(absent),
            }
