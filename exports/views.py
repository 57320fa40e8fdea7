"""Files at the desk: how far each has come, the file itself, and cancelling."""

from typing import Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exports import services
from exports.models import Export
from exports.wording import row_of
from organisation.access import StaffRequest, staff_view
from organisation.posting import only_posted

SHOWN: Final = 30  # files, the latest first


@staff_view
@require_safe
def exports(request: StaffRequest) -> HttpResponse:
    found = (
        Export.objects.of(request.municipality)
        .without_content()
        .select_related("asked_by")
        .order_by("-asked_at", "-pk")[:SHOWN]
    )
    rows = [row_of(each, timezone.now()) for each in found]
    return render(request, "exports/list.html", {"rows": rows})


@staff_view
@require_safe
def export(request: StaffRequest, pk: int) -> HttpResponse:
    """One file; to htmx, which asks again and again, only what changes."""
    found = _export(request, pk)
    htmx = getattr(request, "htmx", False)
    template = "exports/answer.html" if htmx else "exports/export.html"
    return render(request, template, {"row": row_of(found, timezone.now())})


@staff_view
@require_safe
def download(request: StaffRequest, pk: int) -> HttpResponse:
    found = _export(request, pk)
    try:
        content = services.fetch(found, by=request.user, at=timezone.now())
    except services.NoFile:
        raise Http404 from None
    return HttpResponse(
        content,
        content_type=found.content_type,
        headers={"Content-Disposition": f'attachment; filename="{found.file_name}"'},
    )


@staff_view
@only_posted("exports:export", "pk")
def export_cancel(request: StaffRequest, pk: int) -> HttpResponse:
    try:
        services.cancel(_export(request, pk), by=request.user, at=timezone.now())
    except services.CancelRefused:
        messages.error(request, _("The file was finished before it was cancelled."))
    return redirect("exports:export", pk)


@staff_view
@only_posted("exports:export", "pk")
def export_again(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask anew for what failed, was cancelled, or is a while old."""
    found = _export(request, pk)
    anew = services.ask(
        found.kind,
        found.parameters,
        title=found.title,
        municipality=request.municipality,
        by=request.user,
        at=timezone.now(),
    )
    return redirect("exports:export", anew.pk)


def _export(request: StaffRequest, pk: int) -> Export:
    mine = Export.objects.of(request.municipality).without_content()
    return get_object_or_404(mine.select_related("asked_by"), pk=pk)
