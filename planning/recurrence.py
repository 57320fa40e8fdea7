"""When what was planned for one year falls in the next."""

from datetime import date, timedelta
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

WEEK: Final = timedelta(days=7)
LAST_SURE_WEEK: Final = 52  # not every year has a week 53


class Rule(TextChoices):
    WEEK = "week", _("the same week and day of the week")
    DATE = "date", _("the same date")


def next_year(day: date, rule: str) -> date:
    """The day in the year after; always within that year.

    The same week: that of the same number, and the same day of it; week 53 becomes
    week 52, and what would fall outside the year lies a week nearer. The same date:
    29 February becomes 28 February.
    """
    if rule == Rule.DATE:
        is_leap_day = (day.month, day.day) == (2, 29)
        return day.replace(year=day.year + 1, day=28 if is_leap_day else day.day)
    year, week, weekday = day.isocalendar()
    moved = date.fromisocalendar(year + 1, min(week, LAST_SURE_WEEK), weekday)
    if moved.year <= day.year:
        return moved + WEEK
    return moved - WEEK if moved.year > day.year + 1 else moved


def span_next_year(
    starts_on: date, ends_on: date | None, rule: str
) -> tuple[date, date | None]:
    """As many days as before, from the day on which it begins next year."""
    begins = next_year(starts_on, rule)
    return begins, None if ends_on is None else begins + (ends_on - starts_on)
