"""Who is reminded of a step, and when."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organisation.models import Municipality


class ReminderRule(models.Model):
    """When staff are reminded of an open follow-up, counted from its due moment.

    `offset_minutes` is elapsed time, negative before due. `step` is part of the
    message's unique key, so each rule fires once per generation.
    """

    class Recipient(models.TextChoices):
        OWNER = "owner", _("the owner, or the whole team where there is none")
        MANAGER = "manager", _("the unit managers")

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="reminder_rules"
    )
    step = models.SlugField(max_length=20)
    offset_minutes = models.SmallIntegerField(_("minutes after due"))
    recipient = models.CharField(
        _("who is reminded"), max_length=10, choices=Recipient.choices
    )

    class Meta:
        ordering = ["offset_minutes"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "step"], name="reminder_rule_once"
            ),
            models.CheckConstraint(
                condition=Q(recipient__in=["owner", "manager"]),
                name="reminder_rule_recipient_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.step}"
