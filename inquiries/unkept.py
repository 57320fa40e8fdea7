"""Families to whom a promise was broken and whom nobody has called since."""

from django.db.models import Exists, OuterRef

from followups.models import Promise
from inquiries.models import Event


def unkept() -> Exists:
    """Whether that is so of the inquiry of a follow-up; an attempt is a call."""
    tried = Event.objects.filter(
        inquiry=OuterRef("inquiry"),
        kind__in=(Event.Kind.ATTEMPTED, Event.Kind.CONTACTED, Event.Kind.WROTE),
        reversed_by=None,
        at__gt=OuterRef("due_at"),
    )
    broken = Promise.objects.filter(
        inquiry=OuterRef("inquiry"), outcome=Promise.Outcome.BROKEN
    )
    return Exists(broken.filter(~Exists(tried)))
