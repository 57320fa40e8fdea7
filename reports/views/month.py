"""The month's report at the desk: page and file."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from organisation.access import StaffRequest, staff_view
from organisation.models import Role
from organisation.months import Month
from reports.csv_file import csv_text
from reports.figures.received import began_at
from reports.lede import lede_of
from reports.month_links import links
from reports.page import page_of
from reports.reading import Reading
from reports.standing import standing_of
from reports.views.parts import ANNOTATING, CORRECTING, may, month_view


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
@month_view
def month_page(request: StaffRequest, reading: Reading) -> HttpResponse:
    return render(request, "reports/month.html", _page(request, reading))


@staff_view
@require_safe
@month_view
def month_csv(request: StaffRequest, reading: Reading) -> HttpResponse:
    version = f"-{reading.version}" if reading.version > 1 else ""
    town = slugify(request.municipality.name)
    name = f"{town}-{reading.month}{version}.csv"
    return HttpResponse(
        csv_text(reading.report),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _page(request: StaffRequest, reading: Reading) -> dict[str, Any]:
    is_live = reading.snapshot is None
    began = reading.report.began_at if is_live else began_at(request.municipality)
    return {
        **page_of(reading.report),
        **links(reading.month, began_at=began, at=timezone.now()),
        "reading": reading,
        "standing": standing_of(reading),
        "lede": lede_of(reading),
        "may_write": may(request, Role.MANAGER),
        "may_correct": may(request, *CORRECTING),
        "may_annotate": may(request, *ANNOTATING),
    }
