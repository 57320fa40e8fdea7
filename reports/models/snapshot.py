"""A month as it was counted once, numbered; never changed afterwards."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from organisation.models import Municipality
from organisation.months import Month

REASON_LENGTH = 200  # characters


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def of(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)

    def of_month(self, month: Month) -> Self:
        return self.filter(month=month.first_day)

    def in_force(self) -> Self:
        """The latest version of each month, the latest month first."""
        return self.order_by("-month", "-version").distinct("month")

    def without_figures(self) -> Self:
        return self.defer("figures")


class Snapshot(models.Model):
    """One version of one month's report, all its figures as JSON.

    Rows are only ever added (trigger), each version after the one before (trigger), and
    none before the month is over (check). Version 1 the program makes by itself; a
    later one is made by somebody, who says why. `changes` is what differs from the
    version before: see reports.changes.
    """

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="snapshots", db_index=False
    )
    month = models.DateField()  # its first day
    version = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()  # the figures are those until this moment
    definitions = models.PositiveSmallIntegerField()  # reports.definitions.VERSION
    figures = models.JSONField()  # see reports.stored
    lede = models.TextField()  # generated, in Swedish
    lede_en = models.TextField()
    changes = models.JSONField(default=list)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,  # staff are deactivated, never deleted
    )
    reason = models.CharField(max_length=REASON_LENGTH, blank=True)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["month", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "month", "version"], name="snapshot_once"
            ),
            models.CheckConstraint(
                condition=Q(month__day=1), name="snapshot_month_is_its_first_day"
            ),
            models.CheckConstraint(
                condition=Q(version=1, made_by=None, reason="")
                | Q(version__gt=1, made_by__isnull=False) & ~Q(reason=""),
                name="snapshot_is_corrected_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(definitions__gte=1), name="snapshot_has_definitions"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.of_month} ({self.version})"

    @property
    def of_month(self) -> Month:
        return Month(self.month.year, self.month.month)
