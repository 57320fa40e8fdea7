"""What several pages of results share."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from campaigns.access import may_plan
from campaigns.models import Activity, Campaign
from campaigns.models.days import LAST_DAY
from organisation.access import StaffRequest
from planning.definitions import definitions
from planning.forms.period import PeriodForm
from planning.paging import Page, page_of
from planning.periods import ALWAYS, Period


def period_form(
    request: StaffRequest, of: Campaign | Activity | None = None
) -> PeriodForm:
    """Read the period. Args: of: whose own span may be chosen by name."""
    own = ALWAYS if of is None else Period(of.starts_on, of.ends_on or LAST_DAY)
    return PeriodForm(request.GET, today=timezone.localdate(), own=own)


def page(request: StaffRequest, rows: QuerySet) -> Page:
    return page_of(rows, request.GET.get("sida", ""))


def results_page(
    request: StaffRequest, template: str, form: PeriodForm, **context: Any
) -> HttpResponse:
    """Draw a page of results for the period of the form; 422 where that is none."""
    always = {"form": form, "definitions": definitions(), "may_plan": may_plan(request)}
    status = 200 if form.is_valid() else 422
    return render(request, f"planning/{template}", always | context, status=status)


def campaign_or_404(request: StaffRequest, pk: int) -> Campaign:
    campaigns = Campaign.objects.of(request.municipality)
    return get_object_or_404(campaigns.select_related("municipality"), pk=pk)


def activity_or_404(request: StaffRequest, pk: int) -> Activity:
    activities = Activity.objects.of(request.municipality)
    return get_object_or_404(
        activities.select_related("campaign", "channel", "municipality"), pk=pk
    )


def activities_of(campaign: Campaign) -> QuerySet[Activity]:
    """In the order in which they begin."""
    found = campaign.activities.select_related("campaign", "channel")
    return found.order_by("starts_on", "name", "pk")
