"""Settings: who covers which opening window, in every week and on a single day."""

from datetime import date, datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from organisation.access import StaffRequest, staff_view
from organisation.calendar import STOCKHOLM
from organisation.forms.rota import WeekForm
from organisation.models import OpeningWindow, Role, ShiftChange, StaffMember
from organisation.rota import rota_of
from organisation.services.rota import (
    RotaChange,
    change_one_day,
    forget_day,
    save_shifts,
)
from organisation.staffing import (
    coming_days,
    people_who_call,
    ticks_of,
    turn_of,
    week_of,
    windows_of,
)
from organisation.views.rota_change import carry_out, goes_back, latest_version

ONE_DAY = timedelta(days=1)
WEEK = timedelta(days=7)
FURTHEST_AHEAD = timedelta(days=366)


@staff_view(Role.ADMINISTRATOR, Role.MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def week(request: StaffRequest) -> HttpResponse:
    """The ordinary week as a grid of boxes, saved by one press."""
    if request.method != "POST":
        return _week_page(request, ticks_of(request.municipality, timezone.now()))
    windows = windows_of(request.municipality)
    people = people_who_call(request.municipality)
    form = WeekForm(windows, people, request.POST)
    ticked = set(request.POST.getlist("shifts"))
    if not form.is_valid():
        return _week_page(request, ticked, is_refused=True)
    if goes_back(request):
        return _week_page(request, ticked)
    return carry_out(
        request,
        save_shifts(request.municipality, form.pairs()),
        to=reverse("organisation:rota"),
        said=_("The rota is saved."),
    )


def _week_page(
    request: StaffRequest, ticked: set[str], *, is_refused: bool = False
) -> HttpResponse:
    people = people_who_call(request.municipality)
    context = {
        "tab": "week",
        "people": people,
        "week": week_of(windows_of(request.municipality), people, ticked),
        "seen": request.POST.get("seen") or latest_version(request.municipality),
        "is_refused": is_refused,
    }
    status = 422 if is_refused else 200
    return render(request, "organisation/rota.html", context, status=status)


@staff_view(Role.ADMINISTRATOR, Role.MANAGER)
@require_safe
def days(request: StaffRequest) -> HttpResponse:
    """The coming two weeks: who is there, and where nobody is."""
    found = coming_days(request.municipality, timezone.now())
    first = localtime(timezone.now(), STOCKHOLM).date()
    context = {
        "tab": "days",
        "halves": [
            [each for each in found if each.day < first + WEEK],
            [each for each in found if each.day >= first + WEEK],
        ],
        "empty": sum(not turn.people for each in found for turn in each.turns),
    }
    return render(request, "organisation/rota_days.html", context)


@staff_view(Role.ADMINISTRATOR, Role.MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def day(request: StaffRequest, pk: int) -> HttpResponse:
    """One window on one date: `?dag=2026-03-11`, else the next one."""
    windows = request.municipality.opening_windows
    window = get_object_or_404(windows.select_related("municipality"), pk=pk)
    at = timezone.now()
    chosen = _day_of(request, window, at)
    here = f"{reverse('organisation:rota_day', args=[pk])}?dag={chosen}"
    if request.method == "POST":
        return _change_day(request, window, chosen, here)
    return _day_page(request, window, chosen, at)


def _change_day(
    request: StaffRequest, window: OpeningWindow, day: date, here: str
) -> HttpResponse:
    staff, wish = _choice(request)
    if staff is None or goes_back(request):
        return redirect(here)
    change = _change_of(window, staff, day, wish)
    if change is None:
        messages.info(request, _("Nothing is different."))
        return redirect(here)
    said = _("%(name)s, %(day)s: saved.") % {
        "name": staff.display_name,
        "day": date_format(day, "D j F"),
    }
    return carry_out(request, change, to=here, said=said)


def _choice(request: StaffRequest) -> tuple[StaffMember | None, str]:
    """Whose button was pressed, and which: on, off or usual."""
    number, _dash, wish = request.POST.get("choice", "").partition("-")
    people = people_who_call(request.municipality)
    staff = next((each for each in people if str(each.pk) == number), None)
    return (staff, wish) if wish in {"on", "off", "usual"} else (None, "")


def _change_of(
    window: OpeningWindow, staff: StaffMember, day: date, wish: str
) -> RotaChange | None:
    if wish != "usual":
        return change_one_day(window, staff, day, is_on=wish == "on")
    changes = ShiftChange.objects.select_related("municipality")
    standing = changes.filter(window=window, staff=staff, day=day).first()
    return None if standing is None else forget_day(standing)


def _day_page(
    request: StaffRequest, window: OpeningWindow, day: date, at: datetime
) -> HttpResponse:
    rota = rota_of(request.municipality, at)
    people = people_who_call(request.municipality)
    names = {each.pk: each.display_name for each in people}
    changed = rota.changes.get((day, window.pk), {})
    planned = rota.planned(window.pk, day)
    today = localtime(at, STOCKHOLM).date()
    context = {
        "window": window,
        "day": day,
        "turn": turn_of(window, day, rota, names),
        "rows": [
            {
                "staff": each,
                "works": each.pk in planned,
                "is_away": not rota.is_present(each.pk, day),
                "substitute": names.get(rota.substitute_of(each.pk, day) or 0, ""),
                "differs": each.pk in changed,
            }
            for each in people
        ],
        "earlier": day - WEEK if day - WEEK >= today else None,
        "later": day + WEEK if day + WEEK <= today + FURTHEST_AHEAD else None,
    }
    return render(request, "organisation/rota_day.html", context)


def _day_of(request: StaffRequest, window: OpeningWindow, at: datetime) -> date:
    """The date asked for; one that is no such weekday, past or too far is a 404."""
    today = localtime(at, STOCKHOLM).date()
    asked = request.GET.get("dag")
    if not asked:
        return today + ONE_DAY * ((window.weekday - today.weekday()) % 7)
    try:
        found = date.fromisoformat(asked)
    except ValueError:
        raise Http404 from None
    if found.weekday() != window.weekday or not (
        today <= found <= today + FURTHEST_AHEAD
    ):
        raise Http404
    return found
