"""What cannot be undone from the strip: judge a suspect inquiry, erase a person."""

from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from inquiries.forms.record import EraseForm
from inquiries.services.acts import InquiryClosed
from inquiries.services.erase import erase_person
from inquiries.services.moves import move_inquiry, release
from inquiries.views.changes import answer
from inquiries.views.desk_parts import CALLERS, find_inquiry, read_by
from inquiries.views.record import page_too_late
from inquiries.wording import name_of
from inquiries.workflow import MoveRefused, OurReason, Stage
from organisation.access import StaffRequest, staff_view
from organisation.models import Role
from organisation.posting import only_posted

SPAM: Final = OurReason.NOT_AN_INQUIRY


@staff_view(*CALLERS)
@only_posted("inquiries:record", "pk")
def review(request: StaffRequest, pk: int) -> HttpResponse:
    """Judge a suspect inquiry: genuine, or spam."""
    at = timezone.now()
    inquiry = find_inquiry(request, pk)
    is_spam = request.POST.get("verdict") == "spam"
    if not (inquiry.suspicion and inquiry.is_open):
        return page_too_late(request, inquiry, at)
    try:
        if is_spam:
            move_inquiry(inquiry, Stage.SPAM, by=request.user, at=at, reason=SPAM)
        else:
            release(inquiry, by=request.user, at=at)
    except (MoveRefused, InquiryClosed):
        return page_too_late(request, find_inquiry(request, pk), at)
    done = _("Put aside as spam.") if is_spam else _("Released into the queue.")
    messages.success(request, done)
    return answer(request, pk)


@staff_view(Role.ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def erase(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask once more, with a reason; then erase the person for ever."""
    at = timezone.now()
    inquiry = find_inquiry(request, pk)
    if inquiry.erased_at is not None:
        return page_too_late(request, inquiry, at)
    if request.method == "GET":
        read_by(request, inquiry, at)
    form = EraseForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            erase_person(inquiry, by=request.user, at=at, reason=reason)
        except InquiryClosed:
            return page_too_late(request, find_inquiry(request, pk), at)
        messages.success(request, _("The person is erased. The figures stand."))
        return redirect("inquiries:record", pk=pk)
    context = {"form": form, "inquiry": inquiry, "name": name_of(inquiry)}
    status = 422 if form.is_bound else 200
    return render(request, "inquiries/desk/erase.html", context, status=status)
