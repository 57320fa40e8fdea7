"""The text that a family reads first when it has followed a link."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.access import PLANNERS
from campaigns.forms.landing import LandingForm
from campaigns.models import Activity, Campaign
from campaigns.services import change
from organisation.access import StaffRequest, staff_view

READ_AND_SEND = ["GET", "HEAD", "POST"]


@staff_view(*PLANNERS)
@require_http_methods(READ_AND_SEND)
def campaign_landing(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Campaign.objects.of(request.municipality), pk=pk)
    return _edit(request, found, "campaign")


@staff_view(*PLANNERS)
@require_http_methods(READ_AND_SEND)
def activity_landing(request: StaffRequest, pk: int) -> HttpResponse:
    activities = Activity.objects.of(request.municipality).select_related("campaign")
    return _edit(request, get_object_or_404(activities, pk=pk), "activity")


def _edit(request: StaffRequest, found: Campaign | Activity, kind: str) -> HttpResponse:
    form = LandingForm(request.POST if request.method == "POST" else None, of=found)
    if form.is_valid():
        change(found, form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("The text is saved."))
        return redirect(f"planning:{kind}", found.pk)
    context = {
        "form": form,
        "planned": found,
        "page_url": reverse(f"planning:{kind}", args=[found.pk]),
        "preview_url": reverse("inquiries:landing_preview"),
        "campaign_has_text": bool(
            isinstance(found, Activity) and found.campaign.landing_text
        ),
    }
    status = 422 if form.is_bound else 200
    return render(request, "campaigns/landing.html", context, status=status)
