"""Who is reminded of a step, and when."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organisation.models import Municipality


class ReminderRule(models.Model):
    """When staff are reminded of an open follow-up: a rung of the ladder.

    Either `percent` of the time until it is due, or `offset_minutes` from the due
    moment, negative before it; never both. An offset is elapsed time, or office time
    where `in_office_time` says so (after the due moment only). How the moment is
    reckoned: followups/moments.py. `step` is part of the message's unique key, so
    each rule fires once per generation.
    """

    class Recipient(models.TextChoices):
        OWNER = "owner", _("the owner, or the whole team where there is none")
        SUBSTITUTE = (
            "substitute",
            _("the owner’s substitute, or the whole team where there is none"),
        )
        MANAGER = "manager", _("the unit managers")

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="reminder_rules"
    )
    step = models.SlugField(max_length=20)
    percent = models.PositiveSmallIntegerField(
        _("per cent of the time until it is due"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(99)],
    )
    offset_minutes = models.SmallIntegerField(
        _("minutes after due"), null=True, blank=True
    )
    in_office_time = models.BooleanField(_("counts office time only"), default=False)
    recipient = models.CharField(
        _("who is reminded"), max_length=10, choices=Recipient.choices
    )

    class Meta:
        ordering = [F("percent").asc(nulls_last=True), "offset_minutes", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "step"], name="reminder_rule_once"
            ),
            models.UniqueConstraint(
                fields=[
                    "municipality",
                    "recipient",
                    "percent",
                    "offset_minutes",
                    "in_office_time",
                ],
                name="reminder_rule_says_nothing_twice",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(recipient__in=["owner", "substitute", "manager"]),
                name="reminder_rule_recipient_is_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    percent__isnull=False, percent__range=(1, 99), offset_minutes=None
                )
                | Q(percent=None, offset_minutes__isnull=False),
                name="reminder_rule_has_one_moment",
            ),
            models.CheckConstraint(
                condition=Q(in_office_time=False)
                | Q(offset_minutes__isnull=False, offset_minutes__gt=0),
                name="reminder_rule_office_time_is_after_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.step}"
