"""The dispatcher's rounds."""

from django.db import models

from organisation.models import Municipality


class DispatcherRun(models.Model):
    """One row for each dispatcher's name: when its last round was, and its yield."""

    name = models.CharField(max_length=60, unique=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    created = models.PositiveIntegerField(default=0)
    sent = models.PositiveIntegerField(default=0)
    failed_step = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return f"{self.name}: {self.finished_at}"


class FailingStep(models.Model):
    """A step that no dispatcher has brought to its end since that moment.

    For one municipality, or for all of them. The row goes as soon as one has.
    """

    path = models.CharField(max_length=120)
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, null=True, related_name="+"
    )
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["path", "municipality"],
                name="step_fails_once_for_each",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.path}: {self.since}"
