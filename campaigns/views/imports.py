"""Figures from a file: choose it, look at every row, say yes."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.access import PLANNERS
from campaigns.forms.activities import latest_activities
from campaigns.forms.reach import ConfirmForm, ImportForm
from campaigns.imports.preview import Preview, Status
from campaigns.imports.template import HEADS, example_rows
from campaigns.models import Activity, PendingImport
from campaigns.services.imports import (
    Changed,
    NotAllowed,
    carry_out,
    keep,
    preview_of,
)
from campaigns.views.parts import READ_AND_SEND, sent
from organisation.access import StaffRequest, staff_view
from organisation.spreadsheets import CSV_TYPE, XLSX_TYPE, Sheet, csv_text, workbook

MOST_TOLD = 20  # rows to correct, above the table that has them all


@staff_view(*PLANNERS)
@require_http_methods(READ_AND_SEND)
def reach_import(request: StaffRequest) -> HttpResponse:
    """Read a file and keep what stands in it until it has been looked at."""
    form = _form(request)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        context = {"form": form}
        return render(request, "campaigns/import.html", context, status=status)
    pending = keep(
        request.municipality,
        form.source,
        form.rows,
        form.chosen(),
        by=request.user,
        at=timezone.now(),
    )
    return redirect("campaigns:reach_confirm", pending.pk)


@staff_view(*PLANNERS)
@require_http_methods(READ_AND_SEND)
def reach_confirm(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Every row with what would happen to it; then all of them, or none."""
    pending = _pending(request, pk)
    if pending.done_at is not None:
        messages.info(request, _("That file has been read in already."))
        return redirect("campaigns:reach_import")
    preview = preview_of(pending)
    form = ConfirmForm(sent(request), preview=preview)
    if not form.is_valid():
        return _page(request, pending, preview, form)
    try:
        done = carry_out(pending, form.choices(), by=request.user, at=timezone.now())
    except (Changed, NotAllowed):
        return _seen_anew(request, pending)
    messages.success(request, _words_of(done))
    return _back(pending, done)


@staff_view(*PLANNERS)
@require_safe
def reach_template(request: StaffRequest, kind: str) -> HttpResponse:
    """Our own template, to be filled in by hand or by another program."""
    heads = [str(each) for each in HEADS]
    rows = example_rows()
    if kind == "csv":
        answer = HttpResponse(csv_text([heads, *rows]), content_type=CSV_TYPE)
    else:
        sheet = Sheet(_("Figures"), heads, rows)
        file = workbook([sheet], title=_("Figures"), at=timezone.now())
        answer = HttpResponse(file, content_type=XLSX_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="rackvidd.{kind}"'
    return answer


def _form(request: StaffRequest) -> ImportForm:
    asked = request.GET.get("aktivitet", "")
    return ImportForm(
        sent(request),
        request.FILES if request.method == "POST" else None,
        initial={"activity": asked},
        activities=_offered(request, asked),
        today=timezone.localdate(),
    )


def _offered(request: StaffRequest, asked: str) -> list[Activity]:
    """The latest, and the one that somebody came from or has chosen."""
    latest = list(latest_activities(request.municipality))
    wanted = {asked, request.POST.get("activity", "")}
    others = {
        int(each)
        for each in wanted
        if each.isascii() and each.isdecimal() and len(each) < 19
    }
    others -= {each.pk for each in latest}
    activities = Activity.objects.of(request.municipality).select_related("campaign")
    return [*latest, *(activities.filter(pk__in=others) if others else ())]


def _pending(request: StaffRequest, pk: UUID) -> PendingImport:
    waiting = PendingImport.objects.filter(
        municipality=request.municipality, expires_at__gt=timezone.now()
    )
    return get_object_or_404(waiting.select_related("municipality", "activity"), pk=pk)


def _seen_anew(request: StaffRequest, pending: PendingImport) -> HttpResponse:
    """The rows as they would be now, where that is not what was shown."""
    preview = preview_of(pending)
    messages.error(
        request, _("Something has changed since you looked. Nothing was read in.")
    )
    return _page(request, pending, preview, ConfirmForm(preview=preview), status=409)


def _page(
    request: StaffRequest,
    pending: PendingImport,
    preview: Preview,
    form: ConfirmForm,
    status: int = 200,
) -> HttpResponse:
    wrong = [each for each in preview.lines if each.status is Status.WRONG]
    context = {
        "pending": pending,
        "preview": preview,
        "form": form,
        "wrong": wrong[:MOST_TOLD],
        "more_wrong": len(wrong) - MOST_TOLD,
        "changes_anything": bool(preview.written or preview.costs),
    }
    status = 422 if form.is_bound else status
    return render(request, "campaigns/import_preview.html", context, status=status)


def _words_of(done: Preview) -> str:
    told = [f"{count} {words}" for count, words in done.counts]
    return _("The file is read in: %(rows)s.") % {"rows": ", ".join(told)}


def _back(pending: PendingImport, done: Preview) -> HttpResponse:
    """To the activity, where the file was about one; else to the next file."""
    activities = {line.activity.pk for line in done.lines if line.activity is not None}
    if len(activities) == 1:
        return redirect("campaigns:reach", activities.pop())
    return redirect("campaigns:reach_import")
