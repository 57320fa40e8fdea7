"""Codes, recovery codes and passkeys: set-up, login, guessing, garbled answers."""

import json
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from tests.make import PASSWORD, client_of, make_municipality, make_staff_member

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
TRIES = settings.AXES_FAILURE_LIMIT


@pytest.fixture
def maria():
    """Somebody with an app, in a municipality that requires it."""
    strict = make_municipality(second_factor_required=True)
    staff = make_staff_member(strict, email="maria@example.se", password=PASSWORD)
    TOTP.activate(staff, SECRET)
    return staff


def code(secret=SECRET, ahead=0):
    counter = int(timezone.now().timestamp()) // 30 + ahead
    return format_hotp_value(hotp_value(secret, counter))


def wrong_code():
    return "000000" if code() != "000000" else "111111"


def with_password(place="192.0.2.1"):
    client = Client(REMOTE_ADDR=place)
    client.post("/konto/logga-in/", {"login": "maria@example.se", "password": PASSWORD})
    return client


def send_code(client, value):
    return client.post("/konto/sakerhet/kod/", {"code": value})


def may_work(client):
    return client.get("/desk/profil/").status_code == 200


# Login in two steps


def test_the_password_alone_opens_nothing(maria):
    client = with_password()
    assert client.get("/desk/profil/").status_code == 302
    assert "Ett steg till" in client.get("/konto/sakerhet/kod/").content.decode()


def test_password_and_code_open_the_desk(maria):
    client = with_password()
    assert send_code(client, code()).url == reverse("inquiries:today")
    assert may_work(client)


def test_a_code_works_once_in_whichever_process(maria):
    value = code()
    first, second = with_password(), with_password()
    send_code(first, value)
    assert may_work(first)
    assert send_code(second, value).status_code == 422
    assert not may_work(second)
    assert cache.__class__.__name__ == "ConnectionProxy"
    assert "DatabaseCache" in settings.CACHES["default"]["BACKEND"]


def test_an_old_code_is_refused_in_plain_words(maria):
    response = send_code(with_password(), code(ahead=-3))
    assert response.status_code == 422
    assert "Koden stämmer inte eller är för gammal." in response.content.decode()


def test_a_recovery_code_works_once(maria):
    recovery = RecoveryCodes.activate(maria).get_unused_codes()[0]
    first, second = with_password(), with_password()
    send_code(first, recovery)
    assert may_work(first)
    assert send_code(second, recovery).status_code == 422


def test_without_the_password_there_is_no_second_step():
    assert Client().get("/konto/sakerhet/kod/").url == reverse("account_login")


# Guessing


def test_codes_cannot_be_guessed(maria):
    client = with_password()
    for _ in range(TRIES - 1):
        assert send_code(client, wrong_code()).status_code == 422
    assert send_code(client, wrong_code()).status_code == 429
    assert send_code(client, code()).status_code == 429
    assert not may_work(client)


def test_codes_cannot_be_guessed_from_many_places(maria):
    for number in range(TRIES):
        response = send_code(with_password(f"192.0.2.{number}"), wrong_code())
    assert response.status_code == 429
    assert send_code(with_password("198.51.100.1"), code()).status_code == 429


def test_the_lock_on_codes_says_when_and_opens_again(maria):
    with time_machine.travel("2026-03-11T12:00:00+01:00", tick=False) as clock:
        client = with_password()
        for _ in range(TRIES):
            response = send_code(client, wrong_code())
        assert "klockan 12.15." in response.content.decode()
        clock.shift(timedelta(minutes=15, seconds=1))
        client = with_password()
        assert send_code(client, code()).status_code == 302
        assert may_work(client)


def test_the_right_code_forgets_the_wrong_ones(maria):
    client = with_password()
    for _ in range(TRIES - 1):
        send_code(client, wrong_code())
    send_code(client, code())
    client = with_password()
    assert send_code(client, wrong_code()).status_code == 422


# Setting up


def confirmed(staff):
    client = client_of(staff)
    client.post("/konto/bekrafta/", {"password": PASSWORD})
    return client


def test_the_set_up_page_says_why_one_is_there():
    strict = make_municipality(name="Granby", second_factor_required=True)
    client = client_of(make_staff_member(strict))
    page = client.get("/desk/", follow=True).content.decode()
    assert "Granby kräver mer än ett lösenord." in page


def test_an_app_is_connected_after_the_password_was_confirmed(
    django_capture_on_commit_callbacks,
):
    strict = make_municipality(second_factor_required=True)
    staff = make_staff_member(strict, password=PASSWORD)
    client = client_of(staff)
    asked = client.get("/konto/sakerhet/app/")
    assert asked.url.startswith("/konto/bekrafta/")
    client.post("/konto/bekrafta/", {"password": PASSWORD})
    page = client.get("/konto/sakerhet/app/")
    secret = page.context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post("/konto/sakerhet/app/", {"code": code(secret)})
    assert done.url == reverse("mfa_view_recovery_codes")
    assert client.get(done.url).content.decode().count("<code>") == 10
    assert may_work(client)
    assert Entry.objects.filter(action="totp-activated", actor=staff).exists()


def test_a_wrong_first_code_connects_nothing():
    staff = make_staff_member(password=PASSWORD)
    client = confirmed(staff)
    client.get("/konto/sakerhet/app/")
    response = client.post("/konto/sakerhet/app/", {"code": "123"})
    assert response.status_code == 422
    assert not Authenticator.objects.exists()


def test_the_confirmation_takes_only_the_right_password():
    staff = make_staff_member(password=PASSWORD)
    response = client_of(staff).post("/konto/bekrafta/", {"password": "wrong"})
    assert response.status_code == 422
    assert "Det är inte ditt lösenord." in response.content.decode()


def test_who_removes_the_app_is_led_to_the_set_up_again(maria):
    client = confirmed(maria)
    assert client.get("/konto/sakerhet/app/ta-bort/").status_code == 200
    client.post("/konto/sakerhet/app/ta-bort/")
    assert not Authenticator.objects.exists()
    assert client.get("/desk/profil/").url == reverse("mfa_index")
    assert Entry.objects.filter(action="totp-deactivated").exists()


def test_new_recovery_codes_replace_the_old(maria):
    old = RecoveryCodes.activate(maria).get_unused_codes()
    client = confirmed(maria)
    client.post("/konto/sakerhet/reservkoder/nya/")
    page = client.get("/konto/sakerhet/reservkoder/").content.decode()
    assert not any(each in page for each in old)
    download = client.get("/konto/sakerhet/reservkoder/hamta/")
    assert len(download.content.decode().split()) == 10


# Passkeys: what a browser does is tried in test_browser_login.py


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "{",
        "[]",
        "7",
        "null",
        '"x"',
        "{}",
        '{"response": 5}',
        '{"response": {"userHandle": 5}}',
        '{"response": {"userHandle": "AAAA"}}',
        '{"id": "a", "rawId": "a", "type": "public-key", "response": {}}',
        json.dumps(
            {
                "id": "AA",
                "rawId": "AA",
                "response": {
                    "clientDataJSON": "AA",
                    "authenticatorData": "AA",
                    "signature": "AA",
                    "userHandle": "MQ",
                },
                "type": "public-key",
            }
        ),
        "[" * 20_000,
        '{"response": {"userHandle": "' + "A" * 5000 + '"}}',
    ],
)
def test_a_garbled_passkey_is_an_ordinary_refusal(maria, answer):
    address = reverse("mfa_login_webauthn")
    response = Client().post(address, {"credential": answer})
    assert response.status_code == 302
    assert response.url == reverse("account_login")
    second = with_password()
    response = second.post("/konto/sakerhet/kod/", {"credential": answer})
    assert response.status_code == 422
    third = confirmed(maria)
    third.get(reverse("mfa_add_webauthn"))
    response = third.post(reverse("mfa_add_webauthn"), {"credential": answer})
    assert response.status_code == 422
    response = third.post(
        reverse("mfa_reauthenticate_webauthn"), {"credential": answer}
    )
    assert response.status_code == 302


def test_another_persons_passkey_is_not_found(maria):
    other = make_staff_member(password=PASSWORD)
    key = Authenticator.objects.create(
        user=other, type="webauthn", data={"name": "x", "credential": {}}
    )
    client = confirmed(maria)
    for name in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
        assert client.get(reverse(name, args=[key.pk])).status_code == 404


@pytest.mark.parametrize("path", ["/konto/sakerhet/", "/konto/sakerhet/nycklar/"])
def test_security_pages_are_for_people_who_are_logged_in(path):
    assert Client().get(path).url.startswith(reverse("account_login"))
