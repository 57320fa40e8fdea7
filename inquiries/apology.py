"""What a family is told when we have not called as promised: sorry, and when we will.

As neutral as every message to a family: see inquiries/messages.py.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

from followups.models import Promise, Wish
from followups.promise import opening_of
from followups.wording import promised_text
from inquiries.messages import Letter, to_family, words_of
from inquiries.models import ContactDetails, Inquiry
from inquiries.phones import is_mobile
from inquiries.team import callers_text
from messaging.models import Message
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
        leaves_at: after the quiet hours; “tomorrow” is counted from then.
    """
    with translation.override(inquiry.page_language):
        letter = _letter(inquiry, promise, caller, leaves_at)
    step = f"sorry-{promise.pk}"
    return list(to_family(inquiry, letter, kind=KIND, step=step, not_before=leaves_at))


def still_wanted(messages: Sequence[Message]) -> set[object]:
    """The ids of those whose new promise is open: nobody has called meanwhile."""
    steps = {each.step: each.pk for each in messages}
    promises = {int(step.removeprefix("sorry-")) for step in steps}
    opened = set(
        Promise.objects.open().filter(pk__in=promises).values_list("pk", flat=True)
    )
    return {
        each.pk for each in messages if int(each.step.removeprefix("sorry-")) in opened
    }


def _letter(
    inquiry: Inquiry, promise: Promise, caller: StaffMember | None, at: datetime
) -> Letter:
    municipality = inquiry.municipality
    opens_at = opening_of(municipality, promise)
    words = words_of(inquiry) | {
        "who": callers_text(municipality, caller),
        "when": promised_text(promise.due_at, at, opens_at),
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
