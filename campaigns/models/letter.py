"""Letters to all ambassadors at once, such as the one every summer."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.ambassador import Ambassador
from organisation.models import Municipality


class LetterQuerySet(models.QuerySet["Letter"]):
    def of(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)


class Letter(models.Model):
    """One text to many homes; it is written, sent once, and may be stopped.

    A text that has been sent stands for ever (trigger). `replaces` is the letter that
    was stopped in favour of this one: whoever had got that one does not get this.
    Without a text in English everybody gets the Swedish one.
    """

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="letters", db_index=False
    )
    subject = models.CharField(_("subject"), max_length=120)
    body = models.TextField(_("text"), max_length=5000)
    subject_en = models.CharField(_("subject in English"), max_length=120, blank=True)
    body_en = models.TextField(_("text in English"), max_length=5000, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, editable=False, related_name="replaced_by"
    )
    made_at = models.DateTimeField(editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,  # staff are deactivated, never deleted
    )
    stopped_at = models.DateTimeField(null=True, editable=False)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "id"], name="letter_of_municipality"
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None, sent_by=None)
                | Q(sent_at__isnull=False, sent_by__isnull=False),
                name="letter_is_sent_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(stopped_at=None) | Q(stopped_at__gte=models.F("sent_at")),
                name="letter_is_sent_before_it_is_stopped",
            ),
            models.CheckConstraint(
                condition=Q(subject_en="", body_en="")
                | ~Q(subject_en="") & ~Q(body_en=""),
                name="letter_in_english_is_whole",
                violation_error_message=_(
                    "Write both the subject and the text in English, or neither."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class LetterCopy(models.Model):
    """That a letter goes to one home, and how. Once: the unique key sees to it."""

    class Way(models.TextChoices):
        EMAIL = "email", _("by email")
        POST = "post", _("by post")

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_index=False
    )
    letter = models.ForeignKey(
        Letter, models.CASCADE, related_name="copies", db_index=False
    )
    ambassador = models.ForeignKey(
        Ambassador, models.CASCADE, related_name="letter_copies"
    )
    way = models.CharField(max_length=5, choices=Way)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "ambassador"], name="letter_to_each_once"
            ),
            models.CheckConstraint(
                condition=Q(way__in=["email", "post"]), name="letter_way_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter} → {self.ambassador_id}"
