"""The month's report at the desk: page and file."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from audit.services import record
from exports.services import ask
from organisation.access import StaffRequest, staff_view
from organisation.models import Role
from organisation.months import Month
from organisation.posting import only_posted
from reports.csv_file import csv_text
from reports.definitions import definitions
from reports.drawn import drawn
from reports.exports import Form, file_name, parameters_of, title_of
from reports.figures.received import began_at
from reports.lede import lede_of
from reports.models import Cooperation
from reports.month_links import links
from reports.page import figures_of, is_empty, page_of
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
    name = file_name(request.municipality, reading.month, "csv", reading.version)
    record(
        "downloaded-report",
        request.municipality,
        by=request.user,
        at=timezone.now(),
        fields=[str(reading.month)],
    )
    return HttpResponse(
        csv_text(reading.report),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@staff_view
@only_posted("reports:month", "year", "month")
@month_view
def month_export(request: StaffRequest, reading: Reading) -> HttpResponse:
    """Ask for a file of the month; its page says how far it has come."""
    form = request.POST.get("form")
    if form not in Form.values:
        return redirect("reports:month", reading.month.year, reading.month.number)
    export = ask(
        form,
        parameters_of(reading),
        title=title_of(Form(form), reading),
        municipality=request.municipality,
        by=request.user,
        at=timezone.now(),
    )
    return redirect("exports:export", export.pk)


def _page(request: StaffRequest, reading: Reading) -> dict[str, Any]:
    has_figures = not is_empty(reading.report)
    return {
        **page_of(reading.report),
        "links": _links(reading),
        "reading": reading,
        "standing": standing_of(reading),
        "lede": lede_of(reading),
        "figures": _figures(request, reading) if has_figures else "",
        "definitions": _definitions(reading) if has_figures else "",
        "cooperations": Cooperation.objects.of(request.municipality).with_others(),
        "may_write": may(request, Role.MANAGER),
        "may_correct": may(request, *CORRECTING),
    }


def _links(reading: Reading) -> SafeString:
    is_live = reading.snapshot is None
    began = reading.report.began_at if is_live else began_at(reading.municipality)
    shown = {
        "month": reading.month,
        **links(reading.month, began_at=began, at=timezone.now()),
    }
    place = (reading.municipality.pk, reading.month)
    return drawn("reports/month_links.html", shown, lambda: shown, place=place)


def _definitions(reading: Reading) -> SafeString:
    own_care = reading.report.own_care is not None
    return drawn(
        "reports/definitions.html",
        own_care,
        lambda: {"definitions": definitions(own_care=own_care)},
        place=own_care,
    )


def _figures(request: StaffRequest, reading: Reading) -> SafeString:
    """For those who may do the same; the later moment of a report changes nothing."""
    report, month = reading.report, reading.month
    shown = replace(report, at=month.start if report.is_running else month.end)
    rights = {
        "may_write": may(request, Role.MANAGER),
        "may_annotate": may(request, *ANNOTATING),
    }
    return drawn(
        "reports/figures.html",
        shown,
        lambda: {**figures_of(shown), **rights},
        place=(reading.municipality.pk, month, reading.version, *rights.values()),
    )
