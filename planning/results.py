"""What campaigns and activities led to.

An inquiry counts for the activity whose link the family followed before it sent the
form, less duplicates and spam, as in the report: docs/decisions/0009. A visit is one
opening of the link, link previews and prefetches apart. Neither names any person.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, TruncMonth

from campaigns.models import Activity, Campaign, DailyCounts
from organisation.calendar import STOCKHOLM

COUNTED = ~Q(inquiries__stage__in=["duplicate", "spam"])  # as in the report


@dataclass(frozen=True)
class MonthOfActivity:
    """One local month; `month` is its first day."""

    month: date
    visits: int
    inquiries: int


def campaigns_with_results(campaigns: QuerySet[Campaign]) -> QuerySet[Campaign]:
    """Add activity_count, visit_count and inquiry_count, in the same statement."""
    activities = Activity.objects.filter(campaign=OuterRef("pk")).order_by()
    visits = DailyCounts.objects.filter(activity__campaign=OuterRef("pk")).order_by()
    of_campaign = activities.values("campaign")
    return campaigns.annotate(
        activity_count=_whole(of_campaign.annotate(n=Count("pk"))),
        inquiry_count=_whole(
            of_campaign.annotate(n=Count("inquiries", filter=COUNTED))
        ),
        visit_count=_whole(
            visits.values("activity__campaign").annotate(n=Sum("visits"))
        ),
    )


def activities_with_results(activities: QuerySet[Activity]) -> QuerySet[Activity]:
    """Add visit_count and inquiry_count, in the same statement."""
    itself = Activity.objects.filter(pk=OuterRef("pk")).order_by().values("pk")
    visits = DailyCounts.objects.filter(activity=OuterRef("pk")).order_by()
    return activities.annotate(
        inquiry_count=_whole(itself.annotate(n=Count("inquiries", filter=COUNTED))),
        visit_count=_whole(visits.values("activity").annotate(n=Sum("visits"))),
    )


def months_of(activity: Activity) -> list[MonthOfActivity]:
    """The months in which anything happened, the latest first."""
    visits: dict[date, int] = defaultdict(int)
    for month, count in (
        DailyCounts.objects.filter(activity=activity)
        .values_list(TruncMonth("day"))
        .annotate(Sum("visits"))
    ):
        visits[month] = count
    inquiries: dict[date, int] = defaultdict(int)
    for month, count in (
        Activity.objects.filter(pk=activity.pk)
        .order_by()
        .values_list(TruncMonth("inquiries__received_at", tzinfo=STOCKHOLM))
        .annotate(n=Count("inquiries", filter=COUNTED))
        .filter(n__gt=0)
    ):
        inquiries[month.date()] = count
    return [
        MonthOfActivity(month, visits[month], inquiries[month])
        for month in sorted({*visits, *inquiries}, reverse=True)
    ]


def _whole(rows: QuerySet) -> Coalesce:
    """The one figure of a subquery; 0 where it has no row."""
    return Coalesce(Subquery(rows.values("n"), output_field=IntegerField()), 0)
