"""What is derived from a municipality's settings, kept in memory and never stale.

The key holds `settings_version`, which every change of settings raises in its own
transaction; so a process that has read the municipality's row has the right key.
"""

from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar, cast

from organisation.calendar import Window, WorkingCalendar, closing_minute_of
from organisation.models import Municipality, OpeningWindow, SpecialDay

MOST_KEPT = 500  # values; a full cache is emptied, simply

T = TypeVar("T")
_kept: dict[tuple[int, int, str], Any] = {}
_lock = Lock()


def remember(municipality: Municipality, name: str, build: Callable[[], T]) -> T:
    """The value of that name for the municipality's present settings."""
    key = (municipality.pk, municipality.settings_version, name)
    if key in _kept:
        return cast(T, _kept[key])
    value = build()
    with _lock:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = value
    return value


def office_calendar(municipality: Municipality) -> WorkingCalendar | None:
    """Office hours; None where the municipality has none yet."""
    return calendar_of(municipality, OpeningWindow.Kind.OFFICE)


def calendar_of(
    municipality: Municipality, kind: OpeningWindow.Kind
) -> WorkingCalendar | None:
    """The windows of one kind with the special days; None where there are none."""
    return remember(
        municipality, f"calendar:{kind}", lambda: _build(municipality, kind)
    )


def _build(
    municipality: Municipality, kind: OpeningWindow.Kind
) -> WorkingCalendar | None:
    windows = tuple(
        Window.of(each.weekday, each.opens, each.closes)
        for each in OpeningWindow.objects.filter(municipality=municipality, kind=kind)
    )
    if not windows:
        return None
    special_days = {
        each.day: None if each.closes is None else closing_minute_of(each.closes)
        for each in SpecialDay.objects.filter(municipality=municipality)
    }
    return WorkingCalendar(windows, special_days)
