"""Type in an inquiry that came by other ways than the web form."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.forms.activities import latest_activities
from campaigns.models import Channel
from followups.promise import due_at_for
from followups.wording import deadline_text
from inquiries.cards import assignable
from inquiries.forms.entry import SOURCES, EntryForm
from inquiries.models import Inquiry
from inquiries.services.receive import receive
from inquiries.views.desk_parts import CALLERS
from inquiries.wording import name_of
from organisation.access import StaffRequest, staff_view


@staff_view(*CALLERS)
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Ask once more where the promise is over already; else save and open it."""
    at = timezone.now()
    form = _form(request, at)
    if not form.is_bound:
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=422)
    due_at = _due_at(request, form)
    if due_at <= at and request.POST.get("overdue") != due_at.isoformat():
        return _page(request, form, overdue=due_at, status=422)
    told = _told(due_at, at)
    registration = form.registration(told)
    inquiry = receive(request.municipality, registration, at=at, by=request.user)
    messages.success(request, f"{_saved(inquiry)} {told}")
    if "another" in request.POST:
        source = _named_source(request)
        query = {"kalla": source} if source else None
        return redirect(reverse("inquiries:new", query=query))
    return redirect("inquiries:record", pk=inquiry.pk)


def _form(request: StaffRequest, at: datetime) -> EntryForm:
    municipality, source = request.municipality, _named_source(request)
    return EntryForm(
        request.POST if request.method == "POST" else None,
        initial={"source": source} if source else None,
        at=at,
        staff=assignable(municipality, request.user),
        activities=latest_activities(municipality),
        channels=Channel.objects.of(municipality),
    )


def _named_source(request: StaffRequest) -> str:
    """The source that a link names, as that for messages from social media does."""
    source = request.GET.get("kalla", "")
    return source if source in dict(SOURCES) else ""


def _due_at(request: StaffRequest, form: EntryForm) -> datetime:
    typed = form.cleaned_data
    return due_at_for(request.municipality, typed["wish"], typed["received_at"])


def _page(
    request: StaffRequest,
    form: EntryForm,
    *,
    overdue: datetime | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"form": form}
    if overdue is not None:
        context |= {
            "overdue": overdue.isoformat(),  # a number would be printed in Swedish
            "was_due": deadline_text(overdue, timezone.now()),
        }
    return render(request, "inquiries/desk/entry.html", context, status=status)


def _saved(inquiry: Inquiry) -> str:
    words = {"number": inquiry.number, "name": name_of(inquiry)}
    return _("%(number)s %(name)s is saved.") % words


def _told(due_at: datetime, at: datetime) -> str:
    """What the desk says of the promise, to be told on: kept with the inquiry."""
    if due_at <= at:
        return _("Call at once.")
    when = deadline_text(due_at, at)
    return _("Promised at the latest %(when)s.") % {"when": when}
