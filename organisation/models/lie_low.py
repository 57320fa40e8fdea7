"""Lying low: when more comes in than can be cared for well."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organisation.models.municipality import Municipality


class LieLowQuerySet(models.QuerySet["LieLow"]):
    def of(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)

    def going_on(self) -> Self:
        return self.filter(ended_at=None)


class LieLow(models.Model):
    """A span in which a municipality is seen less and promises less, honestly.

    Links stay alive and the form stays open. `resumes_on` is the day on which it ends
    by itself; None: when somebody ends it. `working_days` is the longer promise that
    everybody who asks meanwhile is given: called within so many working days.
    """

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="lie_lows"
    )
    began_at = models.DateTimeField()
    resumes_on = models.DateField(_("ends by itself on"), null=True, blank=True)
    ended_at = models.DateTimeField(null=True)
    working_days = models.PositiveSmallIntegerField(_("called within, working days"))
    reason = models.CharField(_("reason"), max_length=200)
    began_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = LieLowQuerySet.as_manager()

    class Meta:
        ordering = ["-began_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality"],
                condition=Q(ended_at=None),
                name="lie_low_once_at_a_time",
                violation_error_message=_("You are lying low already."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("began_at")),
                name="lie_low_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(working_days__gte=1) & Q(working_days__lte=20),
                name="lie_low_promises_something",
                violation_error_message=_("Give 1–20 working days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d}: {self.working_days}"
