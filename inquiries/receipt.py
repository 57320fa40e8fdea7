"""What a receipt says, at whatever moment it is opened."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from followups.models import Promise, Wish
from followups.promise import opening_of
from followups.wording import promised_text
from inquiries.greeting import thanks
from inquiries.lying_low_words import longer_text
from inquiries.models import Inquiry
from inquiries.team import callers_text
from organisation.models import StaffMember


@dataclass(frozen=True)
class Receipt:
    """Words for the family.

    Attributes:
        heading: the promise while it runs; afterwards only thanks.
        caller: who has it in hand; None for the whole team.
        deadline: when, in words, while the promise still lies ahead; afterwards "".
        is_letter: we write, we do not call.
        by_mail: a letter goes to an e-mail address; else it is an SMS.
        longer: why it takes longer than usual; "" where it does not.
    """

    inquiry: Inquiry
    thanks: str
    heading: str
    caller: StaffMember | None
    deadline: str
    is_letter: bool
    by_mail: bool
    longer: str


def receipt_of(inquiry: Inquiry, promise: Promise | None, now: datetime) -> Receipt:
    wish = inquiry.wish if promise is None else promise.wish
    is_letter = wish == Wish.WRITE
    deadline = "" if promise is None else _deadline(inquiry, promise, now)
    return Receipt(
        inquiry=inquiry,
        thanks=thanks(inquiry.contact.name),
        heading=_promise_text(inquiry, deadline, is_letter=is_letter),
        caller=inquiry.owner,
        deadline=deadline,
        is_letter=is_letter,
        by_mail=bool(inquiry.contact.email),
        longer=longer_text(inquiry.municipality, promise) if deadline else "",
    )


def _deadline(inquiry: Inquiry, promise: Promise, now: datetime) -> str:
    """When we get in touch; "" once it is done or too late to say."""
    if promise.outcome != Promise.Outcome.OPEN or promise.due_at < now:
        return ""
    opens_at = opening_of(inquiry.municipality, promise)
    return promised_text(promise.due_at, now, opens_at)


def _promise_text(inquiry: Inquiry, deadline: str, *, is_letter: bool) -> str:
    if not deadline:
        return ""
    who = callers_text(inquiry.municipality, inquiry.owner)
    words = {"who": who, "when": deadline}
    if is_letter:
        return _("%(who)s will write to you %(when)s.") % words
    return _("%(who)s will call you %(when)s.") % words
