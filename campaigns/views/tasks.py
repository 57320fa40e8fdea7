"""What is to be done for the campaigns: “Att göra”."""

from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.access import PLANNERS, may_plan
from campaigns.forms.tasks import FORMS, OutcomeForm, RoutineForm
from campaigns.models import CampaignTask, CampaignTaskQuerySet
from campaigns.routine import routine_of
from campaigns.services.tasks import (
    IsDone,
    IsOpen,
    change_routine,
    change_task,
    erase_task,
    finish_task,
    open_task,
    reopen_task,
)
from campaigns.task_words import row_of, rows_of, title_of
from campaigns.views.parts import READ_AND_SEND, form_page, sent
from organisation.access import StaffRequest, staff_view
from organisation.posting import only_posted

Kind = CampaignTask.Kind
DONE: Final = "klara"  # in the address: what has been done, the latest first
MOST_DONE: Final = 100  # of them on the page


@staff_view
@require_safe
def task_list(request: StaffRequest) -> HttpResponse:
    tasks = _with_names(request)
    is_done = request.GET.get("visa") == DONE
    if is_done:
        tasks = tasks.exclude(done_at=None).order_by("-done_at", "-pk")[:MOST_DONE]
    else:
        tasks = tasks.filter(done_at=None)
    context = {
        "rows": rows_of(tasks, timezone.localdate()),
        "is_done": is_done,
        "done": DONE,
        "may_plan": may_plan(request),
    }
    return render(request, "campaigns/tasks.html", context)


@staff_view
@require_safe
def task(request: StaffRequest, pk: int) -> HttpResponse:
    return _task_page(request, _found(request, pk), OutcomeForm())


@staff_view
@require_http_methods(READ_AND_SEND)
def task_new(request: StaffRequest) -> HttpResponse:
    return _open(request, Kind.OTHER, _("New task"))


@staff_view
@require_http_methods(READ_AND_SEND)
def task_ask_again(request: StaffRequest) -> HttpResponse:
    days = routine_of(request.municipality).ask_again_days
    lead = _(
        "When an assignment ends, ask whether they want another. The task is to be "
        "done %(days)s days before the end."
    ) % {"days": days}
    return _open(request, Kind.ASK_AGAIN, _("Ask again"), lead=lead)


@staff_view
@require_http_methods(READ_AND_SEND)
def task_edit(request: StaffRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    if found.done_at is not None:
        return _too_late(request, found)
    form = FORMS[found.kind](sent(request), instance=found)
    if form.is_valid():
        try:
            change_task(found, form.cleaned_data, by=request.user, at=timezone.now())
        except IsDone:
            return _too_late(request, found)
        messages.success(request, _("Saved."))
        return redirect("campaigns:task", pk)
    back = (reverse("campaigns:task", args=[pk]), title_of(_found(request, pk)))
    return form_page(request, form, _("Change the task"), back)


@staff_view
@only_posted("campaigns:task", "pk")
def task_done(request: StaffRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        return _task_page(request, found, form)
    try:
        outcome = form.cleaned_data["outcome"]
        finish_task(found, outcome, by=request.user, at=timezone.now())
    except IsDone:
        return _too_late(request, found)
    messages.success(request, _("Done: %(title)s") % {"title": title_of(found)})
    return redirect("campaigns:tasks")


@staff_view
@only_posted("campaigns:task", "pk")
def task_reopen(request: StaffRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    try:
        reopen_task(found, by=request.user, at=timezone.now())
    except IsOpen:
        messages.error(request, _("It is open already, or another one like it is."))
    else:
        messages.success(request, _("The task is open again."))
    return redirect("campaigns:task", pk)


@staff_view(*PLANNERS)
@only_posted("campaigns:task", "pk")
def task_erase(request: StaffRequest, pk: int) -> HttpResponse:
    """Take the name and the notes out of a finished task."""
    found = _found(request, pk)
    try:
        erase_task(found, by=request.user, at=timezone.now())
    except IsOpen:
        messages.error(request, _("It is open already, or another one like it is."))
    else:
        messages.success(request, _("The name and the notes are erased."))
    return redirect("campaigns:task", pk)


@staff_view(*PLANNERS)
@require_http_methods(READ_AND_SEND)
def routine(request: StaffRequest) -> HttpResponse:
    form = RoutineForm(sent(request), instance=routine_of(request.municipality))
    if form.is_valid():
        change_routine(
            request.municipality, form.cleaned_data, by=request.user, at=timezone.now()
        )
        messages.success(request, _("Saved."))
        return redirect("campaigns:tasks")
    back = (reverse("campaigns:tasks"), _("To do"))
    return form_page(request, form, _("When tasks fall due"), back)


def _open(
    request: StaffRequest, kind: str, heading: str, **context: str
) -> HttpResponse:
    """Type a task of one kind, and save it."""
    function = routine_of(request.municipality).owner_function
    new = CampaignTask(municipality=request.municipality, kind=kind)
    initial = {"owner_function": function}
    form = FORMS[kind](sent(request), instance=new, initial=initial)
    if form.is_valid():
        open_task(new, by=request.user, at=timezone.now())
        messages.success(request, _("The task is noted."))
        return redirect("campaigns:tasks")
    back = (reverse("campaigns:tasks"), _("To do"))
    return form_page(request, form, heading, back, **context)


def _task_page(
    request: StaffRequest, found: CampaignTask, form: OutcomeForm
) -> HttpResponse:
    context = {
        "row": row_of(found, timezone.localdate()),
        "form": form,
        "may_plan": may_plan(request),
    }
    status = 422 if form.is_bound else 200
    return render(request, "campaigns/task.html", context, status=status)


def _too_late(request: StaffRequest, found: CampaignTask) -> HttpResponse:
    messages.error(request, _("A colleague has done it already."))
    return redirect("campaigns:task", found.pk)


def _with_names(request: StaffRequest) -> CampaignTaskQuerySet:
    tasks = CampaignTask.objects.of(request.municipality)
    return tasks.select_related("ambassador", "use__content", "owner", "done_by")


def _found(request: StaffRequest, pk: int) -> CampaignTask:
    return get_object_or_404(_with_names(request), pk=pk)
