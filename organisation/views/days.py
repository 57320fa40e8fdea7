"""Settings: red days, eves and other days that differ, one year at a time."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
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
from organisation.views.rota_change import carry_out, goes_back

LONGEST_YEAR = 366  # days
NEVER_OPENS = gettext_lazy("With this day the municipality would never open.")


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
    if form.is_valid() and not goes_back(request):
        to = reverse("organisation:days_of_year", args=[form.instance.day.year])
        answer = _saved(request, form, to)
        if answer is not None:
            return answer
    return _page(request, year, form, status=422 if form.errors else 200)


@staff_view(Role.ADMINISTRATOR)
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    day = _day_or_404(request, pk)
    form = SpecialDayForm(request.POST or None, instance=day)
    if request.method == "POST" and form.is_valid() and not goes_back(request):
        to = reverse("organisation:days_of_year", args=[day.day.year])
        answer = _saved(request, form, to)
        if answer is not None:
            return answer
    context = {"form": form, "day": day}
    status = 422 if form.errors else 200
    return render(request, "organisation/day.html", context, status=status)


@staff_view(Role.ADMINISTRATOR)
@only_posted("organisation:days")
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    day = _day_or_404(request, pk)
    to = reverse("organisation:days_of_year", args=[day.day.year])
    if goes_back(request):
        return redirect(to)
    said = _("%(name)s is an ordinary day now.") % {"name": day.name}
    change = remove_special_day(day, timezone.now())
    return carry_out(request, change, to=to, said=said)


@staff_view(Role.ADMINISTRATOR)
def propose(request: StaffRequest, year: int) -> HttpResponse:
    """Show the red days that have no row yet, and save those that are ticked."""
    _check_year(year)
    taken = days_taken(request.municipality, year)
    proposed = propose_red_days(year, already=taken)
    form = RedDaysForm([row.day for row in proposed], request.POST or None)
    if request.method == "POST" and form.is_valid() and not goes_back(request):
        ticked = form.ticked()
        chosen = [row for row in proposed if row.day in ticked]
        return _add_proposed(request, year, chosen)
    context = {
        "form": form,
        "year": year,
        "rows": _with_hours(request.municipality, proposed),
        "unticked": _unticked(request, proposed),
    }
    is_refused = request.method == "POST" and not goes_back(request)
    status = 422 if is_refused else 200
    return render(request, "organisation/red_days.html", context, status=status)


def _unticked(request: StaffRequest, proposed: list[ProposedDay]) -> set[date]:
    """Which of the proposed days somebody has taken the tick away from."""
    if request.method != "POST":
        return set()
    ticked = set(request.POST.getlist("days"))
    return {row.day for row in proposed if row.day.isoformat() not in ticked}


def _add_proposed(
    request: StaffRequest, year: int, chosen: list[ProposedDay]
) -> HttpResponse:
    count = len(chosen)
    said = ngettext("One day is added.", "%(count)s days are added.", count)
    change = add_red_days(request.municipality, chosen, timezone.now())
    to = reverse("organisation:days_of_year", args=[year])
    try:
        return carry_out(request, change, to=to, said=said % {"count": count})
    except CalendarNeverOpens:
        messages.error(request, NEVER_OPENS)
        return redirect(to)


def _saved(request: StaffRequest, form: SpecialDayForm, to: str) -> HttpResponse | None:
    """Save it, or ask first; None and an error in the form where it is refused."""
    given = form.cleaned_data
    change = save_special_day(
        form.instance,
        name=given["name"],
        kind=given["kind"],
        closes=given["closes"],
        at=timezone.now(),
    )
    try:
        return carry_out(request, change, to=to, said=_("Saved."))
    except DayTaken:
        form.add_error("day", _("That day is already in the list."))
    except CalendarNeverOpens:
        form.add_error(None, NEVER_OPENS)
    return None


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
