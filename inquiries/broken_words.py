"""What the call card says of a promise that we broke: the call begins with it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from followups.models import Promise, Wish
from followups.wording import promised_text
from inquiries import apology
from inquiries.models import Inquiry
from inquiries.unkept import broken_at, last_unkept
from inquiries.wording import when_text
from messaging.models import WAITING, Channel, Message, Status

CHANNELS: Final = (Channel.EMAIL, Channel.SMS)


@dataclass(frozen=True)
class Broken:
    """The promise that was broken; what the family has been told; what to do now."""

    promise: str
    since: str


def broken_of(inquiry: Inquiry, at: datetime) -> Broken | None:
    """For the last broken promise, where nobody has called since."""
    promises = list(Promise.objects.filter(inquiry=inquiry).order_by("pk"))
    last = last_unkept(inquiry, promises, at)
    if last is None:
        return None
    if broken_at(last) < last.due_at:
        return Broken(_taken_back(last, at), _anew(promises, at))
    told = (_apology(inquiry, last, at), _anew(promises, at))
    return Broken(_missed(last, at), " ".join(filter(None, told)))


def _missed(promise: Promise, at: datetime) -> str:
    words = {"when": promised_text(promise.due_at, at)}
    if promise.wish == Wish.WRITE:
        return _("We promised to write %(when)s, and did not.") % words
    return _("We promised to call %(when)s, and did not.") % words


def _taken_back(promise: Promise, at: datetime) -> str:
    words = {"when": when_text(promise.opens_at or promise.due_at, at)}
    return _("The call promised for %(when)s was moved or cancelled by us.") % words


def _apology(inquiry: Inquiry, broken: Promise, at: datetime) -> str:
    """Whether it has left, and when."""
    letters = list(
        Message.objects.filter(
            inquiry=inquiry, kind=apology.KIND, created_at__gte=broken.due_at
        )
        .exclude(status=Status.CANCELLED)
        .order_by("sent_at", "channel")
    )
    if not letters:
        return _("The family has had no apology.")
    sent = [each for each in letters if each.status == Status.SENT]
    if sent and sent[-1].sent_at is not None:
        words = {"how": _channels(sent), "when": when_text(sent[-1].sent_at, at)}
        return _("An apology left by %(how)s %(when)s.") % words
    if any(each.status in (*WAITING, Status.SENDING) for each in letters):
        return _("An apology is on its way.")
    return _("Our apology did not reach the family.")


def _anew(promises: list[Promise], at: datetime) -> str:
    """What is promised instead; a time that we took back may have been given anew."""
    anew = promises[-1]
    if anew.outcome != Promise.Outcome.OPEN or anew.due_at < at:
        return ""
    return _("New promise: %(when)s.") % {"when": promised_text(anew.due_at, at)}


def _channels(letters: list[Message]) -> str:
    """email and SMS"""
    by = {each.channel for each in letters}
    names = [str(each.label) for each in CHANNELS if each in by]
    return _(" and ").join(names)
