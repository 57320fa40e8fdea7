"""What was counted of a month before the register was in use here."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from organisation.models import Municipality
from organisation.months import Month


class EarlierMonthQuerySet(models.QuerySet["EarlierMonth"]):
    def of(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)


class EarlierMonth(models.Model):
    """A month's figures from the municipality's own earlier lists: numbers, no person.

    `promises` and `kept` are None where no promises were written down then. Imported
    by `manage.py import_history`; the month's own page does not exist, it is only
    compared with.
    """

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="earlier_months", db_index=False
    )
    month = models.DateField()  # its first day
    received = models.PositiveIntegerField()
    approved = models.PositiveIntegerField()
    promises = models.PositiveIntegerField(null=True)
    kept = models.PositiveIntegerField(null=True)
    imported_at = models.DateTimeField()

    objects = EarlierMonthQuerySet.as_manager()

    class Meta:
        ordering = ["month"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "month"], name="earlier_month_once"
            ),
            models.CheckConstraint(
                condition=Q(month__day=1), name="earlier_month_is_its_first_day"
            ),
            models.CheckConstraint(
                condition=Q(promises=None, kept=None)
                | Q(promises__isnull=False, kept__isnull=False)
                & Q(kept__lte=F("promises")),
                name="earlier_month_kept_no_more_than_promised",
            ),
        ]

    def __str__(self) -> str:
        return str(self.of_month)

    @property
    def of_month(self) -> Month:
        return Month(self.month.year, self.month.month)
