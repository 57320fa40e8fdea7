"""Campaigns at the desk: what is planned, its links, and what they led to."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from campaigns.models import Campaign
from campaigns.qr import link_of
from organisation.access import StaffRequest, staff_view
from planning.aims import big_numbers
from planning.counted import of_activity, of_campaign, of_campaigns, of_channels
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
    return results_page(request, "list.html", form, page=shown, tables=[table])


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
    return results_page(
        request,
        "campaign.html",
        form,
        campaign=found,
        page=shown,
        tables=counted.tables,
        numbers=big_numbers(counted.total, found),
        finding=outcome(counted.total),
    )


@staff_view
@require_safe
def activity(request: StaffRequest, pk: int) -> HttpResponse:
    found = activity_or_404(request, pk)
    form = period_form(request, found)
    counted = of_activity(found, form.chosen)
    return results_page(
        request,
        "activity.html",
        form,
        activity=found,
        link=link_of(found),
        tables=counted.tables,
        has_results=any(table.lines for table in counted.tables) or not form.is_all,
        numbers=big_numbers(counted.total),
        finding=outcome(counted.total),
    )
