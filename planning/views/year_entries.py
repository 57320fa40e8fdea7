"""Typing in what stands in the year beside activities."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.access import PLANNERS
from campaigns.views.parts import READ_AND_SEND, form_page, sent
from organisation.access import StaffRequest, staff_view
from organisation.posting import only_posted
from planning.forms.year import YearEntryForm
from planning.models import YearEntry
from planning.services.year_entries import add_entry, change_entry, remove_entry


@staff_view(*PLANNERS)
@require_http_methods(READ_AND_SEND)
def entry_new(request: StaffRequest, year: int) -> HttpResponse:
    new = YearEntry(municipality=request.municipality)
    form = YearEntryForm(sent(request), instance=new)
    if form.is_valid():
        add_entry(new, by=request.user, at=timezone.now())
        return _to_year(request, new)
    return form_page(request, form, _("New entry of the year"), _back(year))


@staff_view(*PLANNERS)
@require_http_methods(READ_AND_SEND)
def entry_edit(request: StaffRequest, pk: int) -> HttpResponse:
    found = _entry(request, pk)
    year = found.starts_on.year
    form = YearEntryForm(sent(request), instance=found)
    if form.is_valid():
        changed = form.cleaned_data
        entry = change_entry(found, changed, by=request.user, at=timezone.now())
        return _to_year(request, entry)
    context = {"form": form, "entry": found, "back": _back(year)}
    status = 422 if form.is_bound else 200
    return render(request, "planning/year_entry.html", context, status=status)


@staff_view(*PLANNERS)
@only_posted("planning:entry_edit", "pk")
def entry_remove(request: StaffRequest, pk: int) -> HttpResponse:
    found = _entry(request, pk)
    remove_entry(found, by=request.user, at=timezone.now())
    messages.success(request, _("%(name)s is removed.") % {"name": found.name})
    return redirect("planning:year", found.starts_on.year)


def _entry(request: StaffRequest, pk: int) -> YearEntry:
    return get_object_or_404(YearEntry.objects.of(request.municipality), pk=pk)


def _to_year(request: StaffRequest, entry: YearEntry) -> HttpResponse:
    messages.success(request, _("%(name)s is saved.") % {"name": entry.name})
    return redirect("planning:year", entry.starts_on.year)


def _back(year: int) -> tuple[str, str]:
    words = _("The year %(year)s") % {"year": year}
    return reverse("planning:year", args=[year]), words
