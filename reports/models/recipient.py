"""To whom the month's report is sent, and how."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from organisation.models import Municipality


class RecipientQuerySet(models.QuerySet["Recipient"]):
    def of(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)

    def active(self) -> Self:
        return self.filter(is_active=True)


class Recipient(models.Model):
    """An address that gets the report on the first of each month.

    `unsubscribed_at` says that the recipient ended it by the link in a mail; a manager
    may begin it again, and it is empty then.
    """

    class Language(models.TextChoices):
        SWEDISH = "sv", _("Swedish")
        ENGLISH = "en", _("English")

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="report_recipients", db_index=False
    )
    email = models.EmailField(_("email address"))
    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.SWEDISH
    )
    is_active = models.BooleanField(_("gets the report"), default=True)
    added_at = models.DateTimeField(editable=False)
    unsubscribed_at = models.DateTimeField(null=True, editable=False)

    objects = RecipientQuerySet.as_manager()

    class Meta:
        ordering = ["email", "pk"]
        constraints = [
            models.UniqueConstraint(
                "municipality",
                Lower("email"),
                name="report_recipient_once",
                violation_error_message=_("This address is in the list already."),
            ),
            models.CheckConstraint(
                condition=Q(language__in=["sv", "en"]),
                name="report_recipient_language_is_known",
            ),
            models.CheckConstraint(
                condition=Q(unsubscribed_at=None) | Q(is_active=False),
                name="who_unsubscribed_gets_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"({self.pk})"


class Posting(models.Model):
    """How a municipality sends its report; no row: by link only."""

    municipality = models.OneToOneField(
        Municipality, models.CASCADE, related_name="report_posting"
    )
    attaches_pdf = models.BooleanField(_("with the report as a PDF"), default=False)

    def __str__(self) -> str:
        return f"{self.municipality}: {self.attaches_pdf}"
