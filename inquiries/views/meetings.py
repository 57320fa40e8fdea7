"""Information meetings at the desk: planned, filled, held."""

from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from audit.services import record
from followups.meetings import (
    HolderBusy,
    MeetingOver,
    TooFewSeats,
    busy,
)
from followups.models import InformationMeeting, MeetingSeat
from inquiries.forms.meetings import InviteForm, MeetingForm
from inquiries.meeting_letters import when_of
from inquiries.meeting_rows import by_name, guests, meeting_choices, meeting_rows
from inquiries.services.acts import InquiryClosed
from inquiries.services.meetings import (
    NotBegun,
    cancel_meeting,
    change_meeting,
    mark_attendance,
    plan_information_meeting,
)
from inquiries.services.seats import give_up, invite
from inquiries.views.desk_parts import CALLERS, find_inquiry
from inquiries.views.record import page_of, page_too_late
from organisation.access import StaffRequest, staff_view
from organisation.models import StaffMember
from organisation.posting import only_posted

READ_AND_SEND: Final = ["GET", "HEAD", "POST"]
PAST: Final = "tidigare"
MARKS: Final = {"yes": True, "no": False, "unknown": None}
Status = MeetingSeat.Status


@staff_view(*CALLERS)
@require_safe
def meeting_list(request: StaffRequest) -> HttpResponse:
    is_past = request.GET.get("visa") == PAST
    rows = meeting_rows(request.municipality, timezone.now(), is_past=is_past)
    context = {"rows": rows, "is_past": is_past, "past": PAST}
    return render(request, "inquiries/desk/meetings.html", context)


@staff_view(*CALLERS)
@require_safe
def meeting_page(request: StaffRequest, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk)
    return render(request, "inquiries/desk/meeting.html", _context(meeting))


@staff_view(*CALLERS)
@require_safe
def meeting_print(request: StaffRequest, pk: int) -> HttpResponse:
    """The list to lie at the door: names and telephone numbers, by name."""
    meeting = _meeting(request, pk)
    record("listed-meeting", meeting, by=request.user, at=timezone.now())
    context = {
        "meeting": meeting,
        "when": when_of(meeting),
        "guests": by_name(guests(meeting, Status.SEAT)),
    }
    return render(request, "inquiries/desk/meeting_print.html", context)


@staff_view(*CALLERS)
@require_http_methods(READ_AND_SEND)
def meeting_new(request: StaffRequest) -> HttpResponse:
    at = timezone.now()
    form = _form(request, at, initial={"holders": [str(request.user.pk)]})
    if form.is_valid():
        try:
            made = plan_information_meeting(
                request.municipality,
                form.plan(),
                form.chosen_holders(),
                by=request.user,
                at=at,
            )
        except HolderBusy:
            _name_the_busy(form)
        else:
            messages.success(request, _("The meeting is planned."))
            return redirect("inquiries:meeting", made.pk)
    return _form_page(request, form)


@staff_view(*CALLERS)
@require_http_methods(READ_AND_SEND)
def meeting_edit(request: StaffRequest, pk: int) -> HttpResponse:
    at = timezone.now()
    meeting = _meeting(request, pk)
    if not meeting.is_inviting(at):
        return _over(request, pk)
    form = _form(request, at, meeting=meeting)
    if form.is_valid():
        try:
            _change(request, meeting, form, at)
        except MeetingOver:
            return _over(request, pk)
        if not form.errors:
            messages.success(request, _("The meeting is changed."))
            return redirect("inquiries:meeting", pk)
    return _form_page(request, form, meeting)


def _change(
    request: StaffRequest, meeting: InformationMeeting, form: MeetingForm, at: datetime
) -> None:
    """Change it, or say on the form what stands in the way."""
    try:
        change_meeting(
            meeting, form.plan(), form.chosen_holders(), by=request.user, at=at
        )
    except HolderBusy:
        _name_the_busy(form, meeting)
    except TooFewSeats as refused:
        text = ngettext(
            "Seats: %(taken)s family has one already. Let somebody off first.",
            "Seats: %(taken)s families have one already. Let somebody off first.",
            refused.taken,
        )
        form.add_error("seats", text % {"taken": refused.taken})


@staff_view(*CALLERS)
@only_posted("inquiries:meeting", "pk")
def meeting_cancel(request: StaffRequest, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk)
    try:
        cancel_meeting(meeting, by=request.user, at=timezone.now())
    except MeetingOver:
        return _over(request, pk)
    messages.success(request, _("The meeting is cancelled. All who come are told."))
    return redirect("inquiries:meeting", pk)


@staff_view(*CALLERS)
@only_posted("inquiries:meetings")
def meeting_attendance(request: StaffRequest, pk: int) -> HttpResponse:
    """One press: came, did not come, or not known after all."""
    seat = _seat(request, pk)
    mark = request.POST.get("attended", "")
    if mark in MARKS:
        try:
            mark_attendance(seat, MARKS[mark], by=request.user, at=timezone.now())
        except (NotBegun, InquiryClosed):
            messages.error(request, _("Somebody changed this just now. Look again."))
    return _back_to(seat)


@staff_view(*CALLERS)
@only_posted("inquiries:meetings")
def meeting_leave(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a family off the list; the first in the queue moves up."""
    seat = _seat(request, pk)
    try:
        give_up(seat, by=request.user, at=timezone.now())
    except (MeetingOver, InquiryClosed):
        messages.error(request, _("Somebody changed this just now. Look again."))
    else:
        messages.success(request, _("The family is off the list."))
    return redirect("inquiries:meeting", seat.meeting_id)


@staff_view(*CALLERS)
@only_posted("inquiries:record", "pk")
def meeting_invite(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask a family to a meeting. The meeting is locked before the inquiry."""
    at = timezone.now()
    inquiry = find_inquiry(request, pk)
    if not inquiry.is_open:
        return page_too_late(request, inquiry, at)
    choices = meeting_choices(request.municipality, at)
    form = InviteForm(request.POST, choices=choices, auto_id="meeting_%s")
    if not form.is_valid():
        return page_of(request, inquiry, at, refused=form, change="meeting")
    meeting = _meeting(request, int(form.cleaned_data["meeting"]))
    try:
        seat = invite(inquiry, meeting, by=request.user, at=at)
    except (MeetingOver, InquiryClosed):
        return page_too_late(request, find_inquiry(request, pk), at)
    messages.success(request, _said(seat))
    return redirect("inquiries:record", pk)


def _said(seat: MeetingSeat) -> str:
    if seat.is_waiting:
        return _("The meeting is full. The family is on the waiting list.")
    return _("The family has a seat at the meeting.")


def _meeting(request: StaffRequest, pk: int) -> InformationMeeting:
    meetings = InformationMeeting.objects.of(request.municipality)
    return get_object_or_404(meetings.prefetch_related("holders"), pk=pk)


def _seat(request: StaffRequest, pk: int) -> MeetingSeat:
    seats = MeetingSeat.objects.filter(municipality=request.municipality)
    return get_object_or_404(seats.select_related("meeting"), pk=pk)


def _context(meeting: InformationMeeting) -> dict[str, Any]:
    at = timezone.now()
    coming, waiting = guests(meeting, Status.SEAT), guests(meeting, Status.WAITING)
    return {
        "meeting": meeting,
        "when": when_of(meeting),
        "coming": coming,
        "waiting": waiting,
        "has_begun": meeting.has_begun(at),
        "may_change": meeting.is_inviting(at),
        "came": sum(each.mark == "yes" for each in coming),
        "untold": sum(each.is_untold for each in [*coming, *waiting]),
    }


def _form(request: StaffRequest, at: datetime, **options: Any) -> MeetingForm:
    typed = request.POST if request.method == "POST" else None
    staff = _holders(request)
    return MeetingForm(typed, staff=staff, at=at, **options)


def _holders(request: StaffRequest) -> list[StaffMember]:
    staff = StaffMember.objects.active().with_role(request.municipality, *CALLERS)
    return list(staff.order_by("display_name", "pk"))


def _form_page(
    request: StaffRequest, form: MeetingForm, meeting: InformationMeeting | None = None
) -> HttpResponse:
    status = 422 if form.is_bound else 200
    context = {"form": form, "meeting": meeting}
    return render(request, "inquiries/desk/meeting_form.html", context, status=status)


def _name_the_busy(
    form: MeetingForm, meeting: InformationMeeting | None = None
) -> None:
    people = busy(form.chosen_holders(), form.plan(), besides=meeting)
    names = ", ".join(each.display_name for each in people)
    text = _("Who holds it: %(names)s already has something else at that time.")
    form.add_error("holders", text % {"names": names})


def _over(request: StaffRequest, pk: int) -> HttpResponse:
    messages.error(request, _("The meeting has begun or is cancelled."))
    return redirect("inquiries:meeting", pk)


def _back_to(seat: MeetingSeat) -> HttpResponse:
    """The same page, at the same family: whoever presses keys goes on from there."""
    page = reverse("inquiries:meeting", args=[seat.meeting_id])
    return redirect(f"{page}#plats-{seat.pk}")
