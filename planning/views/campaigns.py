"""Campaigns at the desk: what is planned, its links, and what they led to."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.models import Campaign
from campaigns.qr import link_of
from organisation.access import StaffRequest, staff_view
from planning.aims import big_numbers, sought_text
from planning.capacity import capacity_of, known_capacity
from planning.capacity_words import warnings, warnings_in
from planning.counted import of_activity, of_campaign, of_campaigns, of_channels
from planning.rests import rests_of_activity, rests_of_campaign
from planning.sentences import outcome
from planning.views.parts import (
    activities_of,
    activity_or_404,
    campaign_or_404,
    page,
    period_form,
    results_page,
)


@staff_view
@require_safe
def campaign_list(request: StaffRequest) -> HttpResponse:
    form = period_form(request)
    shown = page(request, Campaign.objects.of(request.municipality))
    table = of_campaigns(request.municipality, form.chosen, shown.rows)
    warned = warnings(known_capacity(request.municipality, at=timezone.now()))
    return results_page(
        request, "list.html", form, page=shown, tables=[table], warnings=warned
    )


@staff_view
@require_safe
def results(request: StaffRequest) -> HttpResponse:
    form = period_form(request)
    tables = of_channels(request.municipality, form.chosen)
    return results_page(request, "results.html", form, tables=tables)


@staff_view
@require_safe
def campaign(request: StaffRequest, pk: int) -> HttpResponse:
    found = campaign_or_404(request, pk)
    form = period_form(request, found)
    shown = page(request, activities_of(found))
    counted = of_campaign(found, form.chosen, shown.rows)
    plan = known_capacity(request.municipality, at=timezone.now())
    return results_page(
        request,
        "campaign.html",
        form,
        campaign=found,
        page=shown,
        tables=counted.tables,
        numbers=big_numbers(counted.total, found),
        sought=sought_text(found),
        finding=outcome(counted.total),
        warnings=warnings_in(plan, found),
        rests=rests_of_campaign(found),
    )


@staff_view
@require_safe
def activity(request: StaffRequest, pk: int) -> HttpResponse:
    found = activity_or_404(request, pk)
    form = period_form(request, found)
    counted = of_activity(found, form.chosen)
    # As it stands at this very moment: this page follows on saving.
    plan = capacity_of(request.municipality, at=timezone.now())
    return results_page(
        request,
        "activity.html",
        form,
        activity=found,
        link=link_of(found),
        tables=counted.tables,
        has_results=not (counted.total.is_empty and form.is_all),
        numbers=big_numbers(counted.total),
        finding=outcome(counted.total),
        warnings=warnings_in(plan, found),
        rests=rests_of_activity(found),
    )
