"""Settings: how much each person can keep up with; what the rota was before."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from organisation.access import StaffRequest, staff_view
from organisation.consequences import told
from organisation.forms.rota import CapacityForm
from organisation.models import Capacity, Role, RotaVersion
from organisation.rota_words import changes_in_words, names_in
from organisation.services.rota import set_capacity
from organisation.staffing import people_who_call

VERSIONS = 20  # on each page of the history


@staff_view(Role.ADMINISTRATOR, Role.MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def capacity(request: StaffRequest) -> HttpResponse:
    """Calls and visits a week for each person; empty: as much as comes."""
    form = CapacityForm(
        people_who_call(request.municipality),
        Capacity.objects.filter(municipality=request.municipality),
        request.POST or None,
    )
    if form.is_bound and form.is_valid():
        _save(request, form)
        messages.success(request, _("Saved."))
        return redirect("organisation:capacity")
    status = 422 if form.is_bound else 200
    context = {"tab": "capacity", "form": form}
    return render(request, "organisation/capacity.html", context, status=status)


@transaction.atomic
def _save(request: StaffRequest, form: CapacityForm) -> None:
    at = timezone.now()
    for staff, calls, visits in form.limits():
        set_capacity(
            request.municipality,
            staff,
            calls=calls,
            visits=visits,
            by=request.user,
            at=at,
        )


@staff_view(Role.ADMINISTRATOR, Role.MANAGER)
@require_safe
def history(request: StaffRequest) -> HttpResponse:
    """Every version of the rota, newest first; `?fore=12`: those before the 12th."""
    versions = RotaVersion.objects.filter(municipality=request.municipality)
    before = request.GET.get("fore", "")
    if before.isascii() and before.isdigit() and len(before) < 10:
        versions = versions.filter(version__lt=int(before))
    found = list(versions.select_related("by")[: VERSIONS + 1])
    shown = found[:VERSIONS]
    context = {
        "tab": "history",
        "rows": _rows(request, shown),
        "older": shown[-1].version if len(found) > VERSIONS else None,
    }
    return render(request, "organisation/rota_history.html", context)


def _rows(request: StaffRequest, versions: list[RotaVersion]) -> list[dict[str, Any]]:
    names = names_in(versions)
    effects = told(request.municipality, versions)
    return [
        {
            "version": each,
            "changes": changes_in_words(each, names),
            "consequences": consequences,
        }
        for each, consequences in zip(versions, effects, strict=True)
    ]
