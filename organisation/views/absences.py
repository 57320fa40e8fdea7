"""Settings: who is away from when to when, and who stands in."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from organisation.access import StaffRequest, staff_view
from organisation.calendar import STOCKHOLM
from organisation.forms.rota import AbsenceForm
from organisation.models import Absence, Role
from organisation.posting import only_posted
from organisation.rota_words import days_text
from organisation.services.rota import (
    AbsenceOverlaps,
    add_absence,
    change_absence,
    remove_absence,
)
from organisation.staffing import people_who_call
from organisation.views.rota_change import carry_out, goes_back


@staff_view(Role.ADMINISTRATOR, Role.MANAGER)
@require_safe
def overview(request: StaffRequest) -> HttpResponse:
    """Who is away, now and later."""
    today = localtime(timezone.now(), STOCKHOLM).date()
    absences = Absence.objects.filter(
        municipality=request.municipality, last_day__gte=today
    ).select_related("staff", "substitute")
    context = {
        "tab": "absences",
        "rows": [
            {
                "absence": each,
                "days": days_text(each.first_day, each.last_day),
                "is_now": each.first_day <= today,
            }
            for each in absences
        ],
    }
    return render(request, "organisation/absences.html", context)


@staff_view(Role.ADMINISTRATOR, Role.MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: StaffRequest) -> HttpResponse:
    """Ask who is away, then show what follows."""
    today = localtime(timezone.now(), STOCKHOLM).date()
    form = AbsenceForm(
        people_who_call(request.municipality),
        today,
        request.POST or None,
        instance=Absence(municipality=request.municipality),
    )
    if not form.is_bound:
        return _form_page(request, form)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    if goes_back(request):
        return _form_page(request, form)
    to, said = reverse("organisation:absences"), _away_words(form.instance)
    try:
        return carry_out(request, add_absence(form.instance), to=to, said=said)
    except AbsenceOverlaps:
        form.add_error("first_day", _overlap_words(form.instance))
        return _form_page(request, form, status=422)


@staff_view(Role.ADMINISTRATOR, Role.MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Other days, or another substitute; then show what follows."""
    absence = _absence_or_404(request, pk)
    today = localtime(timezone.now(), STOCKHOLM).date()
    people = people_who_call(request.municipality)
    form = AbsenceForm(people, today, request.POST or None, instance=absence)
    if not form.is_bound or (form.is_valid() and goes_back(request)):
        return _form_page(request, form)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    given = form.cleaned_data
    change = change_absence(
        absence, given["first_day"], given["last_day"], given["substitute"]
    )
    try:
        to = reverse("organisation:absences")
        return carry_out(request, change, to=to, said=_away_words(absence))
    except AbsenceOverlaps:
        form.add_error("first_day", _overlap_words(absence))
        return _form_page(request, form, status=422)


@staff_view(Role.ADMINISTRATOR, Role.MANAGER)
@only_posted("organisation:absences")
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    absence = _absence_or_404(request, pk)
    to = reverse("organisation:absences")
    if goes_back(request):
        return redirect(to)
    said = _("%(name)s is no longer away %(days)s.") % {
        "name": absence.staff.display_name,
        "days": days_text(absence.first_day, absence.last_day),
    }
    return carry_out(request, remove_absence(absence), to=to, said=said)


def _absence_or_404(request: StaffRequest, pk: int) -> Absence:
    absences = Absence.objects.filter(municipality=request.municipality)
    return get_object_or_404(
        absences.select_related("municipality", "staff", "substitute"), pk=pk
    )


def _away_words(absence: Absence) -> str:
    return _("%(name)s is away %(days)s.") % {
        "name": absence.staff.display_name,
        "days": days_text(absence.first_day, absence.last_day),
    }


def _overlap_words(absence: Absence) -> str:
    """Which days are taken already."""
    standing = Absence.objects.filter(
        municipality=absence.municipality,
        staff=absence.staff,
        first_day__lte=absence.last_day,
        last_day__gte=absence.first_day,
    ).exclude(pk=absence.pk)
    spans = (days_text(each.first_day, each.last_day) for each in standing)
    return _(
        "%(name)s is away %(days)s already. Remove that first, or choose others."
    ) % {
        "name": absence.staff.display_name,
        "days": ", ".join(spans),
    }


def _form_page(
    request: StaffRequest, form: AbsenceForm, status: int = 200
) -> HttpResponse:
    absence = form.instance if form.instance.pk is not None else None
    context = {"form": form, "absence": absence}
    return render(request, "organisation/absence.html", context, status=status)
