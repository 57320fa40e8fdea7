"""Changes to when a municipality is open: weekly windows and special days.

What takes hours away changes who can keep open promises, as a change of the rota does:
it is made as one, and kept as a version.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from typing import Any, Final

from django.db import IntegrityError, transaction

from audit.services import record
from organisation.calendar import CalendarNeverOpens
from organisation.models import Municipality, OpeningWindow, SpecialDay, StaffMember
from organisation.red_days import ProposedDay
from organisation.services.rota import RotaChange
from organisation.services.versions import save_changes, touch_settings
from organisation.settings_cache import office_calendar

WORKDAYS: Final = range(5)
# Mondays to Fridays, with lunch: what a new municipality begins with.
DEFAULT_HOURS: Final = ((time(8), time(12)), (time(13), time(16, 30)))

By = StaffMember | None


class WindowsOverlap(Exception):
    """Two windows of one weekday have minutes in common."""

    def __init__(self, weekdays: list[int]) -> None:
        super().__init__(weekdays)
        self.weekdays = weekdays


class DayTaken(Exception):
    """That date is in the list of special days already."""


@transaction.atomic
def add_windows(
    municipality: Municipality,
    weekdays: Iterable[int],
    kind: str,
    opens: time,
    closes: time,
    *,
    by: By,
    at: datetime,
) -> None:
    """Add the same span to several weekdays, or to none.

    Raises:
        WindowsOverlap: names the weekdays that already have some of those minutes.
    """
    new = [
        OpeningWindow(
            municipality=municipality,
            weekday=weekday,
            kind=kind,
            opens=opens,
            closes=closes,
        )
        for weekday in sorted(set(weekdays))
    ]
    _check_overlaps(municipality, new)
    try:
        with transaction.atomic():
            OpeningWindow.objects.bulk_create(new)
    except IntegrityError as error:  # a colleague added one this very moment
        raise WindowsOverlap([each.weekday for each in new]) from error
    touch_settings(municipality)
    record("added-hours", municipality, by=by, at=at, fields=[kind])


@transaction.atomic
def remove_window(window: OpeningWindow, *, by: By, at: datetime) -> None:
    """Take a window away. Raises CalendarNeverOpens when no office hours are left."""
    _change(window.municipality, window.delete, by, at)
    record("removed-hours", window.municipality, by=by, at=at, fields=[window.kind])


@transaction.atomic
def save_special_day(
    day: SpecialDay, *, name: str, kind: str, closes: time | None, by: By, at: datetime
) -> None:
    """Add a special day, or change one that stands.

    Raises:
        DayTaken: the date of a new day has a row already.
        CalendarNeverOpens: the municipality would be closed for years.
    """
    values = {"name": name, "kind": kind, "closes": closes}
    changed: list[str] = []

    def edit() -> None:
        if day.pk is None:
            changed.extend(_add_day(day, values))
        else:
            fresh = SpecialDay.objects.select_for_update().get(pk=day.pk)
            changed.extend(save_changes(fresh, values))

    _change(day.municipality, edit, by, at)
    record("saved-special-day", day, by=by, at=at, fields=changed)


@transaction.atomic
def remove_special_day(day: SpecialDay, *, by: By, at: datetime) -> None:
    record("removed-special-day", day, by=by, at=at)
    _change(day.municipality, day.delete, by, at)


@transaction.atomic
def add_red_days(
    municipality: Municipality,
    proposed: Iterable[ProposedDay],
    *,
    by: By,
    at: datetime,
) -> int:
    """Add days that were proposed; a day that has a row keeps it. Gives how many."""
    taken = set(
        SpecialDay.objects.filter(municipality=municipality).values_list(
            "day", flat=True
        )
    )
    rows = [
        SpecialDay(
            municipality=municipality,
            day=each.day,
            name=each.name,
            kind=each.kind,
            closes=each.closes,
        )
        for each in proposed
        if each.day not in taken
    ]

    def edit() -> None:
        SpecialDay.objects.bulk_create(rows, ignore_conflicts=True)

    _change(municipality, edit, by, at)
    years = sorted({f"{row.day:%Y}" for row in rows})
    record("added-red-days", municipality, by=by, at=at, fields=years)
    return len(rows)


def days_taken(municipality: Municipality, year: int) -> set[date]:
    days = SpecialDay.objects.filter(municipality=municipality, day__year=year)
    return set(days.values_list("day", flat=True))


def _add_day(day: SpecialDay, values: Mapping[str, Any]) -> list[str]:
    for name, value in values.items():
        setattr(day, name, value)
    try:
        with transaction.atomic():
            day.save()
    except IntegrityError as error:
        raise DayTaken from error
    return ["day", *values]


def _check_overlaps(municipality: Municipality, new: list[OpeningWindow]) -> None:
    standing = OpeningWindow.objects.filter(municipality=municipality)
    pairs = ((one, other) for one in new for other in standing)
    busy = sorted({one.weekday for one, other in pairs if _share_minutes(one, other)})
    if busy:
        raise WindowsOverlap(busy)


def _share_minutes(one: OpeningWindow, other: OpeningWindow) -> bool:
    """Midnight as end is later than every start."""
    return (
        one.weekday == other.weekday
        and (other.closes == time(0) or one.opens < other.closes)
        and (one.closes == time(0) or other.opens < one.closes)
    )


def _change(
    municipality: Municipality, edit: Callable[[], object], by: By, at: datetime
) -> None:
    """Make an edit as a change of the rota; nobody: as a part of setting it up."""

    def checked() -> None:
        edit()
        touch_settings(municipality)
        _check_opens(municipality, at)

    if by is None:  # nothing is promised yet
        checked()
    else:
        RotaChange(municipality, "changed-hours", checked).make(by=by, at=at)


def _check_opens(municipality: Municipality, at: datetime) -> None:
    calendar = office_calendar(municipality)
    if calendar is None:
        raise CalendarNeverOpens("No office hours are left")
    calendar.next_opening(at)
