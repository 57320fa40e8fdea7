"""How many children wait for a home, and how many places are free: typed by month."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.models import Municipality
from organisation.months import Month

MOST: int = 999


class NeedFigureQuerySet(models.QuerySet["NeedFigure"]):
    def of(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)

    def of_month(self, month: Month) -> Self:
        """The one that holds is the last."""
        return self.filter(month=month.first_day)


class NeedFigure(models.Model):
    """What the unit itself says of a month. Only ever added; the latest holds.

    Numbers only: the program knows no child.
    """

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", db_index=False
    )
    month = models.DateField(editable=False)
    places = models.PositiveSmallIntegerField(_("free places"))
    waiting = models.PositiveSmallIntegerField(_("children waiting for a home"))
    typed_at = models.DateTimeField(editable=False)
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        db_index=False,  # staff are deactivated, never deleted
    )

    objects = NeedFigureQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(month__day=1), name="need_month_is_its_first_day"
            ),
            models.CheckConstraint(
                condition=models.Q(places__lte=MOST, waiting__lte=MOST),
                name="need_is_no_slip_of_the_key",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "month", "-id"], name="need_latest")
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.places}, {self.waiting}"
