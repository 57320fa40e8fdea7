"""What came by ambassadors' codes: counts, never names.

A visit is one opening of the link, link previews and robots apart. An inquiry counts
as in the report: duplicates and spam do not.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, TruncMonth

from campaigns.models import Activity, Ambassador, AmbassadorQuerySet, DailyCounts
from organisation.calendar import STOCKHOLM

NOT_COUNTED = ["duplicate", "spam"]


@dataclass(frozen=True)
class MonthOfHome:
    """One local month; `month` is its first day."""

    month: date
    visits: int
    inquiries: int


def with_figures(homes: AmbassadorQuerySet) -> AmbassadorQuerySet:
    """Add visit_count and inquiry_count, of all time, in the same statement."""
    visits = (
        DailyCounts.objects.filter(activity=OuterRef("activity"))
        .order_by()
        .values("activity")
        .annotate(n=Sum("visits"))
        .values("n")
    )
    counted = ~Q(activity__inquiries__stage__in=NOT_COUNTED)
    return homes.annotate(
        visit_count=Coalesce(Subquery(visits, output_field=IntegerField()), 0),
        inquiry_count=Count("activity__inquiries", filter=counted),
    )


def months_of(home: Ambassador) -> list[MonthOfHome]:
    """The months in which anything happened, the latest first."""
    visits: dict[date, int] = defaultdict(int)
    counts = DailyCounts.objects.filter(activity=home.activity_id, visits__gt=0)
    for month, count in (
        counts.order_by().values_list(TruncMonth("day")).annotate(Sum("visits"))
    ):
        visits[month] = count
    inquiries: dict[date, int] = defaultdict(int)
    for month, count in (
        Activity.objects.filter(pk=home.activity_id)
        .order_by()
        .values_list(TruncMonth("inquiries__received_at", tzinfo=STOCKHOLM))
        .annotate(n=Count("inquiries", filter=~Q(inquiries__stage__in=NOT_COUNTED)))
        .filter(n__gt=0)
    ):
        inquiries[month.date()] = count
    return [
        MonthOfHome(month, visits[month], inquiries[month])
        for month in sorted({*visits, *inquiries}, reverse=True)
    ]
