"""Two campaigns side by side, at an address that can be sent to somebody."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from campaigns.models import Campaign
from organisation.access import StaffRequest, staff_view
from planning.comparison import compare
from planning.definitions import definitions
from planning.forms.compare import CompareForm


@staff_view
@require_safe
def comparison(request: StaffRequest) -> HttpResponse:
    form = compare_form(request)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "planning/compare.html", {"form": form}, status=status)
    context = {
        "form": form,
        "comparison": compare(*form.chosen),
        "definitions": definitions(),
        "query": request.GET.urlencode(),
    }
    return render(request, "planning/compare.html", context)


def compare_form(request: StaffRequest) -> CompareForm:
    campaigns = Campaign.objects.of(request.municipality)
    return CompareForm(request.GET, list(campaigns.select_related("municipality")))
