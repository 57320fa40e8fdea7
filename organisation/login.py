"""How allauth is bent to our house: accounts are made by administrators only."""

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from audit.services import record
from organisation.access import StaffRequest, recognise
from organisation.menu import start_page
from organisation.models import StaffMember
from organisation.services.accounts import choose_password


class AccountAdapter(DefaultAccountAdapter):
    """Login with an e-mail address and a password; nobody signs up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "email_password_mismatch": _("The email address or the password is wrong."),
        "enter_current_password": _("That is not your present password."),
        "incorrect_password": _("That is not your password."),
        "invalid_password_reset": _("The link has been used or is too old."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """Lead only to our own pages, also where several hosts are ours."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        request.session.set_expiry(settings.STAFF_SESSION_AGE)

    def post_login(
        self, request: HttpRequest, user: AbstractBaseUser, **details: Any
    ) -> HttpResponse:
        record("logged-in", user, by=user, at=timezone.now())
        response: HttpResponse = super().post_login(request, user, **details)
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The first page that the person's roles open, where one is open at all."""
        if not recognise(request):
            return reverse("organisation:profile")
        roles = cast(StaffRequest, request).roles
        return start_page(roles) if roles else reverse("mfa_index")

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        choose_password(cast(StaffMember, user), password, at=timezone.now())

    def send_notification_mail(
        self, template_prefix: str, user: AbstractBaseUser, *_args: Any, **_more: Any
    ) -> None:
        """allauth says here what happened to a second factor; it is noted, not sent."""
        app, _, happened = template_prefix.partition("/email/")
        if app == "mfa":
            action = happened.replace("_", "-")
            record(action, user, by=user, at=timezone.now())


class SecondFactorAdapter(DefaultMFAAdapter):
    """Authenticator apps, passkeys and recovery codes."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("The code is wrong or too old. Try the next one."),
    }

    def _get_site_name(self) -> str:
        return "Hemvägen"
