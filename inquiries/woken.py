"""Families who rested until today and whom nobody has called since."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from inquiries.models import Event
from inquiries.workflow import Stage


def woken(since: datetime) -> Exists:
    """Whether a follow-up is the call that was planned as its inquiry woke."""
    return Exists(
        Event.objects.filter(
            inquiry=OuterRef("inquiry"),
            recorded_at=OuterRef("created_at"),
            kind=Event.Kind.MOVED,
            from_stage=Stage.DORMANT,
            at__gte=since,
        )
    )
