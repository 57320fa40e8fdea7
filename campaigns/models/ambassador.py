"""Existing homes that recommend us."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from campaigns.models.plan import Activity
from organisation.models import Municipality


class AmbassadorQuerySet(models.QuerySet["Ambassador"]):
    def of(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)

    def known(self) -> Self:
        """Those who have not been erased."""
        return self.filter(erased_at=None)


class Ambassador(models.Model):
    """A home that recommends us, by the name that staff write: “Anna och Per”.

    Nothing here tells of any child. The code, the visits and what came of them belong
    to `activity`, which no other home shares and whose name tells nobody's: so a home
    can be erased while every figure stands.
    """

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        PAUSED = "paused", _("resting")
        RETIRED = "retired", _("no longer an ambassador")

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="ambassadors", db_index=False
    )
    activity = models.OneToOneField(
        Activity, models.PROTECT, related_name="ambassador", editable=False
    )
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("email address"), blank=True)
    phone = PhoneNumberField(_("phone number"), blank=True)
    postal_lines = models.TextField(_("postal address"), max_length=200, blank=True)
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=[("sv", _("Swedish")), ("en", _("English"))],
        default="sv",
    )
    status = models.CharField(
        max_length=10, choices=Status, default=Status.ACTIVE, editable=False
    )
    added_at = models.DateTimeField(editable=False)
    unsubscribed_at = models.DateTimeField(null=True, editable=False)  # from letters
    erased_at = models.DateTimeField(null=True, editable=False)

    objects = AmbassadorQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "id"], name="ambassador_of_municipality"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["active", "paused", "retired"]),
                name="ambassador_status_is_known",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None) & ~Q(name="")
                | Q(
                    erased_at__isnull=False,
                    name="",
                    email="",
                    phone="",
                    postal_lines="",
                    status="retired",
                ),
                name="ambassador_is_named_or_erased",
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"({self.pk})"
