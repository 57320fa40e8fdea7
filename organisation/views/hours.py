"""Settings: the weekly opening hours."""

from itertools import groupby

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from organisation.access import StaffRequest, staff_view
from organisation.calendar import CalendarNeverOpens
from organisation.forms.settings import WindowForm
from organisation.models import OpeningWindow, Role
from organisation.posting import only_posted
from organisation.services.hours import WindowsOverlap, add_windows, remove_window
from organisation.views.rota_change import carry_out, goes_back


@staff_view(Role.ADMINISTRATOR, Role.MANAGER)
@require_safe
def overview(request: StaffRequest) -> HttpResponse:
    return _page(request, WindowForm())


@staff_view(Role.ADMINISTRATOR)
@only_posted("organisation:hours")
def add(request: StaffRequest) -> HttpResponse:
    """Add hours; where something follows from it, ask first."""
    form = WindowForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    if goes_back(request):
        return _page(request, form)
    change = add_windows(request.municipality, **form.cleaned_data)
    to, said = reverse("organisation:hours"), _("The hours are added.")
    try:
        return carry_out(request, change, to=to, said=said)
    except WindowsOverlap as overlap:
        form.add_error("weekdays", _overlap_message(overlap))
        return _page(request, form, status=422)


@staff_view(Role.ADMINISTRATOR)
@only_posted("organisation:hours")
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    """Take hours away; where something follows from it, ask first."""
    windows = request.municipality.opening_windows
    window = get_object_or_404(windows.select_related("municipality"), pk=pk)
    to, said = reverse("organisation:hours"), _("The hours are removed.")
    if goes_back(request):
        return redirect(to)
    try:
        change = remove_window(window, timezone.now())
        return carry_out(request, change, to=to, said=said)
    except CalendarNeverOpens:
        messages.error(
            request,
            _("These are the last office hours. Add others before you remove them."),
        )
        return redirect(to)


def _page(request: StaffRequest, form: WindowForm, status: int = 200) -> HttpResponse:
    windows = request.municipality.opening_windows.all()
    by_weekday = {
        weekday: list(group)
        for weekday, group in groupby(windows, key=lambda each: each.weekday)
    }
    week = [
        (OpeningWindow.Weekday(weekday).label, by_weekday.get(weekday, []))
        for weekday in range(7)
    ]
    return render(
        request,
        "organisation/hours.html",
        {
            "form": form,
            "week": week,
            "may_change": Role.ADMINISTRATOR in request.roles,
        },
        status=status,
    )


def _overlap_message(overlap: WindowsOverlap) -> str:
    names = (str(OpeningWindow.Weekday(day).label) for day in overlap.weekdays)
    return _("There are already hours at that time: %(weekdays)s.") % {
        "weekdays": ", ".join(names)
    }
