"""What a manager wrote in place of the generated sentences."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organisation.models import Municipality
from organisation.months import Month

LEDE_LENGTH = 800  # characters


class LedeQuerySet(models.QuerySet["Lede"]):
    def of(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)

    def of_month(self, month: Month) -> Self:
        return self.filter(month=month.first_day)


class Lede(models.Model):
    """One text for the top of a month's report; the latest row holds.

    An empty `text` says that the generated sentences hold again. Without a text in
    English, whoever reads English gets the generated one. Rows are only ever added
    (trigger). `version` is that of the snapshot that was seen while it was written; 0
    where the month was not frozen yet.
    """

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", db_index=False
    )
    month = models.DateField(editable=False)  # its first day
    version = models.PositiveSmallIntegerField(editable=False)
    text = models.TextField(_("text"), max_length=LEDE_LENGTH, blank=True)
    text_en = models.TextField(_("text in English"), max_length=LEDE_LENGTH, blank=True)
    written_at = models.DateTimeField(editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        db_index=False,  # staff are deactivated, never deleted
    )

    objects = LedeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(month__day=1), name="lede_month_is_its_first_day"
            ),
            models.CheckConstraint(
                condition=~Q(text="") | Q(text_en=""), name="lede_has_swedish_words"
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "month", "-id"], name="lede_latest")
        ]

    def __str__(self) -> str:
        return f"{Month(self.month.year, self.month.month)} ({self.version})"
