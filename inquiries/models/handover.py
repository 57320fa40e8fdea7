"""A colleague asks another to take a family over, in two lines."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from inquiries.models.inquiry import Inquiry
from organisation.models import Municipality


class Handover(models.Model):
    """What is asked of a colleague, and the answer. Until then everything stands.

    The two lines go when the person is erased.
    """

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", db_index=False
    )
    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="handovers")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    situation = models.CharField(_("the situation"), max_length=200, blank=True)
    promised = models.CharField(_("what is promised"), max_length=200, blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    is_accepted = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["inquiry"],
                condition=Q(answered_at=None),
                name="one_open_handover_per_inquiry",
            ),
            models.CheckConstraint(
                condition=~Q(asked_by=F("receiver")),
                name="nobody_hands_over_to_themselves",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, is_accepted=None)
                | Q(answered_at__isnull=False, is_accepted__isnull=False),
                name="answered_handover_says_how",
            ),
        ]
        indexes = [
            models.Index(
                fields=["receiver", "asked_at"],
                name="handover_open",
                condition=Q(answered_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_by} → {self.receiver}"
