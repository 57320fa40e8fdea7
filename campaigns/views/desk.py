"""Campaigns at the desk: planning them, and the code to print."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.access import PLANNERS
from campaigns.codes import suggest_code
from campaigns.forms import ActivityForm, CampaignForm, PlannedForm
from campaigns.models import Activity, Campaign
from campaigns.services import Planned, Taken, add, change
from campaigns.views.parts import READ_AND_SEND, sent
from organisation.access import StaffRequest, staff_view


@staff_view(*PLANNERS)
@require_http_methods(READ_AND_SEND)
def campaign_new(request: StaffRequest) -> HttpResponse:
    new = Campaign(municipality=request.municipality, starts_on=timezone.localdate())
    form = CampaignForm(sent(request), instance=new)
    if form.is_valid() and _added(request, form, new):
        return redirect("planning:campaign", new.pk)
    return _page(request, form, {"heading": _("New campaign")})


@staff_view(*PLANNERS)
@require_http_methods(READ_AND_SEND)
def campaign_edit(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Campaign.objects.of(request.municipality), pk=pk)
    form = CampaignForm(sent(request), instance=found)
    if form.is_valid() and _changed(request, form, found):
        return redirect("planning:campaign", found.pk)
    return _page(
        request, form, {"heading": _("Change the campaign"), "campaign": found}
    )


@staff_view(*PLANNERS)
@require_http_methods(READ_AND_SEND)
def activity_new(request: StaffRequest, pk: int) -> HttpResponse:
    of = get_object_or_404(Campaign.objects.of(request.municipality), pk=pk)
    new = Activity(
        municipality=request.municipality, campaign=of, starts_on=of.starts_on
    )
    if request.method != "POST":
        new.code = suggest_code()
    form = ActivityForm(sent(request), instance=new, initial=_asked(request))
    if form.is_valid() and _added(request, form, new):
        return redirect("planning:activity", new.pk)
    return _page(request, form, {"heading": _("New activity"), "campaign": of})


@staff_view(*PLANNERS)
@require_http_methods(READ_AND_SEND)
def activity_edit(request: StaffRequest, pk: int) -> HttpResponse:
    found = _activity(request, pk)
    form = ActivityForm(sent(request), instance=found, initial=_asked(request))
    if form.is_valid() and _changed(request, form, found):
        return redirect("planning:activity", found.pk)
    context = {"heading": _("Change the activity"), "activity": found}
    return _page(request, form, context)


def _asked(request: StaffRequest) -> dict[str, str]:
    """The channel that was just chosen on the page: it is to show what that asks."""
    channel = request.GET.get("channel")
    return {"channel": channel} if channel else {}


def _activity(request: StaffRequest, pk: int) -> Activity:
    activities = Activity.objects.of(request.municipality)
    return get_object_or_404(
        activities.select_related("campaign", "channel", "municipality"), pk=pk
    )


def _added(request: StaffRequest, form: PlannedForm, new: Planned) -> bool:
    try:
        add(new, by=request.user, at=timezone.now())
    except Taken:
        return _is_taken(form)
    messages.success(request, _("%(name)s is saved.") % {"name": new.name})
    return True


def _changed(request: StaffRequest, form: PlannedForm, found: Planned) -> bool:
    try:
        change(found, form.cleaned_data, by=request.user, at=timezone.now())
    except Taken:
        return _is_taken(form)
    messages.success(request, _("%(name)s is saved.") % {"name": found.name})
    return True


def _is_taken(form: PlannedForm) -> bool:
    form.add_error(None, _("A colleague has just used that name or code."))
    return False


def _page(
    request: StaffRequest, form: PlannedForm, context: dict[str, object]
) -> HttpResponse:
    status = 422 if form.is_bound else 200
    context |= {"form": form}
    return render(request, "campaigns/form.html", context, status=status)
