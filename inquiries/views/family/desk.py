"""The desk's two handles on a family's links: a new one, or none."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from inquiries.services.acts import InquiryClosed
from inquiries.services.lost_links import close_all_links, send_new_link
from inquiries.views.desk_parts import CALLERS, find_inquiry
from inquiries.views.record import page_too_late
from organisation.access import StaffRequest, staff_view
from organisation.posting import only_posted


@staff_view(*CALLERS)
@only_posted("inquiries:record", "pk")
def family_links(request: StaffRequest, pk: int) -> HttpResponse:
    at = timezone.now()
    inquiry = find_inquiry(request, pk)
    try:
        if request.POST.get("do") == "close":
            close_all_links(inquiry, by=request.user, at=at)
            messages.success(request, _("The links are closed."))
        elif send_new_link(inquiry, by=request.user, at=at):
            messages.success(request, _("A new link is on its way."))
        else:
            messages.error(request, _("No link was sent: one is on its way already."))
    except InquiryClosed:
        return page_too_late(request, find_inquiry(request, pk), at)
    return redirect("inquiries:record", pk=pk)
