"""Months that are counted already, and what has changed since they were."""

from typing import Self

from django.db import models
from django.db.models import Q

from organisation.models import Municipality
from organisation.months import Month


class RollUpQuerySet(models.QuerySet["RollUp"]):
    def of(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)


class RollUp(models.Model):
    """What one month adds to every report that it belongs to.

    Nothing is known here that events, inquiries and promises do not say: a row may be
    thrown away, and is counted anew. `homes` and `still_open` repeat what `counts`
    says, for sums over all months. Source: docs/decisions/0127-roll-ups.md.
    """

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_index=False
    )
    month = models.DateField()  # its first day
    counted_at = models.DateTimeField()
    version = models.PositiveSmallIntegerField()  # reports.rollups.VERSION
    office_hours = models.CharField(max_length=64, blank=True)  # see reports.rollups
    counts = models.JSONField()  # by the name of the part: see reports.rollups
    homes = models.IntegerField()  # approved, less those that left the bank
    still_open = models.JSONField()  # received in the month, by open stage

    objects = RollUpQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "month"], name="roll_up_once"
            ),
            models.CheckConstraint(
                condition=Q(month__day=1), name="roll_up_month_is_its_first_day"
            ),
        ]

    def __str__(self) -> str:
        return str(self.of_month)

    @property
    def of_month(self) -> Month:
        return Month(self.month.year, self.month.month)


class StaleMark(models.Model):
    """Something has changed: the months that it stands in are to be counted again.

    Written by triggers, in the transaction of the change; removed by whoever has
    counted. An inquiry stands in every month in which it came, something happened to
    it or a promise fell due; an activity in those of its inquiries. A mark with
    neither is of all months of the municipality. Nothing refers to anything, so that
    nobody who works at the desk waits for it.
    """

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_constraint=False
    )
    inquiry_id = models.BigIntegerField(null=True)
    activity_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(inquiry_id=None) | Q(activity_id=None),
                name="stale_mark_is_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id}: {self.inquiry_id or self.activity_id}"
