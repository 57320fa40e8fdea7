"""Interest registrations and the numbers that they are known by."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, TextField
from django.db.models.functions import Cast, Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from campaigns.models import Activity, Channel
from followups.models import Wish
from inquiries.workflow import ALL_REASONS, OPEN_STAGES, Stage
from organisation.models import Assignment, Language, Municipality


class Source(models.TextChoices):
    FORM = "form", _("Web form")
    PHONE = "phone", _("Phone")
    MAIL = "mail", _("Mail")
    EVENT = "event", _("Fair or event")
    SOCIAL_MEDIA = "social_media", _("Social media")
    OTHER = "other", _("Other")


class Prompt(models.TextChoices):
    """What made a family get in touch just now, where it was no channel."""

    ASKED = "asked", _("Somebody asked us")
    NEED = "need", _("We understood how great the need is")
    LIFE = "life", _("Something has changed in our lives")
    THOUGHT = "thought", _("We have thought of it for a long time")


class NumberSeries(models.Model):
    """The last running number given out, per municipality and year of receipt."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "year"], name="number_series_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.last:04}"


class InquiryQuerySet(models.QuerySet["Inquiry"]):
    def of(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)

    def open(self) -> Self:
        return self.filter(stage__in=OPEN_STAGES, erased_at=None)

    def resting(self) -> Self:
        """Those that wait for their day to wake up."""
        return self.filter(stage=Stage.DORMANT, erased_at=None)

    def received_between(self, start: datetime, end: datetime) -> Self:
        """Half-open: start is in, end is not."""
        return self.filter(received_at__gte=start, received_at__lt=end)


class Inquiry(models.Model):
    """One household's expression of interest, by any channel. Names no person.

    `received_at` is when it reached the municipality, `registered_at` when it was
    typed in. `first_attempt_at` and `first_contact_at` repeat what the events say,
    for the lists.

    Three things that are never merged: what led here as we know it (`activity`, else
    `tracked_kind`, the kind of channel that the address told, with its `utm`), how the
    family says that it heard of us (`told_channel`), and what made it get in touch
    just now (`prompted_channel` or `prompted_by`).
    """

    class Suspicion(models.TextChoices):
        NONE = "", _("none")
        HONEYPOT = "honeypot", _("filled in a hidden field")
        TOO_FAST = "too_fast", _("sent faster than a person writes")

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="inquiries", db_index=False
    )
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    received_at = models.DateTimeField(_("received"))
    registered_at = models.DateTimeField(_("registered"))
    source = models.CharField(_("source"), max_length=20, choices=Source)
    wanted_assignments = ArrayField(
        models.CharField(max_length=20, choices=Assignment),
        verbose_name=_("wanted assignments"),
        default=list,
        blank=True,
    )
    wish = models.CharField(_("wish"), max_length=10, choices=Wish.choices)
    # The very words of the promise, in the page's language. No form lacks them.
    promise_shown = models.TextField(blank=True)
    no_voicemail = models.BooleanField(_("say nothing on voicemail"), default=False)
    language = models.CharField(
        _("language"), max_length=8, choices=Language.choices, default=Language.SWEDISH
    )
    page_language = models.CharField(max_length=2, default="sv")
    needs_interpreter = models.BooleanField(_("needs an interpreter"), default=False)
    stage = models.CharField(
        _("stage"), max_length=20, choices=Stage.choices, default=Stage.RECEIVED
    )
    close_reason = models.CharField(
        _("reason"), max_length=30, choices=ALL_REASONS, blank=True
    )
    wake_up_on = models.DateField(_("wakes up"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="inquiries",
        verbose_name=_("owner"),
        db_index=False,
    )
    # Since when nobody could be found who keeps the promise; None: it has an owner, or
    # a person has given it to the team.
    awaits_owner_since = models.DateTimeField(null=True, editable=False)
    activity = models.ForeignKey(
        Activity,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="inquiries",
        db_index=False,
    )
    unknown_code = models.CharField(max_length=20, blank=True)
    told_channel = models.ForeignKey(
        Channel, models.PROTECT, null=True, blank=True, related_name="told_inquiries"
    )
    tracked_kind = models.CharField(
        _("kind of channel"),
        max_length=20,
        choices=Channel.Kind.choices,
        blank=True,
        default="",
        db_default="",
    )
    utm = models.JSONField(default=dict, db_default={}, blank=True, editable=False)
    # Guarded by a composite key in the migration, as no other row may be named.
    prompted_channel = models.ForeignKey(
        Channel,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="prompted_inquiries",
        db_index=False,
    )
    prompted_by = models.CharField(
        _("what made them get in touch now"),
        max_length=10,
        choices=Prompt,
        blank=True,
        default="",
        db_default="",
    )
    diary_number = models.CharField(_("diary number"), max_length=40, blank=True)
    suspicion = models.CharField(
        max_length=10, choices=Suspicion.choices, blank=True, default=""
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    first_attempt_at = models.DateTimeField(null=True)
    first_contact_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("inquiry")
        verbose_name_plural = _("inquiries")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "year", "serial"], name="inquiry_number_once"
            ),
            models.UniqueConstraint(
                fields=["municipality", "id"], name="inquiry_of_municipality"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=Stage.values), name="inquiry_stage_is_known"
            ),
            models.CheckConstraint(
                condition=Q(source__in=Source.values), name="inquiry_source_is_known"
            ),
            models.CheckConstraint(
                condition=(Q(stage="dormant") & Q(wake_up_on__isnull=False))
                | (~Q(stage="dormant") & Q(wake_up_on=None)),
                name="dormant_inquiry_has_a_wake_up_date",
                violation_error_message=_("Say when the inquiry is to wake up."),
            ),
            models.CheckConstraint(
                condition=(
                    Q(stage__in=["withdrawn", "declined", "handed_over", "duplicate"])
                    & ~Q(close_reason="")
                )
                | Q(stage="spam")
                | (Q(stage__in=[*OPEN_STAGES, "approved", "dormant"], close_reason="")),
                name="closed_inquiry_has_a_reason",
                violation_error_message=_("Choose a reason."),
            ),
            models.CheckConstraint(
                condition=Q(received_at__lte=F("registered_at")),
                name="inquiry_is_received_before_registered",
                violation_error_message=_("The time received must not lie ahead."),
            ),
            models.CheckConstraint(
                condition=Q(prompted_channel=None) | Q(prompted_by=""),
                name="inquiry_is_prompted_by_one_thing",
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length(Cast(F("utm"), TextField())), 1000),
                name="inquiry_utm_is_short",
            ),
            models.CheckConstraint(
                condition=Q(activity=None) | Q(tracked_kind=""),
                name="inquiry_is_tracked_in_one_way",
            ),
            models.CheckConstraint(
                condition=~Q(source="form") | ~Q(promise_shown=""),
                name="form_keeps_the_promise_that_it_showed",
            ),
            models.CheckConstraint(
                condition=Q(awaits_owner_since=None) | Q(owner=None),
                name="who_awaits_an_owner_has_none",
            ),
        ]
        indexes = [
            models.Index(
                fields=["awaits_owner_since"],
                name="inquiry_awaits_owner",
                condition=Q(awaits_owner_since__isnull=False),
            ),
            models.Index(
                fields=["municipality", "-received_at", "-id"], name="inquiry_latest"
            ),
            models.Index(
                fields=["municipality", "stage", "-received_at", "-id"],
                name="inquiry_by_stage",
            ),
            models.Index(
                fields=["municipality", "wake_up_on", "id"],
                name="inquiry_resting",
                condition=Q(stage="dormant", erased_at=None),
            ),
            models.Index(
                fields=["owner", "wake_up_on", "id"],
                name="inquiry_resting_by_owner",
                condition=Q(stage="dormant", erased_at=None),
            ),
            models.Index(
                fields=["activity", "-received_at"],
                name="inquiry_by_activity",
                condition=Q(activity__isnull=False),
            ),
            models.Index(
                fields=["municipality", "-received_at", "-id"],
                name="inquiry_open_latest",
                condition=Q(stage__in=OPEN_STAGES),
            ),
            models.Index(
                fields=["owner", "-received_at", "-id"],
                name="inquiry_by_owner",
                condition=Q(owner__isnull=False),
            ),
            models.Index(
                fields=["municipality", "-received_at", "-id"],
                name="inquiry_suspicious",
                condition=~Q(suspicion=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The running number as people write it: 2026-0412."""
        return f"{self.year}-{self.serial:04}"

    @property
    def is_open(self) -> bool:
        return self.stage in OPEN_STAGES and self.erased_at is None
