"""Opening hours and days that differ, as one writes them to families."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time, timedelta
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from organisation.calendar import DAY_MINUTES, closing_minute_of, minute_of
from organisation.models import OpeningWindow, SpecialDay
from organisation.wording import clock_text

ONE_DAY: Final = timedelta(days=1)
HOUR: Final = 60  # minutes
LONGEST_LUNCH: Final = 2 * HOUR
LUNCH_BEGINS: Final = (10 * HOUR + 30, 14 * HOUR)  # between these
ON_WEEKDAYS: Final = (
    pgettext_lazy("every", "Mondays"),
    pgettext_lazy("every", "Tuesdays"),
    pgettext_lazy("every", "Wednesdays"),
    pgettext_lazy("every", "Thursdays"),
    pgettext_lazy("every", "Fridays"),
    pgettext_lazy("every", "Saturdays"),
    pgettext_lazy("every", "Sundays"),
)

Span = tuple[int, int]  # minutes since midnight
Hours = tuple[Span, ...]


def hours_text(windows: Iterable[OpeningWindow]) -> str:
    """“vardagar 08.00–16.30 (lunch 12.00–13.00)”, “tisdagar 09.00–12.00”.

    In the active language. Windows of one weekday that touch are one. Nothing where
    there is no window.
    """
    weekdays_of: dict[Hours, list[int]] = defaultdict(list)
    for weekday, hours in _week(windows):
        weekdays_of[hours].append(weekday)
    return ", ".join(
        f"{_weekdays_text(weekdays)} {_day_text(hours)}"
        for hours, weekdays in weekdays_of.items()
    )


def _week(windows: Iterable[OpeningWindow]) -> Iterator[tuple[int, Hours]]:
    """The weekdays that are open, with their hours in order."""
    spans: dict[int, list[Span]] = defaultdict(list)
    for each in windows:
        opens, closes = minute_of(each.opens), closing_minute_of(each.closes)
        spans[each.weekday].append((opens, closes))
    for weekday in sorted(spans):
        yield weekday, _joined(sorted(spans[weekday]))


def _joined(spans: Sequence[Span]) -> Hours:
    joined: list[Span] = []
    for opens, closes in spans:
        if joined and joined[-1][1] == opens:
            joined[-1] = joined[-1][0], closes
        else:
            joined.append((opens, closes))
    return tuple(joined)


def _weekdays_text(weekdays: Sequence[int]) -> str:
    if len(weekdays) == 7:
        return _("every day")
    if list(weekdays) == [0, 1, 2, 3, 4]:
        return _("weekdays")
    first, last = weekdays[0], weekdays[-1]
    if len(weekdays) > 2 and last - first == len(weekdays) - 1:
        begin, end = (OpeningWindow.Weekday(each).label for each in (first, last))
        return f"{begin}–{end}"
    return _listed([str(ON_WEEKDAYS[each]) for each in weekdays])


def _day_text(hours: Hours) -> str:
    """One day's hours; a gap at noon is lunch."""
    if len(hours) == 2 and _is_lunch(hours[0][1], hours[1][0]):
        words = {
            "span": _span_text(hours[0][0], hours[1][1]),
            "lunch": _span_text(hours[0][1], hours[1][0]),
        }
        return _("%(span)s (lunch %(lunch)s)") % words
    return _listed([_span_text(*span) for span in hours])


def _is_lunch(begins: int, ends: int) -> bool:
    earliest, latest = LUNCH_BEGINS
    return earliest <= begins <= latest and ends - begins <= LONGEST_LUNCH


def _span_text(opens: int, closes: int) -> str:
    """08.00–16.30"""
    if closes - opens == DAY_MINUTES:
        return _("around the clock")
    return f"{clock_text(opens)}–{clock_text(closes)}"


def _listed(words: Sequence[str]) -> str:
    """a, b och c"""
    if len(words) < 2:
        return "".join(words)
    return _("%(words)s and %(last)s") % {
        "words": ", ".join(words[:-1]),
        "last": words[-1],
    }


def differing_text(
    days: Iterable[SpecialDay], windows: Iterable[OpeningWindow]
) -> Iterator[str]:
    """“Stängt 24–26 december.” and “30 april stänger vi
    klockan 12.00.”, in order of the days.

    A closed day that is no working day anyway is told only where it lies beside one
    that is. Days that are closed one after the other, weekends between, are one span.
    """
    week = dict(_week(windows))
    told: list[tuple[date, str]] = []
    closed: set[date] = set()
    for each in days:
        hours = week.get(each.day.weekday())
        if each.kind == SpecialDay.Kind.CLOSED:
            closed.add(each.day)
        elif hours and each.closes and closing_minute_of(each.closes) < hours[-1][1]:
            told.append((each.day, _half_day_text(each.day, each.closes)))
    for first, last in _spans(closed, set(week)):
        words = {"days": _days_text(first, last)}
        told.append((first, _("Closed %(days)s.") % words))
    return (text for _day, text in sorted(told))


def _spans(closed: set[date], working: set[int]) -> Iterator[tuple[date, date]]:
    """Closed days in a row; what lies between them is closed as every week."""
    left = sorted(closed)
    while left:
        first = last = left.pop(0)
        day = first + ONE_DAY
        while day in closed or (left and day.weekday() not in working):
            if day in closed:
                last = left.pop(0)
            day += ONE_DAY
        span = [each for each in closed if first <= each <= last]
        if any(each.weekday() in working for each in span):
            yield first, last


def _half_day_text(day: date, closes: time) -> str:
    clock = clock_text(closing_minute_of(closes))
    words = {"day": date_format(day, _("j F")), "time": clock}
    return _("On %(day)s we close at %(time)s.") % words


def _days_text(first: date, last: date) -> str:
    """24–26 december, 31 december–1 januari, 6 juni"""
    if first == last:
        return date_format(first, _("j F"))
    is_one_month = (first.year, first.month) == (last.year, last.month)
    begin = date_format(first, "j" if is_one_month else _("j F"))
    return f"{begin}–{date_format(last, _('j F'))}"
