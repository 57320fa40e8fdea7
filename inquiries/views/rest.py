"""Whoever rests is woken before the day."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from followups.ladder import first_call_of
from inquiries.models import Inquiry
from inquiries.services.acts import InquiryClosed
from inquiries.services.moves import wake
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
from inquiries.views.too_late import CONFLICT, too_late_of
from inquiries.wording import name_of
from inquiries.workflow import MoveRefused, Stage
from organisation.access import StaffRequest, staff_view
from organisation.calendar import STOCKHOLM
from organisation.posting import only_posted


@staff_view(*CALLERS)
@only_posted("inquiries:record", "pk")
def wake_now(request: StaffRequest, pk: int) -> HttpResponse:
    """Wake a family that rests, and open its card, unless somebody was first."""
    at = timezone.now()
    inquiry = find_inquiry(request, pk)
    try:
        if inquiry.stage != Stage.DORMANT:
            raise MoveRefused(inquiry.stage, Stage.RECEIVED)
        today = localtime(at, STOCKHOLM).date()
        call = first_call_of(inquiry.municipality, today, at, inquiry.owner_id)
        wake(inquiry, call, by=request.user, at=at)
    except (MoveRefused, InquiryClosed):
        return _too_late(request, find_inquiry(request, pk))
    said = _("%(name)s rests no longer.") % {"name": name_of(inquiry)}
    if not is_part(request):
        messages.success(request, said)
        query = queue_query(request)
        joint = "&" if query else "?"
        return redirect(f"{reverse('inquiries:today')}{query}{joint}oppen={pk}#card")
    context = _card(request, find_inquiry(request, pk)) | {"said": said}
    context |= last_done_of(request, at)
    return render(request, "inquiries/desk/card_answer.html", context)


def _too_late(request: StaffRequest, inquiry: Inquiry) -> HttpResponse:
    """Tell what stands; nothing is changed."""
    at = timezone.now()
    context = _card(request, inquiry)
    context["too_late"] = too_late_of(inquiry, by=request.user, at=at)
    if is_part(request):
        page = "inquiries/desk/card_answer.html"
        return render(request, page, context, status=CONFLICT)
    context |= last_done_of(request, at) | standing_of(request, at)
    return render(request, "inquiries/desk/today.html", context, status=CONFLICT)


def _card(request: StaffRequest, inquiry: Inquiry) -> dict[str, Any]:
    at = timezone.now()
    read_by(request, inquiry, at)
    return queue_of(scope_of(request, at)) | {
        "card": open_card(request, inquiry, at),
        "inquiry": inquiry,
        "open_pk": inquiry.pk,
        "query": queue_query(request),
    }
