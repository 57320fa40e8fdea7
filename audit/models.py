"""Who did and who read what. Rows are only ever added; the database sees to it."""

from typing import Self

from django.conf import settings
from django.db import models


class EntryQuerySet(models.QuerySet["Entry"]):
    def of(self, municipality: models.Model) -> Self:
        return self.filter(municipality=municipality)

    def about(self, subject: models.Model) -> Self:
        return self.filter(
            subject_type=subject._meta.label_lower, subject_id=str(subject.pk)
        )


class Entry(models.Model):
    """One act: ids and names of fields, never a person's own particulars."""

    municipality = models.ForeignKey(
        "organisation.Municipality",
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,  # those below begin with it
    )
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    fields = models.JSONField(default=list)  # names of the fields concerned
    reason = models.CharField(max_length=200, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["municipality", "subject_type", "subject_id", "at"],
                name="audit_entry_about",
            ),
            models.Index(fields=["municipality", "-at"], name="audit_entry_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject_type}"
