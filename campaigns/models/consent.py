"""What somebody who appears has said yes to, and taken back."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.content import Appearance, Place
from organisation.models import Municipality


class ConsentQuerySet(models.QuerySet["Consent"]):
    def of(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)

    def standing(self) -> Self:
        """Neither superseded nor withdrawn; it may have expired."""
        return self.filter(superseded_at=None, withdrawn_on=None)


class Consent(models.Model):
    """One person's yes to one place for one story, picture or film.

    Both days are included; without `expires_on` it holds until it is withdrawn. It is
    never edited or deleted (trigger): a new one supersedes it, and a withdrawal is
    written on it once. What a scan is called, and where it lies, is `reference`.
    """

    class How(models.TextChoices):
        PAPER = "paper", _("on paper")
        EMAIL = "email", _("by email")
        FORM = "form", _("in a form on the web")
        SPOKEN = "spoken", _("in words, noted by us")

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_index=False
    )
    appearance = models.ForeignKey(
        Appearance, models.PROTECT, related_name="consents", db_index=False
    )
    place = models.CharField(_("where"), max_length=15, choices=Place)
    wording = models.TextField(_("what was said yes to"), max_length=2000)
    given_on = models.DateField(_("given on"))
    expires_on = models.DateField(_("holds until and including"), null=True, blank=True)
    how = models.CharField(_("how it was given"), max_length=10, choices=How)
    reference = models.CharField(_("where the original is"), max_length=120, blank=True)
    recorded_at = models.DateTimeField(editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        db_index=False,  # staff are deactivated, never deleted
    )
    superseded_at = models.DateTimeField(null=True, editable=False)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, editable=False)
    withdrawn_how = models.CharField(
        _("how it was withdrawn"), max_length=120, blank=True, editable=False
    )
    withdrawal_recorded_at = models.DateTimeField(null=True, editable=False)
    withdrawal_recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,  # as above
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["appearance", "place"],
                condition=Q(superseded_at=None),
                name="one_present_consent_for_a_place",
            ),
            models.CheckConstraint(
                condition=Q(place__in=Place.values), name="consent_place_is_known"
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=F("given_on")),
                name="consent_expires_after_it_is_given",
                violation_error_message=_("It must not expire before it is given."),
            ),
            models.CheckConstraint(
                condition=Q(
                    withdrawn_on=None,
                    withdrawn_how="",
                    withdrawal_recorded_at=None,
                    withdrawal_recorded_by=None,
                )
                | Q(
                    withdrawn_on__gte=F("given_on"),
                    withdrawal_recorded_at__isnull=False,
                    withdrawal_recorded_by__isnull=False,
                ),
                name="withdrawal_is_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_on"],
                name="consent_expiring",
                condition=Q(
                    superseded_at=None, withdrawn_on=None, expires_on__isnull=False
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.appearance}: {self.place} {self.given_on}"

    def covers(self, first: date, last: date | None) -> bool:
        """Whether it stands over a whole span of days; `last` None: for ever."""
        if self.withdrawn_on is not None or self.superseded_at is not None:
            return False
        if self.given_on > first:
            return False
        if self.expires_on is None:
            return True
        return last is not None and last <= self.expires_on
