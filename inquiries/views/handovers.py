"""A colleague asks you to take a family over: say yes or no."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from followups.booking import SlotTaken
from inquiries.models import Handover
from inquiries.services.acts import InquiryClosed
from inquiries.services.handover import HandoverAnswered, accept, decline
from inquiries.views.desk_parts import CALLERS
from organisation.access import StaffRequest, staff_view
from organisation.posting import only_posted


@staff_view(*CALLERS)
@only_posted("inquiries:today")
def answer(request: StaffRequest, pk: int) -> HttpResponse:
    """Only who was asked may answer; for everybody else there is nothing here."""
    mine = Handover.objects.filter(
        municipality=request.municipality, receiver=request.user
    )
    handover = get_object_or_404(mine, pk=pk)
    at = timezone.now()
    try:
        if request.POST.get("answer") == "yes":
            takes_visit = "visit" in request.POST
            accept(handover, by=request.user, at=at, takes_visit=takes_visit)
            messages.success(request, _("It is yours now. The family is told."))
            return redirect("inquiries:record", pk=handover.inquiry_id)
        decline(handover, by=request.user, at=at)
    except SlotTaken:
        busy = _("You have something else at the booked time. Move one of them first.")
        messages.error(request, busy)
    except (HandoverAnswered, InquiryClosed):
        messages.error(request, _("That question is answered already."))
    else:
        messages.success(request, _("Your colleague is told that you cannot."))
    return redirect("inquiries:today")
