"""A family's own page: the links that lead to it, and what it is asked and told there.

Nothing here holds a link's token or a code: only what they are known again by.
Source: docs/decisions/0080-the-link-to-the-family-s-page.md.
"""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inquiries.models.inquiry import Inquiry
from messaging.models import Channel
from organisation.models import Municipality


class Doing(models.TextChoices):
    """What a family can do on its page, as its history tells the desk."""

    TIME = "time", _("The family chose when to be called, on its own page")
    CANCELLED = "cancelled", _("The family cancelled its time")
    PAUSED = "paused", _("The family wants to wait")
    RESUMED = "resumed", _("The family wants to go on")
    WITHDREW = "withdrew", _("The family has withdrawn")
    CORRECTED = "corrected", _("The family corrected its contact details")
    STAYS_AWAY = "stays_away", _("The family gave up its seat at the meeting")
    ENDED = "ended", _("The family closed the links to its page")


class FamilyLinkQuerySet(models.QuerySet["FamilyLink"]):
    def living(self) -> Self:
        return self.filter(ended_at=None)


class FamilyLink(models.Model):
    """One link to a family's page. Several may live at once; all end together."""

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", db_index=False
    )
    inquiry = models.ForeignKey(
        Inquiry, models.PROTECT, related_name="family_links", db_index=False
    )
    token_hash = models.CharField(max_length=64)  # SHA-256, in hexadecimal digits
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = FamilyLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token_hash"], name="family_link_once"),
        ]
        indexes = [
            models.Index(
                fields=["inquiry"],
                name="family_link_living",
                condition=Q(ended_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}"


class FamilyAct(models.Model):
    """A form that was sent from a family's page: its key counts once."""

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", db_index=False
    )
    inquiry = models.ForeignKey(
        Inquiry, models.PROTECT, related_name="+", db_index=False
    )
    form_key = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["inquiry", "form_key"], name="family_act_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class FamilyCodeQuerySet(models.QuerySet["FamilyCode"]):
    def asked_since(self, inquiry: Inquiry, moment: datetime) -> Self:
        return self.filter(inquiry=inquiry, asked_at__gt=moment)


class FamilyCode(models.Model):
    """A one-time code that a family asked for. It is made when its message leaves.

    Until then, and when it was used, `code_hash` is empty.
    """

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", db_index=False
    )
    inquiry = models.ForeignKey(
        Inquiry, models.PROTECT, related_name="+", db_index=False
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    asked_at = models.DateTimeField()
    code_hash = models.CharField(max_length=64, blank=True)
    valid_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    objects = FamilyCodeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__in=["email", "sms"]),
                name="family_code_channel_is_known",
            ),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(code_hash=""),
                name="used_family_code_is_gone",
            ),
        ]
        indexes = [
            models.Index(fields=["inquiry", "-asked_at"], name="family_code_latest")
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.asked_at:%Y-%m-%d %H:%M}"


class LinkRequest(models.Model):
    """Somebody asked for a new link by a number or an address, known to us or not.

    The dispatcher looks it up, and keeps only what it is counted by.
    """

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", db_index=False
    )
    address = models.CharField(max_length=254, blank=True)  # "" once it is dealt with
    address_hash = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(handled_at=None) | Q(address=""),
                name="handled_link_request_is_empty",
            )
        ]
        indexes = [
            models.Index(
                fields=["municipality", "asked_at"], name="link_request_by_moment"
            ),
            models.Index(
                fields=["municipality", "address_hash", "asked_at"],
                name="link_request_by_address",
            ),
            models.Index(
                fields=["asked_at"],
                name="link_request_waiting",
                condition=Q(handled_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"
