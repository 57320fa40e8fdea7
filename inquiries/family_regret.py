"""What a family's page says of a promise that we did not keep.

Source: docs/decisions/0081-what-a-family-can-do-itself.md.
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from followups.models import Promise, Wish
from followups.wording import promised_text
from inquiries.models import Event, Inquiry
from inquiries.unkept import broken_at, last_unkept


def regret_of(inquiry: Inquiry, promises: Sequence[Promise], at: datetime) -> str:
    """For the last of them that was broken, where nobody has called since; else "".

    A time that we took back before it came is not one that we missed.
    """
    last = last_unkept(inquiry, promises, at)
    if last is None:
        return ""
    if broken_at(last) < last.due_at:
        return _taken_back(last)
    words = {"when": promised_text(last.due_at, at)}
    if last.wish == Wish.WRITE:
        return _("We promised to write %(when)s, and did not. We are sorry.") % words
    return _("We promised to call %(when)s, and did not. We are sorry.") % words


def _taken_back(promise: Promise) -> str:
    event = promise.settled_by
    if event is not None and event.kind == Event.Kind.CANCELLED:
        return _("We have had to cancel the call. We are sorry.")
    return _("We have had to move the call. We are sorry.")
