"""Dates and moments so many working days ahead."""

from datetime import date, datetime

from django.utils.timezone import localtime

from followups.models import PromisePolicy
from organisation.calendar import STOCKHOLM, WorkingCalendar


def latest_on(
    calendar: WorkingCalendar, policy: PromisePolicy, moment: datetime, days: int
) -> datetime:
    """The policy's hour on the last of so many working days, of which one at least.

    Where that day ends before the hour, or only opens after it: when it closes.
    """
    day = localtime(moment, STOCKHOLM).date()
    for _ in range(max(1, days)):
        day = calendar.next_working_day(day)
    latest = datetime.combine(day, policy.latest_time, STOCKHOLM)
    opens_at = calendar.intervals_on(day)[0][0]
    closes_at = calendar.intervals_on(day)[-1][1]
    return closes_at if latest <= opens_at else min(latest, closes_at)


def working_days_after(calendar: WorkingCalendar, day: date, last: date) -> int:
    """How many working days lie after the day until the last one, which counts."""
    count = 0
    while (day := calendar.next_working_day(day)) <= last:
        count += 1
    return count
