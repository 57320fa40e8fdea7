"""Changes to when a municipality is open: weekly windows and special days.

What gives or takes hours changes who can keep open promises, as a change of the rota
does: it is foreseen and made as one, and kept as a version.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from typing import Any, Final

from django.db import IntegrityError, transaction

from organisation.calendar import CalendarNeverOpens
from organisation.models import Municipality, OpeningWindow, SpecialDay
from organisation.red_days import ProposedDay
from organisation.services.rota import RotaChange
from organisation.services.versions import save_changes, touch_settings
from organisation.settings_cache import office_calendar

WORKDAYS: Final = range(5)
# Mondays to Fridays, with lunch: what a new municipality begins with.
DEFAULT_HOURS: Final = ((time(8), time(12)), (time(13), time(16, 30)))


class WindowsOverlap(Exception):
    """Two windows of one weekday have minutes in common."""

    def __init__(self, weekdays: list[int]) -> None:
        super().__init__(weekdays)
        self.weekdays = weekdays


class DayTaken(Exception):
    """That date is in the list of special days already."""


def add_windows(
    municipality: Municipality,
    weekdays: Iterable[int],
    kind: str,
    opens: time,
    closes: time,
) -> RotaChange:
    """The same span for several weekdays.

    Making it raises WindowsOverlap, with the weekdays that have some of those minutes.
    """
    days = sorted(set(weekdays))

    def edit() -> None:
        new = [
            OpeningWindow(
                municipality=municipality,
                weekday=weekday,
                kind=kind,
                opens=opens,
                closes=closes,
            )
            for weekday in days
        ]
        _check_overlaps(municipality, new)
        try:
            with transaction.atomic():
                OpeningWindow.objects.bulk_create(new)
        except IntegrityError as error:  # a colleague added one this very moment
            raise WindowsOverlap(days) from error

    return RotaChange(municipality, "added-hours", edit, [kind])


def remove_window(window: OpeningWindow, at: datetime) -> RotaChange:
    """No longer open then.

    Making it raises CalendarNeverOpens where no office hours are left from `at` on.
    """

    def edit() -> None:
        OpeningWindow.objects.filter(pk=window.pk).delete()

    checked = _opens_still(window.municipality, edit, at)
    return RotaChange(window.municipality, "removed-hours", checked, [window.kind])


def save_special_day(
    day: SpecialDay, *, name: str, kind: str, closes: time | None, at: datetime
) -> RotaChange:
    """A new special day, or a change of one that stands.

    Making it raises DayTaken where the date of a new day has a row already, and
    CalendarNeverOpens where the municipality would be closed for years from `at` on.
    """
    values = {"name": name, "kind": kind, "closes": closes}

    def edit() -> None:
        if day.pk is None:
            _add_day(SpecialDay(municipality=day.municipality, day=day.day, **values))
        else:
            fresh = SpecialDay.objects.select_for_update().get(pk=day.pk)
            save_changes(fresh, values)

    checked = _opens_still(day.municipality, edit, at)
    return RotaChange(
        day.municipality, "saved-special-day", checked, _differing(day, values)
    )


def remove_special_day(day: SpecialDay, at: datetime) -> RotaChange:
    """An ordinary day again."""

    def edit() -> None:
        SpecialDay.objects.filter(pk=day.pk).delete()

    checked = _opens_still(day.municipality, edit, at)
    return RotaChange(day.municipality, "removed-special-day", checked)


def add_red_days(
    municipality: Municipality, proposed: Iterable[ProposedDay], at: datetime
) -> RotaChange:
    """Days that were proposed; a day that has a row keeps it.

    Making it raises CalendarNeverOpens where no office hours are left from `at` on.
    """
    days = list(proposed)

    def edit() -> None:
        SpecialDay.objects.bulk_create(
            [
                SpecialDay(
                    municipality=municipality,
                    day=each.day,
                    name=each.name,
                    kind=each.kind,
                    closes=each.closes,
                )
                for each in days
            ],
            ignore_conflicts=True,
        )

    checked = _opens_still(municipality, edit, at)
    years = sorted({f"{each.day:%Y}" for each in days})
    return RotaChange(municipality, "added-red-days", checked, years)


def days_taken(municipality: Municipality, year: int) -> set[date]:
    days = SpecialDay.objects.filter(municipality=municipality, day__year=year)
    return set(days.values_list("day", flat=True))


def _differing(day: SpecialDay, values: Mapping[str, Any]) -> list[str]:
    """What of a special day becomes another; all of a new one."""
    if day.pk is None:
        return ["day", *values]
    standing = SpecialDay.objects.get(pk=day.pk)
    return [name for name, value in values.items() if getattr(standing, name) != value]


def _add_day(day: SpecialDay) -> None:
    try:
        with transaction.atomic():
            day.save(force_insert=True)
    except IntegrityError as error:
        raise DayTaken from error


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


def _opens_still(
    municipality: Municipality, edit: Callable[[], object], at: datetime
) -> Callable[[], None]:
    """The edit, refused where the municipality would never open after it."""

    def checked() -> None:
        edit()
        touch_settings(municipality)
        _check_opens(municipality, at)

    return checked


def _check_opens(municipality: Municipality, at: datetime) -> None:
    calendar = office_calendar(municipality)
    if calendar is None:
        raise CalendarNeverOpens("No office hours are left")
    calendar.next_opening(at)
