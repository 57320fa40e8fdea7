"""Municipalities, the people who work there, and when they are there."""

from datetime import date, time
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

COLOUR = RegexValidator(r"^#[0-9A-Fa-f]{6}$", _("Write the colour as #1F5C57."))


class Language(models.TextChoices):
    """Languages that families ask to be called in; the list grows with need."""

    SWEDISH = "sv", _("Swedish")
    ENGLISH = "en", _("English")
    ARABIC = "ar", _("Arabic")
    DARI = "prs", _("Dari")
    FINNISH = "fi", _("Finnish")
    PERSIAN = "fa", _("Persian")
    POLISH = "pl", _("Polish")
    SOMALI = "so", _("Somali")
    SPANISH = "es", _("Spanish")
    SWEDISH_SIGN = "swl", _("Swedish sign language")
    TIGRINYA = "ti", _("Tigrinya")
    UKRAINIAN = "uk", _("Ukrainian")


class Municipality(models.Model):
    """A municipality that looks for foster homes. Its time zone is always Stockholm's.

    `settings_version` rises with every change to hours, days, policies or staff, so
    that what is derived from them may be kept in memory and still never be stale.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    domain = models.CharField(
        _("web address"),
        max_length=120,
        blank=True,
        help_text=_("The host name that shows this municipality's public pages."),
    )
    committee = models.CharField(_("committee"), max_length=120, blank=True)
    brand_colour = models.CharField(
        _("main colour"), max_length=7, default="#1F5C57", validators=[COLOUR]
    )
    accent_colour = models.CharField(
        _("accent colour"), max_length=7, default="#A4482A", validators=[COLOUR]
    )
    phone = PhoneNumberField(_("phone number"))
    phone_hours = models.CharField(
        _("when the phone is answered"), max_length=120, blank=True
    )
    phone_hours_en = models.CharField(
        _("when the phone is answered, in English"), max_length=120, blank=True
    )
    email = models.EmailField(_("email address"))
    sms_sender = models.CharField(
        _("SMS sender"),
        max_length=11,
        validators=[RegexValidator(r"^[A-Za-z][A-Za-z0-9]{2,10}$")],
        help_text=_("3–11 letters and digits, without å, ä and ö."),
    )
    quiet_from = models.TimeField(_("quiet from"), default=time(20))
    quiet_until = models.TimeField(_("quiet until"), default=time(8))
    second_factor_required = models.BooleanField(
        _("staff must log in with a second factor"), default=True
    )
    promise_goal_percent = models.PositiveSmallIntegerField(
        _("goal for kept promises, per cent"), default=95
    )
    settings_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        constraints = [
            models.UniqueConstraint(
                fields=["domain"],
                condition=~Q(domain=""),
                name="municipality_domain_once",
                violation_error_message=_("Another municipality has this address."),
            ),
            models.CheckConstraint(
                condition=Q(promise_goal_percent__lte=100),
                name="municipality_goal_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StaffMemberQuerySet(models.QuerySet["StaffMember"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def of(self, municipality: Municipality) -> Self:
        """Staff who work in the municipality, in any role; each person once."""
        return self.filter(
            pk__in=Membership.objects.filter(municipality=municipality).values("staff")
        )

    def with_role(self, municipality: Municipality, *roles: "Role") -> Self:
        return self.filter(
            pk__in=Membership.objects.filter(
                municipality=municipality, role__in=roles
            ).values("staff")
        )


class StaffMemberManager(BaseUserManager.from_queryset(StaffMemberQuerySet)):  # type: ignore[misc]
    def create_user(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "StaffMember":
        staff: StaffMember = self.model(
            email=self.normalize_email(email).lower(), **fields
        )
        staff.set_password(password)
        staff.save(using=self._db)
        return staff


class StaffMember(AbstractBaseUser):
    """A person who works at the desk; the e-mail address is the login.

    `access_version` is part of what a session is bound to: raising it ends every
    session that the person has.
    """

    email = models.EmailField(_("email address"), unique=True)
    display_name = models.CharField(_("name"), max_length=80)
    title = models.CharField(_("title"), max_length=80, blank=True)
    photo = models.ImageField(_("photo"), upload_to="staff/", blank=True)
    languages = ArrayField(
        models.CharField(max_length=8, choices=Language),
        verbose_name=_("languages"),
        default=list,
        blank=True,
    )
    desk_language = models.CharField(
        _("language at the desk"),
        max_length=2,
        choices=[("sv", _("Swedish")), ("en", _("English"))],
        default="sv",
    )
    started_on = models.DateField(
        _("has worked with this since"), null=True, blank=True
    )
    single_keys = models.BooleanField(_("single-key shortcuts"), default=True)
    is_active = models.BooleanField(_("active"), default=True)
    access_version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    # Since when a mail with a link to choose a password is to be sent; None: none is.
    password_link_wanted_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[StaffMemberManager] = StaffMemberManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        verbose_name = _("staff member")
        verbose_name_plural = _("staff")
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="staff_email_is_lower_case",
            )
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def first_name(self) -> str:
        """What a family calls the person."""
        return self.display_name.split(" ")[0]

    def years_of_service(self, today: date) -> int | None:
        """Whole years since the start; None where no start is known."""
        if self.started_on is None:
            return None
        before_birthday = (today.month, today.day) < (
            self.started_on.month,
            self.started_on.day,
        )
        return max(0, today.year - self.started_on.year - before_birthday)

    def get_session_auth_hash(self) -> str:
        return self._session_hash()

    def get_session_auth_fallback_hash(self) -> Any:
        yield from ()

    def _session_hash(self) -> str:
        return salted_hmac(
            "organisation.StaffMember.session",
            f"{self.password}:{self.access_version}",
            algorithm="sha256",
        ).hexdigest()


class Role(models.TextChoices):
    RECRUITER = "recruiter", _("recruiter")
    COMMUNICATOR = "communicator", _("communicator")
    MANAGER = "manager", _("unit manager")
    ADMINISTRATOR = "administrator", _("administrator")


CALLING = frozenset({Role.RECRUITER, Role.MANAGER})  # who calls families


class Membership(models.Model):
    """A role that a person has in a municipality; several rows, several roles."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="memberships"
    )
    staff = models.ForeignKey(StaffMember, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "staff", "role"], name="membership_once"
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="membership_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff} · {self.get_role_display()} · {self.municipality}"


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
