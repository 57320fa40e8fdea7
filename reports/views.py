"""The month's report at the desk: page and file."""

from typing import Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from organisation.access import StaffRequest, staff_view
from organisation.months import Month
from reports.csv_file import csv_text
from reports.figures.received import began_at
from reports.page import page_of
from reports.report import MonthReport, month_report

EARLIEST: Final = Month(2000, 1)


@staff_view
@require_safe
def latest(request: StaffRequest) -> HttpResponse:
    """The last whole month; the running one where the register began in it."""
    running = Month.of(timezone.now())
    began = began_at(request.municipality)
    is_new = began is None or began >= running.start
    month = running if is_new else running.plus(-1)
    return redirect("reports:month", month.year, month.number)


@staff_view
@require_safe
def month_page(request: StaffRequest, year: int, month: int) -> HttpResponse:
    report = _report_or_404(request, year, month)
    return render(request, "reports/month.html", page_of(report))


@staff_view
@require_safe
def month_csv(request: StaffRequest, year: int, month: int) -> HttpResponse:
    report = _report_or_404(request, year, month)
    name = f"{slugify(request.municipality.name)}-{report.month}.csv"
    return HttpResponse(
        csv_text(report),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _report_or_404(request: StaffRequest, year: int, number: int) -> MonthReport:
    """A month that has not begun, or that is none, is not found."""
    now = timezone.now()
    try:
        month = Month(year, number)
    except ValueError:
        raise Http404 from None
    if not EARLIEST <= month <= Month.of(now):
        raise Http404
    return month_report(request.municipality, month, at=now)
