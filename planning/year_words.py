"""The year in words: what a row says, what the ring says, which months are too full."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organisation.models import Municipality
from organisation.months import Month
from organisation.weeks import Week
from organisation.wording import days_text, month_name, month_title
from planning.capacity import MOST_WEEKS, capacity_of
from planning.sentences import outcome
from planning.year import Item, Year

FullMonths = Mapping[Month, Sequence[Week]]


@dataclass(frozen=True)
class Shown:
    """A row of the list, in words. `said` is channel or kind, campaign, function."""

    item: Item
    when: str
    said: str
    result: str
    last: str


@dataclass(frozen=True)
class ShownMonth:
    """A month of the list; `full` says which weeks hold more than can be kept."""

    title: str
    key: str
    rows: Sequence[Shown]
    full: str


def full_months(municipality: Municipality, year: int, at: datetime) -> FullMonths:
    """The weeks ahead whose plan is more than can be kept, by the months they are in.

    Nothing is asked, and nothing said, of a year that is over or lies too far ahead.
    """
    running = Week.of(at)
    ahead = running.count_to(Week.on(date(year, 12, 31))) + 1
    if ahead < 1 or running.count_to(Week.on(date(year, 1, 1))) >= MOST_WEEKS:
        return {}
    plan = capacity_of(municipality, min(ahead, MOST_WEEKS), at=at)
    found: defaultdict[Month, list[Week]] = defaultdict(list)
    for each in plan.overfull:
        days = (each.week.monday, each.week.sunday)
        for month in sorted({Month(day.year, day.month) for day in days}):
            if month.year == year:
                found[month].append(each.week)
    return found


def shown_months(year: Year, full: FullMonths) -> Sequence[ShownMonth]:
    return [
        ShownMonth(
            month_title(each.month),
            str(each.month),
            [shown(item) for item in each.items],
            _full_text(full.get(each.month, ())),
        )
        for each in year.months
    ]


def shown_earlier(item: Item) -> Shown:
    """What began in a year before: with that year."""
    return replace(shown(item), when=days_text(item.starts_on, item.ends_on))


def shown(item: Item) -> Shown:
    number = ngettext("%(number)s activity", "%(number)s activities", item.number)
    parts = (
        number % {"number": item.number} if item.number > 1 else "",
        item.group,
        item.campaign if item.number == 1 else "",
        item.function,
        _("every year") if item.is_yearly else "",
    )
    return Shown(
        item,
        _when(item),
        " · ".join(part for part in parts if part),
        "" if item.result is None else outcome(item.result),
        "" if item.last is None else outcome(item.last),
    )


def ring_text(year: Year) -> str:
    """How much begins in each month; the list says what."""
    counts = ", ".join(
        f"{month_name(each.month)} {sum(item.number for item in each.items)}"
        for each in year.months
    )
    return _("So much begins in each month: %(counts)s.") % {"counts": counts}


def _when(item: Item) -> str:
    """3–10 March; the year is said only where it is another than that of the start."""
    starts, ends = item.starts_on, item.ends_on
    if ends is None and item.is_entry:
        ends = starts
    if ends is None:
        return _("from %(day)s") % {"day": _day(starts)}
    if ends.year != starts.year:
        return days_text(starts, ends)
    if starts == ends:
        return _day(starts)
    begin = str(starts.day) if starts.month == ends.month else _day(starts)
    return f"{begin}–{_day(ends)}"


def _day(day: date) -> str:
    return date_format(day, _("j F"))


def _full_text(weeks: Sequence[Week]) -> str:
    if not weeks:
        return ""
    numbers = ", ".join(str(week.number) for week in weeks)
    text = ngettext(
        "Week %(numbers)s holds more than can be kept",
        "Weeks %(numbers)s hold more than can be kept",
        len(weeks),
    )
    return text % {"numbers": numbers}
