"""The calendar that a colleague's own telephone or computer asks for.

The address is the key: random, shown once, kept as a hash, taken back at will. What it
gives names no family and says nothing of the matter.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from audit.services import record
from followups.calendar_text import Booked, busy_text, feed
from followups.models import CalendarFeed, Engagement
from organisation.models import StaffMember

BACK: Final = timedelta(days=30)
AHEAD: Final = timedelta(days=60)
SECRET_BYTES: Final = 32
MOST: Final = 1000  # entries


@transaction.atomic
def make_feed(staff: StaffMember, *, at: datetime) -> str:
    """Give the person a secret of their own; one that there was opens nothing more."""
    secret = token_urlsafe(SECRET_BYTES)
    CalendarFeed.objects.update_or_create(
        staff=staff, defaults={"secret_hash": _hashed(secret), "made_at": at}
    )
    record("made-calendar-feed", staff, by=staff, at=at)
    return secret


@transaction.atomic
def revoke_feed(staff: StaffMember, *, at: datetime) -> None:
    """Nobody reads it any more. Twice is once."""
    deleted, _rows = CalendarFeed.objects.filter(staff=staff).delete()
    if deleted:
        record("revoked-calendar-feed", staff, by=staff, at=at)


def reader_of(secret: str) -> StaffMember | None:
    """Whose calendar it opens; None for nobody's, and for who has left."""
    found = (
        CalendarFeed.objects.filter(
            secret_hash=_hashed(secret),
            staff__is_active=True,
            staff__memberships__isnull=False,
        )
        .select_related("staff")
        .first()
    )
    return None if found is None else found.staff


def calendar_of(staff: StaffMember, *, at: datetime) -> str:
    """The person's bookings of the last 30 days and the next 60, in active language."""
    return feed(_entries(staff, at), name="Hemvägen", at=at)


def _entries(staff: StaffMember, at: datetime) -> Iterator[tuple[Booked, str, str]]:
    parts = (
        Engagement.objects.filter(
            staff=staff,
            is_active=True,
            starts_at__gte=at - BACK,
            starts_at__lte=at + AHEAD,
            municipality__memberships__staff=staff,
        )
        .select_related("appointment", "meeting")
        .order_by("starts_at", "pk")
        .distinct()[:MOST]
    )
    for each in parts:
        if each.appointment is not None:
            page = reverse("inquiries:record", args=[each.appointment.inquiry_id])
            link = settings.BASE_URL + page
            yield each.appointment, busy_text(each.appointment), link
        elif each.meeting is not None:
            page = reverse("inquiries:meeting", args=[each.meeting_id])
            yield each.meeting, busy_text(each.meeting), settings.BASE_URL + page


def _hashed(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
