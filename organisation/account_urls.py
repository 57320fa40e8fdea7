"""The pages of allauth that we use, under Swedish addresses. Nobody signs up."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import URLPattern, path, re_path

from organisation.account_pages import View, account_page


def _page(address: str, view: View, name: str) -> URLPattern:
    return path(f"konto/{address}", account_page(view), name=name)


urlpatterns = [
    _page("logga-in/", account.login, "account_login"),
    _page("logga-ut/", account.logout, "account_logout"),
    _page("stangt/", account.account_inactive, "account_inactive"),
    _page("bekrafta/", account.reauthenticate, "account_reauthenticate"),
    _page("losenord/", account.password_change, "account_change_password"),
    _page("losenord/valj/", account.password_set, "account_set_password"),
    _page("glomt/", account.password_reset, "account_reset_password"),
    _page("glomt/skickat/", account.password_reset_done, "account_reset_password_done"),
    _page(
        "nytt-losenord/klart/",
        account.password_reset_from_key_done,
        "account_reset_password_from_key_done",
    ),
    re_path(
        r"^konto/nytt-losenord/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[-\w]+)/$",
        account_page(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    _page("sakerhet/", mfa.index, "mfa_index"),
    _page("sakerhet/kod/", mfa.authenticate, "mfa_authenticate"),
    _page("sakerhet/bekrafta/", mfa.reauthenticate, "mfa_reauthenticate"),
    _page("sakerhet/app/", totp.activate_totp, "mfa_activate_totp"),
    _page("sakerhet/app/ta-bort/", totp.deactivate_totp, "mfa_deactivate_totp"),
    _page(
        "sakerhet/reservkoder/",
        recovery_codes.view_recovery_codes,
        "mfa_view_recovery_codes",
    ),
    _page(
        "sakerhet/reservkoder/nya/",
        recovery_codes.generate_recovery_codes,
        "mfa_generate_recovery_codes",
    ),
    _page(
        "sakerhet/reservkoder/hamta/",
        recovery_codes.download_recovery_codes,
        "mfa_download_recovery_codes",
    ),
    _page("sakerhet/nycklar/", webauthn.list_webauthn, "mfa_list_webauthn"),
    _page("sakerhet/nycklar/ny/", webauthn.add_webauthn, "mfa_add_webauthn"),
    _page("sakerhet/nycklar/logga-in/", webauthn.login_webauthn, "mfa_login_webauthn"),
    _page(
        "sakerhet/nycklar/bekrafta/",
        webauthn.reauthenticate_webauthn,
        "mfa_reauthenticate_webauthn",
    ),
    _page(
        "sakerhet/nycklar/<int:pk>/ta-bort/",
        webauthn.remove_webauthn,
        "mfa_remove_webauthn",
    ),
    _page(
        "sakerhet/nycklar/<int:pk>/namn/", webauthn.edit_webauthn, "mfa_edit_webauthn"
    ),
]
