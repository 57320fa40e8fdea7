"""Month by month, at the desk: twelve months, or all there are."""

from dataclasses import replace
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from organisation.access import StaffRequest, staff_view
from organisation.months import Month
from reports.drawn import drawn
from reports.months import MonthByMonth, months_until
from reports.months_page import figures_of, months_page
from reports.stored import UnknownDefinitions
from reports.views.parts import month_or_404, too_new

ALL: Final = "alla"  # in the address: alla=1 for all months


@staff_view
@require_safe
def months(request: StaffRequest, year: int, month: int) -> HttpResponse:
    last = month_or_404(year, month)
    is_all = request.GET.get(ALL) == "1"
    try:
        history = months_until(
            request.municipality, last, at=timezone.now(), all_of_them=is_all
        )
    except UnknownDefinitions:
        return too_new(request)
    page = months_page(history, last, is_all=is_all)
    page["figures"] = _figures(request, history, last, is_all=is_all)
    return render(request, "reports/months.html", page)


def _figures(
    request: StaffRequest, history: MonthByMonth, last: Month, *, is_all: bool
) -> SafeString:
    if not history.told:
        return SafeString()
    minute = history.at.replace(second=0, microsecond=0)
    shown = replace(history, at=minute if history.is_running else last.end)
    return drawn(
        "reports/months_figures.html",
        shown,
        lambda: figures_of(shown, is_all=is_all),
        place=(request.municipality.pk, last, is_all),
    )
