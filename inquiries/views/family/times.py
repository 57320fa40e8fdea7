"""Another time, or none: a family and its call, its visit, its seat at a meeting."""

from datetime import UTC, datetime
from http import HTTPStatus

from django.http import HttpResponse

from followups.booking import SlotTaken
from followups.times import forget_times
from inquiries.family_page import page_of
from inquiries.family_states import coming_seat, may_cancel, may_choose
from inquiries.form_token import sealed_moments, unsealed_moments
from inquiries.forms.family import NewTimeForm
from inquiries.lying_low_words import busy_text
from inquiries.offered import shown_moments
from inquiries.services.chosen_time import times_for
from inquiries.services.family import NotNow, cancel_time, choose, give_up_seat
from inquiries.views.family.door import CHANGED, Visit, family_view


@family_view
def family_time(visit: Visit) -> HttpResponse:
    """Choose or change the time. A time that was just taken: 409, with the next."""
    if not visit.is_sent:
        if not may_choose(visit.inquiry):
            return visit.back(CHANGED)
        return _show_times(visit, _form(visit))
    form = _form(visit, visit.request.POST)
    if not form.is_valid():
        return _show_times(visit, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    shown = _shown_due_at(visit, form)
    try:
        choose(
            visit.inquiry,
            form.chosen(),
            key=visit.key,
            at=visit.at,
            shown_due_at=shown,
        )
    except NotNow:
        return visit.back(CHANGED)
    except SlotTaken:
        forget_times()
        return _show_times(visit, _form(visit), HTTPStatus.CONFLICT, is_taken=True)
    return visit.back("tid")


@family_view
def family_cancel(visit: Visit) -> HttpResponse:
    """Ask once more, then give the time back."""
    if not visit.is_sent:
        if not may_cancel(visit.inquiry, visit.at):
            return visit.back(CHANGED)
        return visit.show("cancel", page=page_of(visit.inquiry, visit.at))
    try:
        cancel_time(visit.inquiry, key=visit.key, at=visit.at)
    except NotNow:
        return visit.back(CHANGED)
    return visit.back("avbokat")


@family_view
def family_meeting(visit: Visit) -> HttpResponse:
    """Ask once more, then let somebody else have the seat, or leave the queue."""
    if not visit.is_sent:
        page = page_of(visit.inquiry, visit.at)
        if page.seat is None:
            return visit.back(CHANGED)
        return visit.show("meeting", page=page)
    seat = coming_seat(visit.inquiry, visit.at)
    had_seat = seat is not None and seat.has_seat
    try:
        give_up_seat(visit.inquiry, key=visit.key, at=visit.at)
    except NotNow:
        return visit.back(CHANGED)
    return visit.back("traff" if had_seat else "kolista")


def _form(visit: Visit, typed: object = None) -> NewTimeForm:
    times = times_for(visit.inquiry, visit.at)
    return NewTimeForm(typed, offers=times.offers, times=times.times, at=visit.at)


def _show_times(
    visit: Visit,
    form: NewTimeForm,
    status: int = HTTPStatus.OK,
    *,
    is_taken: bool = False,
) -> HttpResponse:
    return visit.show(
        "time",
        form,
        status=status,
        is_taken=is_taken,
        shown=sealed_moments(shown_moments(form.offers)),
        busy=busy_text(form.offers, visit.at),
    )


def _shown_due_at(visit: Visit, form: NewTimeForm) -> datetime | None:
    shown = unsealed_moments(visit.request.POST.get("shown", ""))
    seconds = shown.get(form.cleaned_data["wish"])
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
