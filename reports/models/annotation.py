"""Dated one-liners beside the figures: what was going on."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.models import Municipality


class AnnotationQuerySet(models.QuerySet["Annotation"]):
    def of(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)


class Annotation(models.Model):
    """A day and a few words: “Radiokampanj”. Frozen months have their own copy."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="annotations", db_index=False
    )
    day = models.DateField(_("day"))
    text = models.CharField(_("text"), max_length=80)

    objects = AnnotationQuerySet.as_manager()

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text=""), name="annotation_says_something"
            )
        ]
        indexes = [
            models.Index(fields=["municipality", "day"], name="annotation_by_day")
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.text}"
