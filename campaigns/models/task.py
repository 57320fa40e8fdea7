"""What somebody has to do for the campaigns, by a day."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.ambassador import Ambassador
from campaigns.models.content import Cause, ContentUse
from campaigns.models.days import NEAR
from organisation.models import Municipality


class CampaignTaskQuerySet(models.QuerySet["CampaignTask"]):
    def of(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)

    def open(self) -> Self:
        return self.filter(done_at=None)

    def due_by(self, day: date) -> Self:
        return self.filter(due_on__lte=day)


class CampaignTask(models.Model):
    """A thing to do: whose, by when, and what came of it.

    `owner_function` is who is to do it whoever holds the post, `owner` a person where
    one is named. To thank: `occasions` is how many inquiries came by the home's code;
    no family is named here. To ask again: `about` is the home as staff write it.
    """

    class Kind(models.TextChoices):
        THANK = "thank", _("Thank an ambassador")
        ASK_AGAIN = "ask_again", _("Ask again when an assignment ends")
        UNPUBLISH = "unpublish", _("Take something down")
        OTHER = "other", _("Something else")

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="campaign_tasks", db_index=False
    )
    kind = models.CharField(max_length=10, choices=Kind, editable=False)
    about = models.CharField(max_length=160, blank=True, default="", db_default="")
    ambassador = models.ForeignKey(
        Ambassador, models.PROTECT, null=True, editable=False, related_name="tasks"
    )
    use = models.ForeignKey(
        ContentUse, models.PROTECT, null=True, editable=False, related_name="tasks"
    )
    cause = models.CharField(
        max_length=10,
        choices=Cause,
        blank=True,
        editable=False,
        default="",
        db_default="",
    )
    assignment_ends_on = models.DateField(
        _("the assignment ends on"), null=True, validators=NEAR
    )
    occasions = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    due_on = models.DateField(_("to be done by"), validators=NEAR)
    owner_function = models.CharField(
        _("function in charge"), max_length=80, blank=True, default="", db_default=""
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    note = models.TextField(
        _("note"), max_length=1000, blank=True, default="", db_default=""
    )
    opened_at = models.DateTimeField(editable=False)
    done_at = models.DateTimeField(null=True, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,  # staff are deactivated, never deleted
    )
    outcome = models.TextField(
        _("what came of it"), max_length=1000, blank=True, default="", db_default=""
    )

    objects = CampaignTaskQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="thank", ambassador__isnull=False, use=None)
                | Q(kind="unpublish", use__isnull=False, ambassador=None) & ~Q(cause="")
                | Q(
                    kind="ask_again",
                    assignment_ends_on__isnull=False,
                    ambassador=None,
                    use=None,
                )
                | Q(kind="other", ambassador=None, use=None),
                name="campaign_task_is_about_something",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=False) | Q(done_by=None, outcome=""),
                name="open_campaign_task_has_no_outcome",
            ),
            models.UniqueConstraint(
                fields=["ambassador"],
                condition=Q(done_at=None, kind="thank"),
                name="one_open_thank_of_an_ambassador",
            ),
            models.UniqueConstraint(
                fields=["use"],
                condition=Q(done_at=None, kind="unpublish"),
                name="one_open_unpublish_of_a_use",
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "due_on"],
                name="campaign_task_open",
                condition=Q(done_at=None),
            ),
            models.Index(
                fields=["municipality", "-done_at"],
                name="campaign_task_done",
                condition=Q(done_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_on}"
