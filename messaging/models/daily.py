"""What the dispatcher does once a day in each municipality."""

from django.db import models

from organisation.models import Municipality


class DailyRun(models.Model):
    """That a step was done on a day, written in the same transaction as its yield.

    So a day on which nobody had to be told anything is over with, too: what comes in
    an hour later does not bring the step back.
    """

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_index=False
    )
    step = models.CharField(max_length=30)
    day = models.DateField()
    done_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "step", "day"], name="daily_run_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.municipality} {self.step} {self.day}"
