"""What a day of care costs, in an own foster home and bought: typed by month."""

from decimal import Decimal
from typing import Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organisation.models import Municipality
from organisation.months import Month

MOST: Final = 50_000  # kronor a day: beyond any care there is
LABEL_LENGTH: Final = 60
SOURCE_LENGTH: Final = 200


class CarePricesQuerySet(models.QuerySet["CarePrices"]):
    def of(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)

    def typed_until(self, month: Month) -> Self:
        """Those of the month and of months before it. The last one holds."""
        return self.filter(month__lte=month.first_day)


class CarePrices(models.Model):
    """Day prices for a month and onwards, until another month has a row of its own.

    Kronor per child and day. Only ever added; the latest of a month holds. A row
    without prices ends the comparison.
    """

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", db_index=False
    )
    month = models.DateField(editable=False)
    own = models.DecimalField(
        _("own foster home"), max_digits=7, decimal_places=2, null=True
    )
    bought = models.DecimalField(
        _("bought care"), max_digits=7, decimal_places=2, null=True
    )
    label = models.CharField(_("what is bought"), max_length=LABEL_LENGTH, blank=True)
    source = models.CharField(_("source"), max_length=SOURCE_LENGTH, blank=True)
    typed_at = models.DateTimeField(editable=False)
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        db_index=False,  # staff are deactivated, never deleted
    )

    objects = CarePricesQuerySet.as_manager()

    class Meta:
        ordering = ["month", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(month__day=1), name="care_prices_month_is_its_first_day"
            ),
            models.CheckConstraint(
                condition=Q(own__isnull=False, bought__isnull=False)
                & ~Q(label="")
                & ~Q(source="")
                | Q(own=None, bought=None, label="", source=""),
                name="care_prices_are_both_there_with_a_source",
            ),
            models.CheckConstraint(
                condition=Q(own__gt=0, own__lte=MOST, bought__gt=0, bought__lte=MOST),
                name="care_prices_are_no_slip_of_the_key",
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "month", "id"], name="care_prices_latest"
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.own}, {self.bought}"

    @property
    def prices(self) -> tuple[Decimal, Decimal] | None:
        """Of an own home and of bought care; None where the row ends them."""
        if self.own is None or self.bought is None:
            return None
        return self.own, self.bought
