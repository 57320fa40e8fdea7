"""Who works when: the weekly rota, the dates that differ, absences, capacity."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organisation.models.hours import OpeningWindow
from organisation.models.municipality import Municipality


class Shift(models.Model):
    """A person covers an opening window, week after week."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    window = models.ForeignKey(OpeningWindow, models.CASCADE, related_name="shifts")
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["window", "staff"], name="shift_once"),
        ]

    def __str__(self) -> str:
        return f"{self.staff} {self.window}"


class ShiftChange(models.Model):
    """On one date a person covers a window, or does not, unlike in other weeks."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    window = models.ForeignKey(OpeningWindow, models.CASCADE, related_name="changes")
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+"
    )
    day = models.DateField(_("date"))
    is_on = models.BooleanField(_("works"))

    class Meta:
        ordering = ["day", "window", "staff"]
        constraints = [
            models.UniqueConstraint(
                fields=["window", "staff", "day"], name="shift_change_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.staff}: {self.is_on}"


class Absence(models.Model):
    """A person is away, from the first day to the last, both whole days.

    Meanwhile the substitute covers the person's windows and sees the person's queue.
    A person's absences never overlap: see migration 0006.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="absences"
    )
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("substitute"),
    )
    first_day = models.DateField(_("first day away"))
    last_day = models.DateField(_("last day away"))

    class Meta:
        ordering = ["first_day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="absence_ends_after_it_starts",
                violation_error_message=_(
                    "The last day must not come before the first."
                ),
            ),
            models.CheckConstraint(
                condition=Q(substitute=None) | ~Q(substitute=F("staff")),
                name="nobody_is_their_own_substitute",
                violation_error_message=_("Somebody else has to be the substitute."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff} {self.first_day}–{self.last_day}"


class Capacity(models.Model):
    """How much a person can keep up with in a week; None: as much as comes."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+"
    )
    calls_per_week = models.PositiveSmallIntegerField(
        _("calls a week"), null=True, blank=True
    )
    visits_per_week = models.PositiveSmallIntegerField(
        _("visits a week"), null=True, blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "staff"], name="capacity_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff}: {self.calls_per_week}, {self.visits_per_week}"


class RotaVersion(models.Model):
    """One change of the rota: what it was, what it became, what followed from it.

    `before` and `after` hold windows, dates and ids of staff; `effect` what became of
    promises that were open. Rows are only ever added.
    """

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="rota_versions"
    )
    version = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    effect = models.JSONField(default=list)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "version"], name="rota_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.version}"
