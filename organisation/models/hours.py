"""When calls are made: ordinary hours and the days that differ."""

from datetime import time

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organisation.models.municipality import Municipality


class OpeningWindow(models.Model):
    """A span of a weekday in which calls are made. 00.00 as end is midnight."""

    class Kind(models.TextChoices):
        OFFICE = "office", _("office hours")
        EVENING = "evening", _("evening")
        WEEKEND = "weekend", _("weekend")

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="opening_windows"
    )
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices)
    kind = models.CharField(
        _("kind"), max_length=10, choices=Kind.choices, default=Kind.OFFICE
    )
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")) | Q(closes=time(0)),
                name="opening_window_ends_after_it_starts",
                violation_error_message=_("The end must be later than the start."),
            ),
            models.CheckConstraint(
                condition=Q(weekday__lte=6), name="opening_window_weekday_is_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H.%M}–{self.closes:%H.%M}"


class SpecialDay(models.Model):
    """A red day, an eve or any other day on which the ordinary hours do not hold."""

    class Kind(models.TextChoices):
        CLOSED = "closed", _("closed")
        HALF_DAY = "half_day", _("half day")

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="special_days"
    )
    day = models.DateField(_("date"))
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(
        _("kind"), max_length=10, choices=Kind.choices, default=Kind.CLOSED
    )
    closes = models.TimeField(_("closes at"), null=True, blank=True)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "day"],
                name="special_day_once",
                violation_error_message=_("That day is already in the list."),
            ),
            models.CheckConstraint(
                condition=(Q(kind="closed") & Q(closes=None))
                | (Q(kind="half_day") & Q(closes__isnull=False)),
                name="half_day_has_an_hour",
                violation_error_message=_(
                    "A half day needs the hour when it closes; a closed day has none."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
