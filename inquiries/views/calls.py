"""The call card opens, logs, and takes back."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from followups.ladder import after_written
from inquiries.cards import Card
from inquiries.forms.call import WRITTEN, CallForm
from inquiries.forms.steps import seen_of
from inquiries.models import CallAttempt, Event, Inquiry
from inquiries.queues import open_task_of
from inquiries.services.acts import InquiryClosed
from inquiries.services.bookings_undone import TimeTaken
from inquiries.services.calls import LoggedAlready, log_call, log_written
from inquiries.services.people import LONGEST_NOTE, rescue_note, save_draft
from inquiries.services.undo import UndoRefused, undo
from inquiries.views.desk_parts import (
    CALLERS,
    find_inquiry,
    is_part,
    last_done_of,
    open_card,
    queue_of,
    queue_query,
    scope_of,
    standing_of,
)
from inquiries.views.record import page_of
from inquiries.views.today import going_on, opened
from inquiries.views.too_late import CONFLICT, too_late_of
from inquiries.wording import name_of, step_text
from organisation.access import StaffRequest, staff_view
from organisation.posting import only_posted
from organisation.tidy import tidy_text


@staff_view(*CALLERS)
@require_GET
def card(request: StaffRequest, pk: int) -> HttpResponse:
    """The card alone, for the open page; without script the page with the card."""
    goes_on = "vidare" in request.GET
    if not is_part(request):
        rest = "&vidare=1" if goes_on else ""
        return redirect(f"{reverse('inquiries:today')}?oppen={pk}{rest}")
    context = opened(request, pk, goes_on=goes_on) | {"query": queue_query(request)}
    return render(request, "inquiries/desk/card.html", context)


@staff_view(*CALLERS)
@only_posted("inquiries:record", "pk")
def log(request: StaffRequest, pk: int) -> HttpResponse:
    """Log one outcome with the step that follows, unless somebody was first."""
    at = timezone.now()
    with transaction.atomic():
        inquiry = find_inquiry(request, pk, locked=True)
        shown = open_card(request, inquiry, at, typed=request.POST)
        if shown is None or request.POST.get("seen") != seen_of(shown.task):
            return _too_late(request, inquiry, at)
        if not shown.form.is_valid():
            return _refused(request, shown)
        try:
            _write(inquiry, shown.form, request, at)
        except LoggedAlready:
            return _too_late(request, inquiry, at, is_same_call=True)
    return _logged(request, inquiry, shown.form.cleaned_data["outcome"], at)


def _write(
    inquiry: Inquiry, form: CallForm, request: StaffRequest, at: datetime
) -> Event:
    outcome, note = form.cleaned_data["outcome"], form.cleaned_data["note"]
    if outcome == WRITTEN:
        step = form.chosen or after_written(inquiry.municipality, at, inquiry.owner_id)
        return log_written(inquiry, by=request.user, at=at, next_step=step, note=note)
    return log_call(
        inquiry, outcome, by=request.user, at=at, next_step=form.chosen, note=note
    )


def _refused(request: StaffRequest, shown: Card) -> HttpResponse:
    """The same card with what was typed and what is wrong with it."""
    at = timezone.now()
    if request.POST.get("page") == "record":
        return page_of(request, shown.inquiry, at, refused_card=shown)
    context = {
        "card": shown,
        "form": shown.form,
        "inquiry": shown.inquiry,
        "open_pk": shown.inquiry.pk,
        "query": queue_query(request),
    }
    if is_part(request):
        return render(request, "inquiries/desk/card.html", context, status=422)
    context |= queue_of(scope_of(request, at)) | last_done_of(request, at)
    context |= standing_of(request, at)
    return render(request, "inquiries/desk/today.html", context, status=422)


def _too_late(
    request: StaffRequest,
    inquiry: Inquiry,
    at: datetime,
    *,
    is_same_call: bool = False,
) -> HttpResponse:
    """Tell what stands. Nothing is logged; the note typed is kept as a draft."""
    note = tidy_text(request.POST.get("note", ""))
    kept = bool(note) and rescue_note(inquiry, note, by=request.user, at=at)
    told = too_late_of(
        inquiry,
        by=request.user,
        at=at,
        typed=note,
        is_kept=kept,
        is_same_call=is_same_call,
    )
    if request.POST.get("page") == "record":
        return page_of(request, inquiry, at, too_late=told)
    context = queue_of(scope_of(request, at)) | {
        "card": open_card(request, inquiry, at),
        "inquiry": inquiry,
        "open_pk": inquiry.pk,
        "query": queue_query(request),
        "too_late": told,
    }
    if is_part(request):
        return render(
            request, "inquiries/desk/card_answer.html", context, status=CONFLICT
        )
    context |= last_done_of(request, at) | standing_of(request, at)
    return render(request, "inquiries/desk/today.html", context, status=CONFLICT)


def _logged(
    request: StaffRequest, inquiry: Inquiry, outcome: str, at: datetime
) -> HttpResponse:
    fresh = find_inquiry(request, inquiry.pk)
    said = _said(fresh, at)
    answered = outcome == CallAttempt.Outcome.ANSWERED and fresh.is_open
    if not is_part(request):
        messages.success(request, said)
        return _back(request, fresh.pk, goes_on=answered)
    context = queue_of(scope_of(request, at)) | last_done_of(request, at)
    context |= {"inquiry": fresh, "said": said, "query": queue_query(request)}
    if answered:
        context |= going_on(request, fresh)
    return render(request, "inquiries/desk/card_answer.html", context)


def _said(inquiry: Inquiry, at: datetime) -> str:
    """Anna Holm: loggat. Ring i dag klockan 15.10."""
    task = open_task_of(inquiry)
    words: dict[str, Any] = {"name": name_of(inquiry)}
    if task is None:
        return _("%(name)s: logged.") % words
    words["step"] = step_text(task, at)
    return _("%(name)s: logged. Next: %(step)s.") % words


def _back(
    request: StaffRequest, pk: int, *, goes_on: bool = False
) -> HttpResponseRedirect:
    """Lead to the page that the form stood on."""
    if request.POST.get("page") == "record":
        return redirect("inquiries:record", pk=pk)
    address = reverse("inquiries:today") + queue_query(request)
    if goes_on:
        joint = "&" if "?" in address else "?"
        address = f"{address}{joint}oppen={pk}&vidare=1"
    return HttpResponseRedirect(address)


@staff_view(*CALLERS)
@only_posted("inquiries:today")
def take_back(request: StaffRequest, pk: int) -> HttpResponse:
    """Undo the act that the event belongs to."""
    events = Event.objects.filter(municipality=request.municipality)
    event = get_object_or_404(events.select_related("inquiry"), pk=pk)
    try:
        undo(event, by=request.user, at=timezone.now())
    except (UndoRefused, InquiryClosed):
        messages.error(
            request,
            _("Something has happened since, so it can no longer be undone."),
        )
    except TimeTaken:
        messages.error(
            request,
            _("The time is not free any more, so it cannot be undone. Book another."),
        )
    else:
        messages.success(request, _("Undone."))
    return _back(request, event.inquiry_id)


@staff_view(*CALLERS)
@only_posted("inquiries:record", "pk")
def draft(request: StaffRequest, pk: int) -> HttpResponse:
    """Keep a note that somebody is writing."""
    at = timezone.now()
    inquiry = find_inquiry(request, pk)
    text = request.POST.get("note") or request.POST.get("text") or ""
    try:
        save_draft(inquiry, tidy_text(text)[:LONGEST_NOTE], by=request.user, at=at)
    except InquiryClosed:
        return HttpResponse(status=204)
    return render(request, "inquiries/desk/draft_saved.html", {"at": at})
