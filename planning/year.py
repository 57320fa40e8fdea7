"""The year: what is planned, month by month, and what it led to, beside last year's.

An activity stands in the month in which it begins; what began earlier and still runs
stands before January. Where a year holds more activities than one can take in, those
of one campaign that begin in the same month are one row.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.db.models import BigIntegerField, F, Q, Value
from django.urls import reverse
from django.utils.translation import get_language

from campaigns.models import Activity
from campaigns.models.days import FIRST_DAY, LAST_DAY
from organisation.models import Municipality
from organisation.months import Month
from planning.models import YearEntry
from planning.result import NOTHING_YET, Result
from planning.tables import summed
from planning.tally import By, Scope, tally

FIRST_YEAR: Final = FIRST_DAY.year
LAST_YEAR: Final = LAST_DAY.year
MANY: Final = 100  # activities
ACTIVITY, ENTRY = "activity", "entry"
COLUMNS: Final = (
    *("sort", "pk", "name", "starts_on", "ends_on", "within", "within_name"),
    *("group", "group_en", "owner_function", "is_yearly", "copied_from_id"),
)


@dataclass(frozen=True)
class Item:
    """Something of the year. `group` is its channel, or what kind of entry it is.

    `number` is how many activities it stands for. `last` is what the same led to a
    year earlier: None where it was copied from none, and for entries.
    """

    kind: str
    pk: int
    name: str
    starts_on: date
    ends_on: date | None
    campaign_id: int | None
    campaign: str
    group: str
    function: str
    is_yearly: bool
    copied_from: int | None
    number: int = 1
    result: Result | None = None
    last: Result | None = None

    @property
    def url(self) -> str:
        if self.kind == ENTRY:
            return ""
        if self.number > 1:
            return reverse("planning:campaign", args=[self.campaign_id])
        return reverse("planning:activity", args=[self.pk])

    @property
    def is_entry(self) -> bool:
        return self.kind == ENTRY

    def lasts_until(self, last: date) -> date:
        """Its last day of a year that ends on that day. An entry is of one day, an
        activity without an end runs on."""
        without = self.starts_on if self.kind == ENTRY else last
        return min(self.ends_on or without, last)


@dataclass(frozen=True)
class MonthOfYear:
    month: Month
    items: Sequence[Item]


@dataclass(frozen=True)
class Year:
    """All of it in order of its days (`items`), and as the page shows it.

    `is_grouped` says that a row may stand for several activities.
    """

    number: int
    items: Sequence[Item]
    earlier: Sequence[Item]
    months: Sequence[MonthOfYear]
    is_grouped: bool

    @property
    def before(self) -> int:
        return max(self.number - 1, FIRST_YEAR)

    @property
    def after(self) -> int:
        return min(self.number + 1, LAST_YEAR)


def year_of(municipality: Municipality, number: int) -> Year:
    """Two statements: what is planned, and what it led to."""
    items = _with_results(municipality, list(_items(municipality, number)))
    is_grouped = sum(each.kind == ACTIVITY for each in items) > MANY
    rows = _gathered(items) if is_grouped else items
    return Year(
        number,
        items,
        [each for each in rows if each.starts_on.year < number],
        [_month(Month(number, place), rows) for place in range(1, 13)],
        is_grouped,
    )


def _month(month: Month, rows: Sequence[Item]) -> MonthOfYear:
    begins = (month.year, month.number)
    found = [
        each for each in rows if (each.starts_on.year, each.starts_on.month) == begins
    ]
    return MonthOfYear(month, found)


def _items(municipality: Municipality, number: int) -> Iterator[Item]:
    """What has a day in the year. One statement for both tables."""
    first, last = date(number, 1, 1), date(number, 12, 31)
    started = Q(starts_on__lte=last)
    activities = Activity.objects.of(municipality).filter(
        started, Q(ends_on=None) | Q(ends_on__gte=first)
    )
    entries = YearEntry.objects.of(municipality).filter(
        started, Q(starts_on__gte=first) | Q(ends_on__gte=first)
    )
    both = (
        activities.order_by()
        .annotate(
            sort=Value(ACTIVITY),
            within=F("campaign_id"),
            within_name=F("campaign__name"),
            group=F("channel__name"),
            group_en=F("channel__name_en"),
        )
        .values_list(*COLUMNS)
        .union(
            entries.order_by()
            .annotate(
                sort=Value(ENTRY),
                within=Value(None, BigIntegerField()),
                within_name=Value(""),
                group=F("kind"),
                group_en=Value(""),
            )
            .values_list(*COLUMNS),
            all=True,
        )
        .order_by("starts_on", "name", "sort", "pk")
    )
    for sort, pk, name, starts, ends, within, of, group, group_en, *more in both:
        said = _group(sort, group, group_en)
        yield Item(sort, pk, name, starts, ends, within, of, said, *more)


def _group(sort: str, group: str, group_en: str) -> str:
    if sort == ENTRY:
        return str(YearEntry.Kind(group).label)
    return group if get_language() == "sv" else group_en or group


def _with_results(municipality: Municipality, items: Sequence[Item]) -> list[Item]:
    """What each led to up to now, and what the one that it was copied from led to."""
    own = {each.pk for each in items if each.kind == ACTIVITY}
    before = {each.copied_from for each in items if each.kind == ACTIVITY}
    wanted = own | {pk for pk in before if pk is not None}
    scope = Scope(municipality, activities=wanted)
    counted = tally(scope, By.ACTIVITY)[By.ACTIVITY] if wanted else {}

    def result_of(pk: int | None) -> Result | None:
        return None if pk is None else counted.get(str(pk), NOTHING_YET)

    return [
        replace(each, result=result_of(each.pk), last=result_of(each.copied_from))
        if each.kind == ACTIVITY
        else each
        for each in items
    ]


def _gathered(items: Sequence[Item]) -> list[Item]:
    """One row for the activities of a campaign that begin in the same month."""
    groups: dict[tuple[Any, ...], list[Item]] = {}
    for each in items:
        begins = each.starts_on.year, each.starts_on.month
        of = each.campaign_id if each.kind == ACTIVITY else f"entry {each.pk}"
        groups.setdefault((*begins, of), []).append(each)
    return [_together(found) for found in groups.values()]


def _together(found: Sequence[Item]) -> Item:
    first = found[0]
    if len(found) == 1:
        return first
    ends = [each.ends_on for each in found if each.ends_on is not None]
    earlier = [each.last for each in found if each.last is not None]
    return replace(
        first,
        name=first.campaign,
        ends_on=max(ends) if len(ends) == len(found) else None,
        group="",
        function=first.function if len({each.function for each in found}) == 1 else "",
        is_yearly=all(each.is_yearly for each in found),
        number=len(found),
        result=summed(each.result or NOTHING_YET for each in found),
        last=summed(earlier) if earlier else None,
    )
