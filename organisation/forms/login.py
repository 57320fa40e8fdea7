"""allauth's forms in our look: our words, no placeholders, failures counted."""

from typing import Any, Final, cast

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.base import forms as mfa
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm as Generate
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation import lockout
from organisation.forms.tidied import TidiedTexts
from organisation.models import StaffMember
from organisation.services.accounts import ask_for_password_link

# What a garbled answer of a browser may make allauth or fido2 stumble over.
GARBLED: Final = (AttributeError, IndexError, KeyError, TypeError, ValueError)
UNREADABLE: Final = _("The passkey could not be read. Try again.")
LONGEST_NAME: Final = 60  # characters, of a passkey


class InOurLook(forms.Form):
    """A form whose page holds the form element and the button."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        self.helper = FormHelper()
        self.helper.form_tag = False


class LoginForm(InOurLook, account.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login = self.fields["login"]
        login.label = _("Email address")
        login.widget.attrs["autocomplete"] = "username"
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> Any:
        """allauth ends the session with the browser; here it ends with the day."""
        response = super().login(request, redirect_url=redirect_url)
        request.session.set_expiry(settings.STAFF_SESSION_AGE)
        return response


class ReauthenticateForm(InOurLook, account.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Your password")
        self.fields["password"].help_text = ""


class ResetPasswordForm(InOurLook, account.ResetPasswordForm):
    """Says the same of every address; the mail leaves with the next dispatch."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Email address")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email: str = self.cleaned_data["email"]
        ask_for_password_link(email, at=timezone.now())
        return email


class ResetPasswordKeyForm(InOurLook, account.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = _("New password")
        self.fields["password2"].label = _("The new password once more")


class ChangePasswordForm(InOurLook, account.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Present password")
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].label = _("New password")
        self.fields["password2"].label = _("The new password once more")


class SetPasswordForm(InOurLook, account.SetPasswordForm):
    pass


class _Code(InOurLook):
    """A code of six digits, or a recovery code; wrong ones are counted."""

    user: StaffMember

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _show_as_code(self.fields["code"])

    def clean_code(self) -> str:
        request = cast(HttpRequest, context.request)
        if not lockout.may_try_code(request, self.user):
            raise ValidationError(_("Too many wrong codes."))
        try:
            code: str = super().clean_code()  # type: ignore[misc]  # allauth has no types
        except ValidationError:
            lockout.count_wrong_code(request, self.user)
            raise
        lockout.forget_wrong_codes(self.user)
        return code


class AuthenticateForm(_Code, mfa.AuthenticateForm):
    pass


class ReauthenticateCodeForm(_Code, mfa.ReauthenticateForm):
    pass


class ActivateTotpForm(InOurLook, totp.ActivateTOTPForm):
    """Codes are not counted here: the secret is on the same page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _show_as_code(self.fields["code"])


class DeactivateTotpForm(InOurLook, totp.DeactivateTOTPForm):
    pass


class GenerateRecoveryCodesForm(InOurLook, Generate):
    pass


class _Answer(forms.JSONField):
    """JSON that a browser made, or anybody else: it may be nested without end."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except RecursionError as error:
            raise ValidationError(
                _("The passkey could not be read. Try again.")
            ) from error

    def bound_data(self, data: Any, initial: Any) -> Any:
        return ""  # an answer is good for one question and never shown again

    def prepare_value(self, value: Any) -> Any:
        return ""


class _Passkey(InOurLook):
    """What a browser answers for a passkey."""

    faulty_field: str | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = _Answer()

    def full_clean(self) -> None:
        try:
            super().full_clean()
        except GARBLED:
            self.cleaned_data = {}
            self.add_error(
                self.faulty_field, _("The passkey could not be read. Try again.")
            )


class AddPasskeyForm(TidiedTexts, _Passkey, webauthn.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        name.label = _("Name of the passkey")
        name.validators.append(MaxLengthValidator(LONGEST_NAME))
        self.fields["passwordless"].label = _("Log in with this passkey alone")
        self.fields["passwordless"].help_text = _(
            "No password is needed then. The passkey must ask for your face, finger "
            "or PIN."
        )


class EditPasskeyForm(TidiedTexts, InOurLook, webauthn.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")
        self.fields["name"].validators.append(MaxLengthValidator(LONGEST_NAME))


class AuthenticatePasskeyForm(_Passkey, webauthn.AuthenticateWebAuthnForm):
    pass


class LoginPasskeyForm(_Passkey, webauthn.LoginWebAuthnForm):
    faulty_field = "credential"  # allauth's page tells that field's errors only


class ReauthenticatePasskeyForm(_Passkey, webauthn.ReauthenticateWebAuthnForm):
    faulty_field = "credential"


def _show_as_code(field: forms.Field) -> None:
    field.label = _("Code")
    field.widget.attrs |= {"inputmode": "numeric", "spellcheck": "false"}
