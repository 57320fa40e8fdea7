"""The next step of an inquiry."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from followups.models.appointment import Appointment
from followups.models.promise import Promise
from organisation.models import Municipality


class FollowUpTaskQuerySet(models.QuerySet["FollowUpTask"]):
    def of(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)

    def open(self) -> Self:
        return self.filter(closed_at=None)


class FollowUpTask(models.Model):
    """The next step of an inquiry: what, by when, by whom. No owner: the team's.

    An inquiry has at most one open follow-up. `generation` rises when the step is
    moved or handed over, so that reminders made for the old one are never sent.
    `next_action_at` is when the dispatcher must look at it next.
    """

    class Kind(models.TextChoices):
        CALL = "call", _("call")
        WRITE = "write", _("write")
        HOME_VISIT = "home_visit", _("home visit")
        INFORMATION_MEETING = "information_meeting", _("information meeting")
        ASSESSMENT = "assessment", _("assessment")
        DECISION = "decision", _("decision")
        OTHER = "other", _("other")

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="followups", db_index=False
    )
    inquiry = models.ForeignKey(
        "inquiries.Inquiry", models.PROTECT, related_name="followups"
    )
    promise = models.ForeignKey(
        Promise, models.PROTECT, null=True, related_name="followups"
    )
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, null=True, related_name="followups"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    due_at = models.DateTimeField(_("due"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followups",
        verbose_name=_("owner"),
        db_index=False,
    )
    generation = models.PositiveIntegerField(default=1)
    next_action_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)  # rounds that failed on it
    created_at = models.DateTimeField()
    outcome = models.CharField(max_length=30, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = FollowUpTaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["inquiry"],
                condition=Q(closed_at=None),
                name="one_open_followup_per_inquiry",
            ),
            models.CheckConstraint(
                condition=(Q(closed_at=None) & Q(outcome=""))
                | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="closed_followup_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "call",
                        "write",
                        "home_visit",
                        "information_meeting",
                        "assessment",
                        "decision",
                        "other",
                    ]
                ),
                name="followup_kind_is_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "due_at", "id"],
                name="followup_open_by_due",
                condition=Q(closed_at=None),
            ),
            models.Index(
                fields=["owner", "due_at"],
                name="followup_open_by_owner",
                condition=Q(closed_at=None),
            ),
            models.Index(
                fields=["next_action_at"],
                name="followup_next_action",
                condition=Q(closed_at=None, next_action_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.due_at:%Y-%m-%d %H:%M}"
