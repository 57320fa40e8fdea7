"""Calendars and moments that the tests of working time share."""

from datetime import UTC, datetime, timedelta

from organisation.calendar import STOCKHOLM, Window, WorkingCalendar

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
OFFICE = tuple(Window(day, 9 * 60, 17 * 60) for day in range(5))
NINE_TO_FIVE = WorkingCalendar(OFFICE)
ALWAYS = WorkingCalendar(tuple(Window(day, 0, 1440) for day in range(7)))


def at(text, fold=0):
    """A Stockholm moment such as "2026-03-13 16:30", given in UTC."""
    moment = datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM, fold=fold)
    return moment.astimezone(UTC)
