"""How often links were opened and forms begun: numbers a day, of no person."""

from django.db import models

from campaigns.models.plan import Activity
from organisation.models import Municipality


class DailyCounts(models.Model):
    """What was counted on the server on one local day; no device, no person.

    `activity` is the one whose link was followed; None counts everybody else, whose
    visits are not counted. A start is a form whose first page was opened, a step one of
    its pages sent.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    activity = models.ForeignKey(
        Activity, models.CASCADE, null=True, related_name="daily_counts"
    )
    day = models.DateField()
    visits = models.PositiveIntegerField(default=0)
    starts = models.PositiveIntegerField(default=0)
    first_steps = models.PositiveIntegerField(default=0)
    second_steps = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "activity", "day"],
                nulls_distinct=False,
                name="daily_counts_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["activity", "day"],
                include=["visits", "starts"],
                name="daily_counts_of_activity",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.visits}"


class CountedStep(models.Model):
    """A page of one form that has been counted: sent twice, it counts once.

    `key` is the form's own and tells nothing of whoever fills it in; the row goes after
    a week (campaigns.jobs).
    """

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_index=False
    )
    key = models.UUIDField()
    step = models.PositiveSmallIntegerField()
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "key", "step"], name="step_counts_once"
            )
        ]
        indexes = [models.Index(fields=["day"], name="counted_step_by_day")]

    def __str__(self) -> str:
        return f"{self.key}: {self.step}"
