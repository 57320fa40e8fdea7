"""What a family is told when we have not called as promised: sorry, and when we will.

As neutral as every message to a family: see inquiries/messages.py.
"""

from datetime import datetime
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

from followups.models import Promise, Wish
from followups.promise import opening_of
from followups.wording import written_promise_text
from inquiries.messages import Letter, to_family, words_of
from inquiries.models import ContactDetails, Inquiry
from inquiries.phones import is_mobile
from inquiries.team import callers_text
from messaging.services import Draft
from organisation.models import StaffMember

KIND: Final = "apology"


def is_reachable(contact: ContactDetails) -> bool:
    """Whether a mail or an SMS can tell the family of a new promise."""
    return bool(contact.email) or is_mobile(str(contact.phone))


def of_apology(
    inquiry: Inquiry,
    promise: Promise,
    *,
    caller: StaffMember | None,
    leaves_at: datetime,
) -> list[Draft]:
    """Tell the family that we are sorry, and what we promise now.

    Args:
        promise: the new one.
        caller: who will call; None: whoever of the team can.
        leaves_at: after the quiet hours.
    """
    with translation.override(inquiry.page_language):
        letter = _letter(inquiry, promise, caller)
    step = f"sorry-{promise.pk}"
    return list(to_family(inquiry, letter, kind=KIND, step=step, not_before=leaves_at))


def _letter(inquiry: Inquiry, promise: Promise, caller: StaffMember | None) -> Letter:
    municipality = inquiry.municipality
    opens_at = opening_of(municipality, promise)
    words = words_of(inquiry) | {
        "who": callers_text(municipality, caller),
        "when": written_promise_text(promise.due_at, opens_at),
    }
    if promise.wish == Wish.WRITE:
        heading = _("Sorry that we have not written")
        mail = _(
            "%(hello)s\n\n"
            "We promised to write to you, and we have not. We are sorry for that.\n\n"
            "%(who)s will write to you %(when)s.\n\n"
            "Your number with us is %(number)s. Would you rather talk now? "
            "Call %(phone)s, %(phone_hours)s.\n\n"
            "Kind regards,\n%(municipality)s"
        )
        sms = _(
            "%(municipality)s: Sorry that we have not written as we promised. "
            "%(who)s will write to you %(when)s. Questions: %(phone)s."
        )
    else:
        heading = _("Sorry that we have not called")
        mail = _(
            "%(hello)s\n\n"
            "We promised to call you, and we have not. We are sorry for that.\n\n"
            "%(who)s will call you %(when)s. Our number may be hidden when we "
            "call.\n\n"
            "Your number with us is %(number)s. Would you rather talk now? "
            "Call %(phone)s, %(phone_hours)s.\n\n"
            "Kind regards,\n%(municipality)s"
        )
        sms = _(
            "%(municipality)s: Sorry that we have not called as we promised. "
            "%(who)s will call you %(when)s. Questions: %(phone)s."
        )
    return Letter(heading, mail % words, sms % words)
