"""The joint report at the desk: page and files, for who works at a member's."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit.services import record
from exports.services import ask
from organisation.access import StaffRequest, staff_view
from organisation.months import Month
from organisation.posting import only_posted
from reports.joint.exports import Form, file_name, parameters_of, title_of
from reports.joint.files import joint_csv as csv_text
from reports.joint.page import page_of
from reports.joint.reading import JointReading, read_joint
from reports.models import Cooperation
from reports.month_links import links
from reports.stored import UnknownDefinitions
from reports.views.parts import CORRECTING, may, month_or_404

JointView = Callable[[StaffRequest, Cooperation, Month], HttpResponse]
FoundView = Callable[[StaffRequest, int, int, int], HttpResponse]


def joint_view(view: JointView) -> FoundView:
    """Give a view the cooperation and the month of its address.

    One that the municipality is not in now, or a month that has not begun: 404.
    """

    @wraps(view)
    def found(request: StaffRequest, pk: int, year: int, month: int) -> HttpResponse:
        mine = Cooperation.objects.of(request.municipality)
        cooperation = get_object_or_404(mine, pk=pk)
        try:
            return view(request, cooperation, month_or_404(year, month))
        except UnknownDefinitions:
            status = HTTPStatus.SERVICE_UNAVAILABLE
            return render(request, "reports/too_new.html", status=status)

    return found


@staff_view
@require_safe
@joint_view
def joint_page(
    request: StaffRequest, cooperation: Cooperation, month: Month
) -> HttpResponse:
    reading = _read(cooperation, month)
    began = [each.report.began_at for each in reading.readings]
    first = min((each for each in began if each is not None), default=None)
    context = {
        **page_of(reading),
        **links(month, began_at=first, at=reading.at),
        "cooperation": cooperation,
        "month": month,
        "may_change": may(request, *CORRECTING),
    }
    return render(request, "reports/joint.html", context)


@staff_view
@require_safe
@joint_view
def joint_csv(
    request: StaffRequest, cooperation: Cooperation, month: Month
) -> HttpResponse:
    text = csv_text(_read(cooperation, month))
    record(
        "downloaded-joint-report",
        cooperation,
        by=request.user,
        at=timezone.now(),
        fields=[str(month)],
        municipality=request.municipality,
    )
    name = file_name(cooperation, month, "csv")
    return HttpResponse(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@staff_view
@only_posted("reports:joint", "pk", "year", "month")
@joint_view
def joint_export(
    request: StaffRequest, cooperation: Cooperation, month: Month
) -> HttpResponse:
    """Ask for a file of the month; its page says how far it has come."""
    form = request.POST.get("form")
    if form not in Form.values:
        return redirect("reports:joint", cooperation.pk, month.year, month.number)
    export = ask(
        form,
        parameters_of(cooperation, month),
        title=title_of(Form(form), cooperation, month),
        municipality=request.municipality,
        by=request.user,
        at=timezone.now(),
    )
    return redirect("exports:export", export.pk)


def _read(cooperation: Cooperation, month: Month) -> JointReading:
    return read_joint(cooperation, month, at=timezone.now())
