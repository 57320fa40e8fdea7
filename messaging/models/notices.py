"""How each person at the desk wants to be told, and when not."""

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Topic(models.TextChoices):
    """What somebody is told of. Each is chosen for itself."""

    NEW = "new", _("New to call")
    REMINDER = "reminder", _("Reminders")
    DIGEST = "digest", _("What the day holds, at 07.30")
    ALARM = "alarm", _("Alarms")


ALWAYS_TOLD: Final = (Topic.NEW, Topic.ALARM)


class Reach(models.TextChoices):
    """By which ways. Push comes beside e-mail and never alone: a subscription dies
    without a word, and what went there is lost."""

    NONE = "none", _("Not at all")
    EMAIL = "email", _("By email")
    BOTH = "both", _("By email and on my devices")


class NoticeChoice(models.Model):
    """What a person chose for one topic; where there is no row, the default holds.

    New families always reach somebody, and so do alarms: these can never be switched
    off.
    """

    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_choices"
    )
    topic = models.CharField(_("topic"), max_length=10, choices=Topic)
    reach = models.CharField(_("how"), max_length=10, choices=Reach)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "topic"], name="notice_choice_once"
            ),
            models.CheckConstraint(
                condition=Q(topic__in=Topic.values), name="notice_topic_is_known"
            ),
            models.CheckConstraint(
                condition=Q(reach__in=Reach.values), name="notice_reach_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(topic=Topic.NEW, reach=Reach.NONE),
                name="new_inquiries_are_always_told",
            ),
            models.CheckConstraint(
                condition=~Q(topic=Topic.ALARM, reach=Reach.NONE),
                name="alarms_are_always_told",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff}: {self.topic} {self.reach}"


class OwnQuietHours(models.Model):
    """When a person wants no notices, in local time; it usually spans midnight.

    No row: no hours of one's own. The municipality's quiet hours hold beside them.
    """

    staff = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="own_quiet_hours"
    )
    begins = models.TimeField(_("quiet from"))
    ends = models.TimeField(_("quiet until"))
    urgent_passes = models.BooleanField(_("what is urgent comes all the same"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(begins=F("ends")),
                name="own_quiet_hours_end",
                violation_error_message=_("The end must differ from the start."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.staff}: {self.begins:%H.%M}–{self.ends:%H.%M}"
