"""What is planned: channels, campaigns, activities."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.days import NEAR, all_near
from campaigns.models.slug import Slug
from organisation.models import Assignment, Language, Municipality

CODE = RegexValidator(
    r"^[a-z0-9]{3,20}$", _("Use 3–20 letters a–z and digits, without spaces.")
)
NOT_NEGATIVE = MinValueValidator(0, _("Give 0 or more."))


class LandingText(models.Model):
    """What a family reads first when it has followed a link. Empty: the form itself."""

    landing_heading = models.CharField(_("heading"), max_length=120, blank=True)
    landing_text = models.TextField(_("text"), max_length=2000, blank=True)
    landing_heading_en = models.CharField(
        _("heading in English"), max_length=120, blank=True
    )
    landing_text_en = models.TextField(
        _("text in English"), max_length=2000, blank=True
    )

    class Meta:
        abstract = True


class ChannelQuerySet(models.QuerySet["Channel"]):
    def of(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)

    def saying_something(self) -> Self:
        """Those with a goal, a staffing or a hint."""
        return self.exclude(goal="", hints="", answered_within_minutes=None)

    def with_use(self) -> Self:
        """Add `is_named`: whether an activity or a family has named the channel."""
        itself = Channel.objects.filter(pk=OuterRef("pk"))
        return self.annotate(
            is_named=Exists(itself.filter(activities__isnull=False))
            | Exists(itself.filter(told_inquiries__isnull=False))
        )


class Channel(models.Model):
    """A way of being seen: Facebook, radio, a tip from a home. A row, not code.

    `kind` is what the program knows it by; several channels may be of one kind.
    `answered_within_minutes` is the staffing that the channel needs: working time
    within which somebody answers there.
    """

    class Kind(models.TextChoices):
        FACEBOOK = "facebook", _("Facebook")
        INSTAGRAM = "instagram", _("Instagram")
        OTHER_SOCIAL = "other_social", _("Other social media")
        PRESS_AD = "press_ad", _("Newspaper advertisement")
        PRESS_STORY = "press_story", _("Newspaper story")
        RADIO = "radio", _("Radio")
        CINEMA = "cinema", _("Cinema")
        POSTER = "poster", _("Poster")
        EVENT = "event", _("Event or fair")
        LETTER = "letter", _("Letter or newsletter")
        WEBSITE = "website", _("The municipality’s website")
        FAMILJEHEMSBANKEN = "familjehemsbanken", _("Familjehemsbanken")
        FAMILJEHEM_SVERIGE = "familjehem_sverige", _("FamiljehemSverige")
        ASSOCIATION = "association", _("Association")
        AMBASSADOR = "ambassador", _("Ambassador")
        CONTACT_PERSON = (
            "contact_person",
            _("Contact person asked at the end of an assignment"),
        )
        OTHER = "other", _("Other")

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="channels"
    )
    kind = models.CharField(
        _("kind"), max_length=20, choices=Kind.choices, default=Kind.OTHER
    )
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    goal = models.CharField(_("goal"), max_length=200, blank=True)
    answered_within_minutes = models.PositiveIntegerField(
        _("answered within"), null=True, blank=True
    )
    hints = models.TextField(_("hints"), max_length=1000, blank=True)
    is_asked = models.BooleanField(
        _("offered as an answer to “How did you hear about us?”"), default=True
    )
    is_used = models.BooleanField(_("offered for new activities"), default=True)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "name"],
                name="channel_name_once",
                violation_error_message=_("There is already a channel of that name."),
            ),
            models.UniqueConstraint(
                fields=["municipality", "id"], name="channel_of_municipality"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def of(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)


class Campaign(LandingText):
    """Activities with one aim over one span of time.

    The owner is a function, not a person: who holds it may change.
    """

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="campaigns"
    )
    name = models.CharField(_("name"), max_length=80)
    aim = models.TextField(_("aim"), max_length=1000, blank=True)
    aimed_inquiries = models.PositiveIntegerField(
        _("inquiries aimed at"), null=True, blank=True
    )
    aimed_visits = models.PositiveIntegerField(
        _("home visits aimed at"), null=True, blank=True
    )
    aimed_approved = models.PositiveIntegerField(
        _("approved homes aimed at"), null=True, blank=True
    )
    wanted_assignments = ArrayField(
        models.CharField(max_length=20, choices=Assignment),
        verbose_name=_("wanted assignments"),
        default=list,
        blank=True,
    )
    audience = models.CharField(_("audience"), max_length=200, blank=True)
    languages = ArrayField(
        models.CharField(max_length=8, choices=Language),
        verbose_name=_("languages"),
        default=list,
        blank=True,
    )
    starts_on = models.DateField(_("starts"), validators=NEAR)
    ends_on = models.DateField(_("ends"), null=True, blank=True, validators=NEAR)
    budget = models.DecimalField(
        _("budget"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[NOT_NEGATIVE],
    )
    owner_function = models.CharField(
        _("function in charge"), max_length=80, blank=True
    )

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "name"],
                name="campaign_name_once",
                violation_error_message=_("There is already a campaign of that name."),
            ),
            models.UniqueConstraint(
                fields=["municipality", "id"], name="campaign_of_municipality"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="campaign_ends_after_it_starts",
                violation_error_message=_("The end must not be before the start."),
            ),
            all_near("campaign_days_are_near", "starts_on", "ends_on"),
            models.CheckConstraint(
                condition=Q(budget=None) | Q(budget__gte=0),
                name="campaign_budget_is_not_negative",
                violation_error_message=_("The budget must not be below 0."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ActivityQuerySet(models.QuerySet["Activity"]):
    def of(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)


class Activity(LandingText):
    """One ad, post, event or letter in one channel, with a code of its own.

    Codes are unique over the whole installation: `/t/<code>` names no municipality.
    After `link_ends_on` the code counts as unknown; without it, it stays alive.
    Money is in Swedish kronor. `copied_from` is the same activity a year earlier.
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
    starts_on = models.DateField(_("starts"), validators=NEAR)
    ends_on = models.DateField(_("ends"), null=True, blank=True, validators=NEAR)
    link_ends_on = models.DateField(
        _("the link’s last day"), null=True, blank=True, validators=NEAR
    )
    cost_planned = models.DecimalField(
        _("planned cost"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[NOT_NEGATIVE],
    )
    cost_actual = models.DecimalField(
        _("actual cost"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[NOT_NEGATIVE],
    )
    owner_function = models.CharField(
        _("function in charge"), max_length=80, blank=True
    )
    is_yearly = models.BooleanField(_("comes back every year"), default=False)
    slug = models.GeneratedField(
        expression=Slug("name"),
        output_field=models.CharField(max_length=80),
        db_persist=True,
    )
    copied_from = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="copied_to",
    )

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "name"]
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "id"], name="activity_of_municipality"
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[a-z0-9]{3,20}$"),
                name="activity_code_is_speakable",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="activity_ends_after_it_starts",
                violation_error_message=_("The end must not be before the start."),
            ),
            all_near("activity_days_are_near", "starts_on", "ends_on", "link_ends_on"),
            models.CheckConstraint(
                condition=Q(link_ends_on=None) | Q(link_ends_on__gte=F("starts_on")),
                name="activity_link_ends_after_it_starts",
                violation_error_message=_(
                    "The link’s last day must not be before the start."
                ),
            ),
            models.CheckConstraint(
                condition=(Q(cost_planned=None) | Q(cost_planned__gte=0))
                & (Q(cost_actual=None) | Q(cost_actual__gte=0)),
                name="activity_cost_is_not_negative",
                violation_error_message=_("A cost must not be below 0."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "starts_on"], name="activity_by_start"
            ),
            models.Index(fields=["municipality", "slug"], name="activity_by_slug"),
        ]

    def __str__(self) -> str:
        return self.name
