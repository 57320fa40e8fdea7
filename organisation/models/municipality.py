"""Municipalities, and the languages that families ask for."""

from datetime import time

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
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
    diary_number = models.CharField(
        _("diary number"),
        max_length=40,
        blank=True,
        help_text=_("Where the committee keeps the monthly reports. Printed on them."),
    )
    brand_colour = models.CharField(
        _("main colour"), max_length=7, default="#1F5C57", validators=[COLOUR]
    )
    accent_colour = models.CharField(
        _("accent colour"), max_length=7, default="#A4482A", validators=[COLOUR]
    )
    # Coat of arms or logotype, on what is printed; written by organisation.photos only.
    mark = models.ImageField(_("mark"), upload_to="marks/", blank=True)
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
    # What to ask in a first call, a question to a line; empty: the program's own.
    talk_guide = models.TextField(_("talk guide"), max_length=600, blank=True)
    works_by_rota = models.BooleanField(_("works by the rota"), default=False)
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
