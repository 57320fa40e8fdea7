"""Month by month, at the desk: twelve months, or all there are."""

from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from organisation.access import StaffRequest, staff_view
from reports.months import months_until
from reports.months_page import months_page
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
    return render(request, "reports/months.html", page)
