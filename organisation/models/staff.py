"""The people who work at the desk, and their roles."""

from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from organisation.models.municipality import Language, Municipality


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


class StaffMemberManager(BaseUserManager.from_queryset(StaffMemberQuerySet)):  # type: ignore[misc]  # made at run time
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
