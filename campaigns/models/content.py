"""Stories, pictures and films, who appears in them, and where they are used."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.days import NEAR
from campaigns.models.plan import Activity, Channel
from organisation.models import Municipality

FOLDER = "content/"  # of the pictures, in MEDIA_ROOT; nobody but the desk sees them


class Place(models.TextChoices):
    """Where something is shown. A consent is given for one of them at a time."""

    WEB = "web", _("the municipality’s website")
    FACEBOOK = "facebook", _("Facebook")
    INSTAGRAM = "instagram", _("Instagram")
    OTHER_SOCIAL = "other_social", _("other social media")
    PRINT = "print", _("posters and print")
    PRESS = "press", _("newspapers")
    CINEMA = "cinema", _("cinema")
    RADIO = "radio", _("radio")
    EVENT = "event", _("fairs and meetings")
    OTHER = "other", _("another place")


Kind = Channel.Kind
# Where what is shown in an activity of such a channel is shown.
PLACES = {
    Kind.FACEBOOK: Place.FACEBOOK,
    Kind.INSTAGRAM: Place.INSTAGRAM,
    Kind.OTHER_SOCIAL: Place.OTHER_SOCIAL,
    Kind.PRESS_AD: Place.PRESS,
    Kind.PRESS_STORY: Place.PRESS,
    Kind.RADIO: Place.RADIO,
    Kind.CINEMA: Place.CINEMA,
    Kind.POSTER: Place.PRINT,
    Kind.LETTER: Place.PRINT,
    Kind.EVENT: Place.EVENT,
    Kind.WEBSITE: Place.WEB,
    Kind.FAMILJEHEMSBANKEN: Place.WEB,
    Kind.FAMILJEHEM_SVERIGE: Place.WEB,
}


class Cause(models.TextChoices):
    """Why a use ends before its time, or is to be taken down."""

    WITHDRAWN = "withdrawn", _("a consent is withdrawn")
    NARROWED = "narrowed", _("a new consent covers less")
    APPEARS = "appears", _("somebody else appears in it, too")
    EXPIRES = "expires", _("a consent is about to expire")
    ENDED = "ended", _("it was taken down")


class ContentQuerySet(models.QuerySet["Content"]):
    def of(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)


class Content(models.Model):
    """A story, a picture or a film. `file` is a picture that we drew anew.

    `shows_nobody`: somebody has looked, and nobody can be recognised in it. Once it is
    removed only its title stays, with the history of its uses and consents.
    """

    class Kind(models.TextChoices):
        STORY = "story", _("story")
        PICTURE = "picture", _("picture")
        FILM = "film", _("film")

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="contents", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    title = models.CharField(_("title"), max_length=120)
    file = models.ImageField(_("picture"), upload_to=FOLDER, blank=True)
    address = models.URLField(_("web address"), max_length=500, blank=True)
    text = models.TextField(_("text"), max_length=10_000, blank=True)
    shows_nobody = models.BooleanField(
        _("nobody who can be recognised appears"), default=False
    )
    added_at = models.DateTimeField(editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)

    objects = ContentQuerySet.as_manager()

    class Meta:
        ordering = ["-added_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "id"], name="content_of_municipality"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["story", "picture", "film"]),
                name="content_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None)
                & (~Q(file="") | ~Q(address="") | ~Q(text=""))
                | Q(removed_at__isnull=False, file="", address="", text=""),
                name="content_is_something",
                violation_error_message=_(
                    "Give a picture, a web address or a text: one of them at least."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PersonQuerySet(models.QuerySet["Person"]):
    def of(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)

    def known(self) -> Self:
        """Those who have not been erased."""
        return self.filter(erased_at=None)


class Person(models.Model):
    """A grown-up who appears in what we show; never a child's name.

    `relation` as staff write it: “familjehem”, “kontaktperson”. Erasing takes name and
    contact; what was consented to, and where it was shown, stands.
    """

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_index=False
    )
    name = models.CharField(_("name"), max_length=120)
    relation = models.CharField(_("relation"), max_length=80, blank=True)
    contact = models.CharField(_("how to reach them"), max_length=200, blank=True)
    added_at = models.DateTimeField(editable=False)
    erased_at = models.DateTimeField(null=True, editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "id"], name="person_of_municipality"
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None) & ~Q(name="")
                | Q(erased_at__isnull=False, name="", contact=""),
                name="person_is_named_or_erased",
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"({self.pk})"


class Appearance(models.Model):
    """That a person can be recognised in a story, a picture or a film."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_index=False
    )
    content = models.ForeignKey(
        Content, models.CASCADE, related_name="appearances", db_index=False
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="appearances")
    added_at = models.DateTimeField(editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "id"], name="appearance_of_municipality"
            ),
            models.UniqueConstraint(
                fields=["content", "person"], name="person_appears_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.content}: {self.person}"


class ContentUseQuerySet(models.QuerySet["ContentUse"]):
    def of(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)

    def live_on(self, day: date) -> Self:
        """Planned or running: not stopped, and not over before that day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), stopped_on=None)


class ContentUse(models.Model):
    """That something is shown at a place from one day to another, both included.

    Without `ends_on` until further notice. `stopped_on` is the day from which it is
    shown no more. While it lives, everybody who appears has consented to the place for
    its whole span, or an open task says that it must be taken down (triggers).
    """

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_index=False
    )
    content = models.ForeignKey(Content, models.PROTECT, related_name="uses")
    place = models.CharField(_("where"), max_length=15, choices=Place)
    activity = models.ForeignKey(
        Activity,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="content_uses",
        verbose_name=_("activity"),
    )
    starts_on = models.DateField(_("from"), validators=NEAR)
    ends_on = models.DateField(_("to"), null=True, blank=True, validators=NEAR)
    planned_at = models.DateTimeField(editable=False)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        db_index=False,  # staff are deactivated, never deleted
    )
    stopped_on = models.DateField(null=True, editable=False)
    stop_cause = models.CharField(
        max_length=10, choices=Cause, blank=True, editable=False
    )

    objects = ContentUseQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "id"], name="use_of_municipality"
            ),
            models.CheckConstraint(
                condition=Q(place__in=Place.values), name="use_place_is_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="use_ends_after_it_starts",
                violation_error_message=_("The end must not be before the start."),
            ),
            models.CheckConstraint(
                condition=Q(stopped_on=None, stop_cause="")
                | Q(stopped_on__isnull=False) & ~Q(stop_cause=""),
                name="use_is_stopped_for_a_cause",
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "ends_on"],
                name="use_live",
                condition=Q(stopped_on=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.content}: {self.place} {self.starts_on}"
