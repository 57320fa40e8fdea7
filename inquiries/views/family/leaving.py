"""Wait, go on, or say no; and close the links."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import localtime

from inquiries.family_states import coming_seat, may_pause, may_withdraw
from inquiries.forms.family import PauseForm, WithdrawForm
from inquiries.services.family import (
    NotNow,
    close_links,
    pause,
    resume,
    withdraw,
)
from inquiries.views.family.door import CHANGED, SeeOther, Visit, family_view
from inquiries.workflow import Stage


@family_view
def family_pause(visit: Visit) -> HttpResponse:
    """“We want to wait”: until a month that the family chooses."""
    today = localtime(visit.at).date()
    if not visit.is_sent:
        if not may_pause(visit.inquiry):
            return visit.back(CHANGED)
        form = PauseForm(today=today)
        return visit.show("pause", form, has_seat=_has_seat(visit))
    form = PauseForm(visit.request.POST, today=today)
    if not form.is_valid():
        return visit.refused("pause", form, has_seat=_has_seat(visit))
    try:
        pause(visit.inquiry, form.cleaned_data["until"], key=visit.key, at=visit.at)
    except NotNow:
        return visit.back(CHANGED)
    return visit.back("vantar")


@family_view
def family_resume(visit: Visit) -> HttpResponse:
    if not visit.is_sent:
        if visit.inquiry.stage != Stage.DORMANT:
            return visit.back(CHANGED)
        return visit.show("resume")
    try:
        resume(visit.inquiry, key=visit.key, at=visit.at)
    except NotNow:
        return visit.back(CHANGED)
    return visit.back("fortsatt")


@family_view
def family_withdraw(visit: Visit) -> HttpResponse:
    """Ask once more, and why if they want to say; then let them go, kindly."""
    if not visit.is_sent:
        if not may_withdraw(visit.inquiry):
            return visit.back(CHANGED)
        return visit.show("withdraw", WithdrawForm(), **_at_stake(visit))
    form = WithdrawForm(visit.request.POST)
    if not form.is_valid():
        return visit.refused("withdraw", form, **_at_stake(visit))
    try:
        withdraw(visit.inquiry, form.cleaned_data["reason"], key=visit.key, at=visit.at)
    except NotNow:
        return visit.back(CHANGED)
    return visit.back("avslutat")


@family_view
def family_close(visit: Visit) -> HttpResponse:
    """Let every link end. The way back leads to where a new one is asked for."""
    if not visit.is_sent:
        return visit.show("close")
    close_links(visit.inquiry, key=visit.key, at=visit.at)
    return SeeOther(reverse("inquiries:lost_link") + "?klart=stangd")


def _at_stake(visit: Visit) -> dict[str, bool]:
    return {"may_pause": may_pause(visit.inquiry), "has_seat": _has_seat(visit)}


def _has_seat(visit: Visit) -> bool:
    """Whether a seat at a meeting goes to somebody else by it."""
    seat = coming_seat(visit.inquiry, visit.at)
    return seat is not None and seat.has_seat
