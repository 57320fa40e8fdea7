"""A colleague's own calendar to subscribe to."""

from django.conf import settings
from django.db import models


class CalendarFeed(models.Model):
    """Whoever has the address reads the person's bookings; only its hash is kept.

    It belongs to a person and not to a municipality: one calendar for all work.
    """

    staff = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed"
    )
    secret_hash = models.CharField(max_length=64, unique=True)  # SHA-256, in hex
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.staff)
