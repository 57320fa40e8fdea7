"""“Idag”: whom to call, and the queue by itself for its refresh."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from followups.models import Slot
from inquiries.cards import assignable
from inquiries.forms.record import MoveForm
from inquiries.models import Inquiry
from inquiries.numbers import row_of
from inquiries.queues import open_task_of
from inquiries.views.booking_parts import booking_context, time_form
from inquiries.views.desk_parts import (
    CALLERS,
    find_inquiry,
    is_part,
    last_done_of,
    open_card,
    queue_of,
    queue_query,
    read_by,
    scope_of,
    standing_of,
)
from organisation.access import StaffRequest, staff_view
from organisation.menu import start_page


@staff_view
@require_GET
def today(request: StaffRequest) -> HttpResponse:
    """The whole page; with `?oppen=` an open card; by htmx only the queue.

    It has the address that everybody at the desk is told: whoever calls no families
    is led to the first page of their own menu.
    """
    if request.roles.isdisjoint(CALLERS):
        return redirect(start_page(request.roles))
    at = timezone.now()
    context = queue_of(scope_of(request, at)) | standing_of(request, at)
    context["query"] = queue_query(request)
    if is_part(request):
        context["arrived"] = _arrived(request, context)
        return render(request, "inquiries/desk/queue_refresh.html", context)
    context |= last_done_of(request, at) | _opened(request)
    return render(request, "inquiries/desk/today.html", context)


def _arrived(request: StaffRequest, context: dict[str, Any]) -> int:
    """How many follow-ups stand in the queue that the open page does not know."""
    known = row_of(request.GET.get("sedan", ""))
    if not known:
        return 0
    steps = {row.step for each in context["sections"] for row in each["rows"]}
    return sum(each > known for each in steps)


def _opened(request: StaffRequest) -> dict[str, Any]:
    pk = row_of(request.GET.get("oppen", ""))
    if not pk:
        return {}
    return opened(request, pk, goes_on="vidare" in request.GET)


def opened(request: StaffRequest, pk: int, *, goes_on: bool = False) -> dict[str, Any]:
    """Open an inquiry's card, which is a reading; `goes_on` after they answered."""
    at = timezone.now()
    inquiry = find_inquiry(request, pk)
    read_by(request, inquiry, at)
    if goes_on and inquiry.is_open:
        return going_on(request, inquiry)
    return {
        "card": open_card(request, inquiry, at),
        "inquiry": inquiry,
        "open_pk": inquiry.pk,
    }


def going_on(request: StaffRequest, inquiry: Inquiry) -> dict[str, Any]:
    """Give the card after an answer: times for a visit; stage and next step."""
    at = timezone.now()
    task = open_task_of(inquiry)
    form = MoveForm(
        inquiry=inquiry,
        task=task,
        staff=assignable(inquiry.municipality, request.user, inquiry.owner),
        at=at,
        auto_id="move_%s",
    )
    times = time_form(request, inquiry, Slot.Kind.HOME_VISIT, at)
    return booking_context(inquiry, times, Slot.Kind.HOME_VISIT, at) | {
        "going_on": form,
        "open_pk": inquiry.pk,
    }
