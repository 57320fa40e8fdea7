"""Families to whom a promise was broken and whom nobody has called since."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef

from followups.models import Promise
from inquiries.models import Event, Inquiry

TRIED: Final = (Event.Kind.ATTEMPTED, Event.Kind.CONTACTED, Event.Kind.WROTE)


def unkept() -> Exists:
    """Whether that is so of the inquiry of a follow-up; an attempt is a call."""
    tried = Event.objects.filter(
        inquiry=OuterRef("inquiry"),
        kind__in=TRIED,
        reversed_by=None,
        at__gt=OuterRef("due_at"),
    )
    broken = Promise.objects.filter(
        inquiry=OuterRef("inquiry"), outcome=Promise.Outcome.BROKEN
    )
    return Exists(broken.filter(~Exists(tried)))


def last_unkept(
    inquiry: Inquiry, promises: Iterable[Promise], at: datetime
) -> Promise | None:
    """The last promise that was broken, also a moment ago; None once somebody called.

    Args:
        promises: all of the inquiry, the first one first.
    """
    broken = [
        each
        for each in promises
        if each.outcome == Promise.Outcome.BROKEN
        or (each.outcome == Promise.Outcome.OPEN and each.due_at < at)
    ]
    if not broken or _has_been_tried(inquiry, broken_at(broken[-1])):
        return None
    return broken[-1]


def broken_at(promise: Promise) -> datetime:
    """When it was missed; when it was taken back, if that was before."""
    return min(promise.due_at, promise.settled_at or promise.due_at)


def _has_been_tried(inquiry: Inquiry, since: datetime) -> bool:
    return Event.objects.filter(
        inquiry=inquiry, kind__in=TRIED, reversed_by=None, at__gt=since
    ).exists()
