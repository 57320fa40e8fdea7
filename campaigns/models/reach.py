"""How many an activity was shown to: typed in, or read from an ad manager's file."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from campaigns.models.days import NEAR
from campaigns.models.plan import Activity
from organisation.models import Municipality


def _range(first: str, last: str, function: str) -> Func:
    return Func(F(first), F(last), Value("[]"), function=function)


class ReachFigure(models.Model):
    """What the channel itself says of an activity over a span of days.

    `spent` is in Swedish kronor. A figure that the channel does not give is None.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    activity = models.ForeignKey(
        Activity, models.CASCADE, related_name="reach", db_index=False
    )
    starts_on = models.DateField(_("from"), validators=NEAR)
    ends_on = models.DateField(_("to"))
    shown = models.PositiveBigIntegerField(_("times shown"), null=True, blank=True)
    reached = models.PositiveBigIntegerField(_("people reached"), null=True, blank=True)
    clicks = models.PositiveBigIntegerField(_("clicks"), null=True, blank=True)
    spent = models.DecimalField(
        _("spent"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "starts_on", "ends_on"],
                name="reach_of_a_span_once",
                violation_error_message=_("There are figures for those days already."),
            ),
            # An activity's number as a range of one meets only itself. Days that
            # stood in two rows would count twice.
            ExclusionConstraint(
                name="reach_spans_never_overlap",
                expressions=[
                    (_range("activity", "activity", "int8range"), "&&"),
                    (_range("starts_on", "ends_on", "daterange"), "&&"),
                ],
                violation_error_message=_(
                    "There are figures for some of those days already."
                ),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="reach_ends_after_it_starts",
                violation_error_message=_("The end must not be before the start."),
            ),
            models.CheckConstraint(
                condition=Q(spent=None) | Q(spent__gte=0),
                name="reach_spent_is_not_negative",
                violation_error_message=_("A cost must not be below 0."),
            ),
            models.CheckConstraint(
                condition=Q(shown__isnull=False)
                | Q(reached__isnull=False)
                | Q(clicks__isnull=False)
                | Q(spent__isnull=False),
                name="reach_says_something",
                violation_error_message=_("Give at least one figure."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on}–{self.ends_on}"
