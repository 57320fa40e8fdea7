"""Campaigns and their activities: what was done to be seen, and where."""

from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organisation.models import Municipality

CODE = RegexValidator(
    r"^[a-z0-9]{3,20}$", _("Use 3–20 letters a–z and digits, without spaces.")
)


class ChannelQuerySet(models.QuerySet["Channel"]):
    def of(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)


class Channel(models.Model):
    """A way of being seen: Facebook, radio, a tip from a home. A row, not code."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="channels"
    )
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_asked = models.BooleanField(
        _("offered as an answer to “How did you hear about us?”"), default=True
    )

    objects = ChannelQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "name"], name="channel_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def of(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)


class Campaign(models.Model):
    """Activities with one aim over one span of time."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="campaigns"
    )
    name = models.CharField(_("name"), max_length=80)
    aim = models.TextField(_("aim"), max_length=1000, blank=True)
    starts_on = models.DateField(_("starts"))
    ends_on = models.DateField(_("ends"), null=True, blank=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "name"],
                name="campaign_name_once",
                violation_error_message=_("There is already a campaign of that name."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="campaign_ends_after_it_starts",
                violation_error_message=_("The end must not be before the start."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ActivityQuerySet(models.QuerySet["Activity"]):
    def of(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)


class Activity(models.Model):
    """One ad, post, event or letter in one channel, with a code of its own.

    Codes are unique over the whole installation: `/t/<code>` names no municipality.
    """

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="activities"
    )
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="activities", verbose_name=_("campaign")
    )
    channel = models.ForeignKey(
        Channel, models.PROTECT, related_name="activities", verbose_name=_("channel")
    )
    name = models.CharField(_("name"), max_length=80)
    code = models.CharField(
        _("code"),
        max_length=20,
        unique=True,
        validators=[CODE],
        error_messages={"unique": _("That code is taken. Choose another.")},
    )
    starts_on = models.DateField(_("starts"))
    ends_on = models.DateField(_("ends"), null=True, blank=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "name"]
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[a-z0-9]{3,20}$"),
                name="activity_code_is_speakable",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="activity_ends_after_it_starts",
                violation_error_message=_("The end must not be before the start."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DailyVisits(models.Model):
    """How often an activity's link was opened on a local day; no device, no person."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="daily_visits")
    day = models.DateField()
    visits = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "day"], name="daily_visits_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity} {self.day}: {self.visits}"
