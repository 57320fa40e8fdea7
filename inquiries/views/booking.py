"""Booking, moving and cancelling a time with a family."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from followups.booking import SlotTaken
from followups.models import Slot
from followups.steps import StepAfterPromise
from followups.wording import deadline_text
from inquiries.forms.booking import TimeForm
from inquiries.models import Inquiry
from inquiries.services.acts import InquiryClosed
from inquiries.services.appointments import (
    book_visit,
    cancel_appointment,
    instead_of,
    move_appointment,
    outliving,
    standing,
)
from inquiries.services.people import rescue_note
from inquiries.views.booking_parts import (
    booked_text,
    booking_context,
    cancel_form,
    time_form,
    told_text,
)
from inquiries.views.desk_parts import (
    CALLERS,
    find_inquiry,
    is_part,
    last_done_of,
    queue_of,
    queue_query,
    read_by,
    scope_of,
)
from inquiries.views.record import page_of, page_too_late
from inquiries.views.today import going_on
from inquiries.views.too_late import CONFLICT
from inquiries.wording import name_of
from organisation.access import StaffRequest, staff_view
from organisation.posting import only_posted
from organisation.tidy import tidy_text


@staff_view(*CALLERS)
def book(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """Choose a time; with one booked already, another in its place."""
    at = timezone.now()
    with transaction.atomic():
        inquiry = find_inquiry(request, pk, locked=request.method == "POST")
        if not _can_be_booked(inquiry, kind, at):
            return redirect("inquiries:record", pk=pk)
        if request.method != "POST":
            read_by(request, inquiry, at)
            return _page(request, inquiry, time_form(request, inquiry, kind, at), kind)
        typed: dict[str, Any] = {"data": request.POST}
        if "show" in request.POST:
            typed = {"initial": request.POST.dict()}
        form = time_form(request, inquiry, kind, at, **typed)
        if "show" in request.POST:
            return _page(request, inquiry, form, kind)
        if not form.is_valid():
            return _page(request, inquiry, form, kind, status=422)
    return _save(request, inquiry, form, kind, at)


def _can_be_booked(inquiry: Inquiry, kind: str, at: datetime) -> bool:
    """A call is booked by the family; here it is only moved."""
    is_open = inquiry.is_open and inquiry.erased_at is None
    is_visit = kind == Slot.Kind.HOME_VISIT
    return is_open and (is_visit or standing(inquiry, kind, at) is not None)


def _save(
    request: StaffRequest, inquiry: Inquiry, form: TimeForm, kind: str, at: datetime
) -> HttpResponse:
    known = standing(inquiry, kind, at)
    who: dict[str, Any] = {
        "by": request.user,
        "at": at,
        "note": form.cleaned_data["note"],
    }
    try:
        if known is None:
            book_visit(inquiry, form.slots, **who)
        else:
            move_appointment(known, form.slots, **who)
    except SlotTaken:
        return _taken(request, inquiry, kind, at)
    except StepAfterPromise as refused:
        words = {"when": deadline_text(refused.promised_at, at)}
        form.add_error(
            "time",
            _("Time: we have promised to call at the latest %(when)s. Log that first.")
            % words,
        )
        return _page(request, inquiry, form, kind, status=422)
    except InquiryClosed:
        return _too_late(request, inquiry.pk, at)
    return _booked(request, inquiry.pk, kind, at, was_moved=known is not None)


def _taken(
    request: StaffRequest, inquiry: Inquiry, kind: str, at: datetime
) -> HttpResponse:
    """What is free now, with the note and the colleague as they were typed."""
    kept = {
        "partner": request.POST.get("partner", ""),
        "note": tidy_text(request.POST.get("note", "")),
    }
    form = time_form(request, inquiry, kind, at, initial=kept)
    return _page(request, inquiry, form, kind, status=CONFLICT, is_taken=True)


def _too_late(request: StaffRequest, pk: int, at: datetime) -> HttpResponse:
    inquiry = find_inquiry(request, pk)
    note = tidy_text(request.POST.get("note", ""))
    if note:
        rescue_note(inquiry, note, by=request.user, at=at)
    return page_too_late(request, inquiry, at, typed=note)


def _page(
    request: StaffRequest,
    inquiry: Inquiry,
    form: TimeForm,
    kind: str,
    *,
    status: int = 200,
    is_taken: bool = False,
) -> HttpResponse:
    """The page of its own; or by htmx, in the card on “Idag”."""
    at = timezone.now()
    context = booking_context(inquiry, form, kind, at) | {"is_taken": is_taken}
    context["query"] = queue_query(request)
    if is_part(request):
        context = going_on(request, inquiry) | context
        return render(request, "inquiries/desk/card.html", context, status=status)
    return render(request, "inquiries/desk/booking.html", context, status=status)


def _booked(
    request: StaffRequest, pk: int, kind: str, at: datetime, *, was_moved: bool
) -> HttpResponse:
    inquiry = find_inquiry(request, pk)
    known = standing(inquiry, kind, at)
    words = {
        "name": name_of(inquiry),
        "when": "" if known is None else booked_text(known, at),
        "told": told_text(inquiry),
    }
    if was_moved:
        said = _("%(name)s: the new time is %(when)s. %(told)s") % words
    else:
        said = _("%(name)s: the visit is booked %(when)s. %(told)s") % words
    if is_part(request):
        context = queue_of(scope_of(request, at)) | last_done_of(request, at)
        context |= {"inquiry": inquiry, "said": said, "query": queue_query(request)}
        return render(request, "inquiries/desk/card_answer.html", context)
    messages.success(request, said)
    if request.POST.get("page") == "today":
        return redirect("inquiries:today")
    return redirect("inquiries:record", pk=pk)


@staff_view(*CALLERS)
@only_posted("inquiries:record", "pk")
def cancel(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """Cancel what is booked, with another next step in its place."""
    at = timezone.now()
    inquiry = find_inquiry(request, pk)
    known = standing(inquiry, kind, at)
    if known is None or not inquiry.is_open:
        return _too_late(request, pk, at)
    form = cancel_form(
        request,
        inquiry,
        at,
        data=request.POST,
        proposal=instead_of(known, at),
        outliving=outliving(known),
    )
    if not form.is_valid() or form.chosen is None:
        return page_of(request, inquiry, at, refused=form, change="cancel")
    try:
        cancel_appointment(known, form.chosen, by=request.user, at=at)
    except StepAfterPromise as refused:  # promised this very moment
        form.refuse_after(refused.promised_at)
        return page_of(request, inquiry, at, refused=form, change="cancel")
    except (SlotTaken, InquiryClosed):
        return _too_late(request, pk, at)
    said = _("The time is cancelled. %(told)s") % {"told": told_text(inquiry)}
    messages.success(request, said)
    return redirect("inquiries:record", pk=pk)
