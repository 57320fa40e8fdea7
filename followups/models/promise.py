"""What a family may wish, by when it is promised, and the promise itself."""

from datetime import datetime, time
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organisation.models import Municipality


class Wish(models.TextChoices):
    """How a family wants to be reached; each has its own promise policy."""

    SOON = "soon", _("As soon as possible")
    EVENING = "evening", _("In the evening")
    WEEKEND = "weekend", _("At the weekend")
    TIME = "time", _("At a chosen time")
    WRITE = "write", _("Don’t call, write to me")


class PromisePolicy(models.Model):
    """By when a municipality promises to get in touch, for one kind of wish.

    Office wishes (`soon`, `write`): within `within_minutes` of office time where that
    is set, and at the latest at `latest_time` on the `latest_working_days`-th working
    day after receipt, whichever comes first. Window wishes (`evening`, `weekend`): by
    the end of the next such window that has `lead_minutes` left. A chosen `time`: by
    the end of the slot that the family books; only `is_offered` counts.
    """

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="promise_policies"
    )
    wish = models.CharField(_("wish"), max_length=10, choices=Wish)
    is_offered = models.BooleanField(_("offered"), default=True)
    within_minutes = models.PositiveIntegerField(
        _("within minutes of office time"), null=True, blank=True
    )
    latest_working_days = models.PositiveSmallIntegerField(
        _("at the latest, working days after receipt"), default=1
    )
    latest_time = models.TimeField(_("at the latest, time of day"), default=time(16))
    lead_minutes = models.PositiveSmallIntegerField(
        _("minutes that a window must have left"), default=30
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "wish"], name="promise_policy_once"
            ),
            models.CheckConstraint(
                condition=Q(within_minutes=None) | Q(within_minutes__gt=0),
                name="promise_policy_minutes_are_positive",
            ),
            models.CheckConstraint(
                condition=Q(wish__in=Wish.values), name="promise_policy_wish_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.get_wish_display()}"


class PromiseQuerySet(models.QuerySet["Promise"]):
    def of(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)

    def open(self) -> Self:
        return self.filter(outcome=Promise.Outcome.OPEN)

    def overdue(self, moment: datetime) -> Self:
        return self.open().filter(due_at__lt=moment)


class Promise(models.Model):
    """The moment by which we said that we would get in touch. Never silently moved.

    The outcome is written once; only an event that reverses `settled_by` opens the
    promise again. Source: docs/decisions/0004-promises.md.
    """

    class Outcome(models.TextChoices):
        OPEN = "open", _("open")
        KEPT = "kept", _("kept")
        BROKEN = "broken", _("broken")
        SUPERSEDED = "superseded", _("superseded")

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="promises", db_index=False
    )
    inquiry = models.ForeignKey(
        "inquiries.Inquiry", models.PROTECT, related_name="promises"
    )
    wish = models.CharField(max_length=10, choices=Wish)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # When the time begins that the family has chosen; due when it ends.
    opens_at = models.DateTimeField(null=True)
    outcome = models.CharField(
        max_length=10, choices=Outcome.choices, default=Outcome.OPEN
    )
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        "inquiries.Event", models.PROTECT, null=True, related_name="+"
    )

    objects = PromiseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["inquiry"],
                condition=Q(outcome="open"),
                name="one_open_promise_per_inquiry",
            ),
            models.CheckConstraint(
                condition=Q(due_at__gte=F("made_at")), name="promise_is_due_after_made"
            ),
            models.CheckConstraint(
                condition=(Q(wish="time") & Q(opens_at__lt=F("due_at")))
                | (~Q(wish="time") & Q(opens_at=None)),
                name="promised_time_has_a_beginning",
            ),
            models.CheckConstraint(
                condition=(Q(outcome="open") & Q(settled_at=None))
                | (~Q(outcome="open") & Q(settled_at__isnull=False)),
                name="settled_promise_has_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(
                    outcome__in=["open", "kept", "broken", "superseded"],
                    wish__in=Wish.values,
                ),
                name="promise_words_are_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="promise_open", condition=Q(outcome="open")
            ),
            models.Index(fields=["municipality", "due_at"], name="promise_by_due"),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}, due {self.due_at:%Y-%m-%d %H:%M}"
