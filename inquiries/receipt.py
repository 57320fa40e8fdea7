"""What a receipt says, at whatever moment it is opened."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from followups.models import Promise, Wish
from followups.wording import deadline_text
from inquiries.messages import callers_text
from inquiries.models import Inquiry
from organisation.models import StaffMember


@dataclass(frozen=True)
class Receipt:
    """Words for the family.

    Attributes:
        heading: the promise while it runs; afterwards only thanks.
        caller: who has it in hand; None for the whole team.
        is_open: the promise still lies ahead.
        is_letter: we write, we do not call.
    """

    inquiry: Inquiry
    thanks: str
    heading: str
    caller: StaffMember | None
    is_open: bool
    is_letter: bool


def receipt_of(inquiry: Inquiry, promise: Promise | None, now: datetime) -> Receipt:
    is_letter = not inquiry.contact.phone or inquiry.wish == Wish.WRITE
    heading = _promise_text(inquiry, promise, now, is_letter) if promise else ""
    return Receipt(
        inquiry=inquiry,
        thanks=_("Thank you, %(name)s!") % {"name": first_name(inquiry.contact.name)},
        heading=heading,
        caller=inquiry.owner,
        is_open=bool(heading),
        is_letter=is_letter,
    )


def first_name(name: str) -> str:
    """What to call somebody whose whole name we have."""
    return name.split(" ")[0]


def _promise_text(
    inquiry: Inquiry, promise: Promise, now: datetime, is_letter: bool
) -> str:
    """Say who gets in touch and by when; "" once it is done or too late to say."""
    if promise.outcome != Promise.Outcome.OPEN or promise.due_at < now:
        return ""
    words = {
        "who": callers_text(inquiry.municipality, inquiry.owner),
        "when": deadline_text(promise.due_at, now),
    }
    if is_letter:
        return _("%(who)s will write to you by %(when)s.") % words
    return _("%(who)s will call you by %(when)s.") % words
