"""Campaigns at the desk: what is planned, its links, and what they led to."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from campaigns.access import may_plan
from campaigns.models import Activity, Campaign
from campaigns.qr import link_of
from organisation.access import StaffRequest, staff_view
from planning.results import (
    activities_with_results,
    campaigns_with_results,
    months_of,
)


@staff_view
@require_safe
def campaign_list(request: StaffRequest) -> HttpResponse:
    campaigns = campaigns_with_results(Campaign.objects.of(request.municipality))
    context = {"campaigns": campaigns, "may_plan": may_plan(request)}
    return render(request, "planning/list.html", context)


@staff_view
@require_safe
def campaign(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Campaign.objects.of(request.municipality), pk=pk)
    activities = activities_with_results(found.activities.select_related("channel"))
    context = {
        "campaign": found,
        "activities": activities,
        "may_plan": may_plan(request),
    }
    return render(request, "planning/campaign.html", context)


@staff_view
@require_safe
def activity(request: StaffRequest, pk: int) -> HttpResponse:
    activities = Activity.objects.of(request.municipality)
    found = get_object_or_404(
        activities.select_related("campaign", "channel", "municipality"), pk=pk
    )
    months = months_of(found)
    context = {
        "activity": found,
        "link": link_of(found),
        "months": months,
        "visits": sum(each.visits for each in months),
        "inquiries": sum(each.inquiries for each in months),
        "may_plan": may_plan(request),
    }
    return render(request, "planning/activity.html", context)
