"""Settings: red days, eves and other days that differ, one year at a time."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from organisation.access import StaffRequest, staff_view
from organisation.calendar import CalendarNeverOpens, minute_of
from organisation.forms.settings import RedDaysForm, SpecialDayForm
from organisation.models import Municipality, Role, SpecialDay
from organisation.posting import only_posted
from organisation.red_days import (
    FIRST_YEAR,
    LAST_YEAR,
    PreviewedDay,
    ProposedDay,
    preview,
    propose_red_days,
)
from organisation.services.hours import (
    DayTaken,
    add_red_days,
    days_taken,
    remove_special_day,
    save_special_day,
)
from organisation.settings_cache import office_calendar

LONGEST_YEAR = 366  # days


@staff_view(Role.ADMINISTRATOR, Role.MANAGER)
@require_safe
def this_year(request: StaffRequest) -> HttpResponse:
    return redirect("organisation:days_of_year", timezone.localdate().year)


@staff_view(Role.ADMINISTRATOR, Role.MANAGER)
@require_safe
def year(request: StaffRequest, year: int) -> HttpResponse:
    _check_year(year)
    return _page(request, year, SpecialDayForm())


@staff_view(Role.ADMINISTRATOR)
@only_posted("organisation:days_of_year", "year")
def add(request: StaffRequest, year: int) -> HttpResponse:
    _check_year(year)
    form = SpecialDayForm(
        request.POST, instance=SpecialDay(municipality=request.municipality)
    )
    if not (form.is_valid() and _saved(request, form)):
        return _page(request, year, form, status=422)
    return redirect("organisation:days_of_year", form.instance.day.year)


@staff_view(Role.ADMINISTRATOR)
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    day = _day_or_404(request, pk)
    form = SpecialDayForm(request.POST or None, instance=day)
    if request.method == "POST" and form.is_valid() and _saved(request, form):
        return redirect("organisation:days_of_year", day.day.year)
    status = 422 if form.is_bound else 200
    context = {"form": form, "day": day}
    return render(request, "organisation/day.html", context, status=status)


@staff_view(Role.ADMINISTRATOR)
@only_posted("organisation:days")
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    day = _day_or_404(request, pk)
    remove_special_day(day, by=request.user, at=timezone.now())
    messages.success(
        request, _("%(name)s is an ordinary day now.") % {"name": day.name}
    )
    return redirect("organisation:days_of_year", day.day.year)


@staff_view(Role.ADMINISTRATOR)
def propose(request: StaffRequest, year: int) -> HttpResponse:
    """Show the red days that have no row yet, and save those that are ticked."""
    _check_year(year)
    taken = days_taken(request.municipality, year)
    proposed = propose_red_days(year, already=taken)
    form = RedDaysForm([row.day for row in proposed], request.POST or None)
    if request.method == "POST" and form.is_valid():
        ticked = form.ticked()
        chosen = [row for row in proposed if row.day in ticked]
        return _add_proposed(request, year, chosen)
    status = 422 if request.method == "POST" else 200
    context = {
        "form": form,
        "year": year,
        "rows": _with_hours(request.municipality, proposed),
    }
    return render(request, "organisation/red_days.html", context, status=status)


def _add_proposed(
    request: StaffRequest, year: int, chosen: list[ProposedDay]
) -> HttpResponse:
    count = add_red_days(
        request.municipality, chosen, by=request.user, at=timezone.now()
    )
    messages.success(
        request,
        ngettext("One day is added.", "%(count)s days are added.", count)
        % {"count": count},
    )
    return redirect("organisation:days_of_year", year)


def _saved(request: StaffRequest, form: SpecialDayForm) -> bool:
    given = form.cleaned_data
    try:
        save_special_day(
            form.instance,
            name=given["name"],
            kind=given["kind"],
            closes=given["closes"],
            by=request.user,
            at=timezone.now(),
        )
    except DayTaken:
        form.add_error("day", _("That day is already in the list."))
        return False
    except CalendarNeverOpens:
        form.add_error(None, _("With this day the municipality would never open."))
        return False
    messages.success(request, _("Saved."))
    return True


def _page(
    request: StaffRequest, year: int, form: SpecialDayForm, status: int = 200
) -> HttpResponse:
    rows = list(request.municipality.special_days.filter(day__year=year))
    context = {
        "form": form,
        "year": year,
        "last_year": year - 1 if year > FIRST_YEAR else None,
        "next_year": year + 1 if year < LAST_YEAR else None,
        "rows": list(zip(rows, _effects(request.municipality, rows), strict=True)),
        "may_change": Role.ADMINISTRATOR in request.roles,
    }
    return render(request, "organisation/days.html", context, status=status)


def _effects(
    municipality: Municipality, rows: Iterable[SpecialDay | ProposedDay]
) -> list[PreviewedDay | None]:
    """What each day does to the office hours; None where there are none at all."""
    calendar = office_calendar(municipality)
    rows = list(rows)
    if calendar is None or not rows:
        return [None] * len(rows)
    closings = {
        row.day: None if row.closes is None else minute_of(row.closes) for row in rows
    }
    days = dict(calendar.special_days) | closings
    names = {row.day: row.name for row in rows}
    first = date(rows[0].day.year, 1, 1)
    with_them = replace(calendar, special_days=days)
    shown = {
        each.day: each for each in preview(with_them, names, first, days=LONGEST_YEAR)
    }
    return [shown.get(row.day) for row in rows]


def _with_hours(
    municipality: Municipality, proposed: list[ProposedDay]
) -> list[tuple[ProposedDay, PreviewedDay | None]]:
    return list(zip(proposed, _effects(municipality, proposed), strict=True))


def _day_or_404(request: StaffRequest, pk: int) -> SpecialDay:
    days = request.municipality.special_days
    return get_object_or_404(days.select_related("municipality"), pk=pk)


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
