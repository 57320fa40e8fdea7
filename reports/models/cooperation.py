"""Municipalities that cooperate, and the codes by which they invite each other.

Nothing here holds a code: only what it is known again by.
Source: docs/decisions/0132-a-joint-report.md.
"""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from organisation.models import Municipality


class CooperationQuerySet(models.QuerySet["Cooperation"]):
    def of(self, municipality: Municipality) -> Self:
        """Those that a municipality is in now."""
        own = CooperationMember.objects.present().filter(municipality=municipality)
        return self.filter(pk__in=own.values("cooperation"))

    def with_others(self) -> Self:
        """Those with two members or more: there is something to report together."""
        present = CooperationMember.objects.present().values("cooperation")
        several = present.annotate(members=Count("pk")).filter(members__gt=1)
        return self.filter(pk__in=several.values("cooperation"))


class Cooperation(models.Model):
    """Municipalities that show each other their months. Nobody owns it."""

    name = models.CharField(_("name"), max_length=80)
    created_at = models.DateTimeField(editable=False)

    objects = CooperationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="cooperation_has_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class CooperationMemberQuerySet(models.QuerySet["CooperationMember"]):
    def present(self) -> Self:
        return self.filter(left_at=None)


class CooperationMember(models.Model):
    """From when to when a municipality was in a cooperation; a new row each time."""

    cooperation = models.ForeignKey(
        Cooperation, models.PROTECT, related_name="members", db_index=False
    )
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    joined_at = models.DateTimeField()
    joined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        db_index=False,  # staff are deactivated, never deleted
    )
    left_at = models.DateTimeField(null=True)
    left_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )

    objects = CooperationMemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cooperation", "municipality"],
                condition=Q(left_at=None),
                name="cooperation_member_once",
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("joined_at")),
                name="member_left_after_it_joined",
            ),
            models.CheckConstraint(
                condition=Q(left_at=None, left_by=None)
                | Q(left_at__isnull=False, left_by__isnull=False),
                name="somebody_said_that_it_left",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cooperation}: {self.municipality}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def of(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)

    def living(self, moment: datetime) -> Self:
        """Those that still let somebody in: whoever invited must be a member, too."""
        inviting = CooperationMember.objects.present().filter(
            cooperation=OuterRef("cooperation"), municipality=OuterRef("municipality")
        )
        return self.filter(Exists(inviting), ended_at=None, expires_at__gt=moment)


class Invitation(models.Model):
    """A code that lets one municipality in, once.

    `ended_at` is when it was used, or taken back: it is used where `used_by` says by
    which municipality.
    """

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="+")
    municipality = models.ForeignKey(  # which invites
        Municipality, models.PROTECT, related_name="+", db_index=False
    )
    code_hash = models.CharField(max_length=64)  # SHA-256, in hexadecimal digits
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(
        Municipality, models.PROTECT, null=True, related_name="+", db_index=False
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["code_hash"], name="invitation_code_once"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")),
                name="invitation_expires_after_it_was_made",
            ),
            models.CheckConstraint(
                condition=Q(used_by=None) | Q(ended_at__isnull=False),
                name="used_invitation_has_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cooperation}: {self.made_at:%Y-%m-%d %H:%M}"
