"""What the campaigns of a municipality do by routine."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.plan import Campaign
from organisation.models import Municipality

ASK_AGAIN_DAYS = 60
THANK_DAYS = 7
OWNER_FUNCTION = "kommunikatör"


class Routine(models.Model):
    """The days that tasks give, and the campaign in which ambassadors have their links.

    There is no row until something of it is asked for; until then the defaults hold.
    """

    municipality = models.OneToOneField(
        Municipality, models.CASCADE, related_name="campaign_routine"
    )
    ambassador_campaign = models.OneToOneField(
        Campaign, models.PROTECT, null=True, editable=False, related_name="+"
    )
    ask_again_days = models.PositiveSmallIntegerField(
        _("days before an assignment ends"),
        default=ASK_AGAIN_DAYS,
        db_default=ASK_AGAIN_DAYS,
    )
    thank_days = models.PositiveSmallIntegerField(
        _("days to thank within"), default=THANK_DAYS, db_default=THANK_DAYS
    )
    owner_function = models.CharField(
        _("function in charge"),
        max_length=80,
        blank=True,
        default=OWNER_FUNCTION,
        db_default=OWNER_FUNCTION,
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ask_again_days__lte=365),
                name="routine_asks_again_within_a_year",
                violation_error_message=_("Give 0–365 days before the end."),
            ),
            models.CheckConstraint(
                condition=Q(thank_days__lte=60),
                name="routine_thanks_soon",
                violation_error_message=_("Give 0–60 days to thank within."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.ask_again_days}, {self.thank_days}"
