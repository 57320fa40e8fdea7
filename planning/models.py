"""What stands in the year and is no activity: training, budget, committee days."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.days import NEAR, all_near
from organisation.models import Municipality


class YearEntryQuerySet(models.QuerySet["YearEntry"]):
    def of(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)


class YearEntry(models.Model):
    """A day or a span of days that the year is planned around.

    It belongs to a function, not to a person. `copied_from` is the same entry a year
    earlier: it is copied once.
    """

    class Kind(models.TextChoices):
        COMMITTEE = "committee", _("Committee")
        BUDGET = "budget", _("Budget")
        TRAINING = "training", _("Training")
        LETTER = "letter", _("Summer letter")
        OTHER = "other", _("Other")

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="year_entries"
    )
    kind = models.CharField(
        _("kind"), max_length=20, choices=Kind.choices, default=Kind.OTHER
    )
    name = models.CharField(_("name"), max_length=80)
    starts_on = models.DateField(_("starts"), validators=NEAR)
    ends_on = models.DateField(_("ends"), null=True, blank=True, validators=NEAR)
    owner_function = models.CharField(
        _("function in charge"), max_length=80, blank=True
    )
    is_yearly = models.BooleanField(_("comes back every year"), default=True)
    copied_from = models.OneToOneField(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="copied_to",
    )

    objects = YearEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the year")
        verbose_name_plural = _("entries of the year")
        ordering = ["starts_on", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "id"], name="year_entry_of_municipality"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="year_entry_ends_after_it_starts",
                violation_error_message=_("The end must not be before the start."),
            ),
            all_near("year_entry_days_are_near", "starts_on", "ends_on"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=["committee", "budget", "training", "letter", "other"]
                ),
                name="year_entry_kind_is_known",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "starts_on"], name="year_entry_by_day")
        ]

    def __str__(self) -> str:
        return f"{self.starts_on}: {self.name}"
