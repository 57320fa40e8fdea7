"""What pages show where a time is booked, moved or cancelled."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from followups.models import Appointment, Slot
from followups.wording import deadline_text
from inquiries.cards import assignable
from inquiries.forms.booking import CancelForm, TimeForm
from inquiries.invitations import colleagues_of, together_text
from inquiries.models import Inquiry
from inquiries.phones import is_mobile
from inquiries.queues import open_task_of
from inquiries.services.appointments import standing
from inquiries.wording import name_of
from organisation.access import StaffRequest


def time_form(
    request: StaffRequest, inquiry: Inquiry, kind: str, at: datetime, **typed: Any
) -> TimeForm:
    return TimeForm(inquiry=inquiry, kind=kind, by=request.user, at=at, **typed)


def cancel_form(
    request: StaffRequest, inquiry: Inquiry, at: datetime, **typed: Any
) -> CancelForm:
    return CancelForm(
        task=open_task_of(inquiry),
        staff=assignable(inquiry.municipality, request.user, inquiry.owner),
        at=at,
        auto_id="cancel_%s",
        **typed,
    )


def booking_context(
    inquiry: Inquiry, form: TimeForm, kind: str, at: datetime
) -> dict[str, Any]:
    """Give what the list of times needs."""
    known = standing(inquiry, kind, at)
    names = {
        Slot.Kind.HOME_VISIT: "inquiries:visit",
        Slot.Kind.CALL: "inquiries:call_time",
    }
    return {
        "booking": form,
        "booking_url": reverse(names[Slot.Kind(kind)], args=[inquiry.pk]),
        "booked": None if known is None else booked_text(known, at),
        "inquiry": inquiry,
        "name": name_of(inquiry),
        "told": told_text(inquiry),
        "is_visit": kind == Slot.Kind.HOME_VISIT,
    }


def booked_text(appointment: Appointment, at: datetime) -> str:
    """“tors 12 mars klockan 13.00, Maria och Ali”"""
    who = together_text(colleagues_of(appointment))
    return f"{deadline_text(appointment.starts_at, at)}, {who}"


def told_text(inquiry: Inquiry) -> str:
    """How the family hears of it."""
    by_sms = is_mobile(str(inquiry.contact.phone))
    if inquiry.contact.email and by_sms:
        return _("The family is told by mail and SMS.")
    if inquiry.contact.email:
        return _("The family is told by mail.")
    if by_sms:
        return _("The family is told by SMS.")
    return _("We can write to the family in no way: tell them on the phone.")
