"""Activities that rest while their municipality lies low."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from campaigns.models.plan import Activity
from organisation.models import LieLow, Municipality


class ActivityPauseQuerySet(models.QuerySet["ActivityPause"]):
    def of(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)

    def going_on(self) -> Self:
        return self.filter(ended_at=None)


class ActivityPause(models.Model):
    """An activity that rests while its municipality lies low."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="pauses")
    lie_low = models.ForeignKey(LieLow, models.CASCADE, related_name="pauses")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ActivityPauseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["activity"],
                condition=Q(ended_at=None),
                name="one_open_pause_of_an_activity",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("began_at")),
                name="pause_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity}: {self.began_at:%Y-%m-%d}"
