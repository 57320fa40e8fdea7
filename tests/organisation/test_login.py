"""Logging in with a password: what is said, what is counted, where it leads."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.adapter import get_adapter
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from organisation.jobs import clear_sessions
from organisation.models import Membership, StaffMember
from tests.make import PASSWORD, client_of, make_municipality, make_staff_member

pytestmark = pytest.mark.django_db

LOGIN = "/konto/logga-in/"
TRIES = settings.AXES_FAILURE_LIMIT


@pytest.fixture
def maria():
    return make_staff_member(email="maria@example.se", password=PASSWORD)


def log_in(
    email="maria@example.se", password=PASSWORD, client=None, place="192.0.2.1", **more
):
    client = client or Client()
    return client.post(
        LOGIN, {"login": email, "password": password, **more}, REMOTE_ADDR=place
    )


def fail(times=TRIES, **details):
    responses = [log_in(password="wrong", **details) for _ in range(times)]
    return responses[-1]


def is_logged_in(response):
    return response.status_code == 302 and "hemvagen" in response.cookies


@pytest.mark.parametrize(
    ("role", "page"),
    [
        ("recruiter", "inquiries:today"),
        ("communicator", "planning:list"),
        ("administrator", "inquiries:list"),
    ],
)
def test_the_login_leads_to_where_the_role_works(role, page):
    make_staff_member(email="maria@example.se", password=PASSWORD, role=role)
    assert log_in().url == reverse(page)


def test_the_login_leads_to_where_the_first_municipalitys_role_works():
    first, second = make_municipality(), make_municipality()
    staff = make_staff_member(
        first, role="communicator", email="maria@example.se", password=PASSWORD
    )
    Membership.objects.create(staff=staff, municipality=second, role="recruiter")
    assert log_in().url == reverse("planning:list")


def test_the_login_leads_to_the_set_up_where_a_second_factor_is_missing():
    strict = make_municipality(second_factor_required=True)
    make_staff_member(strict, email="maria@example.se", password=PASSWORD)
    assert log_in().url == reverse("mfa_index")


def test_the_login_of_somebody_without_a_role_leads_to_an_explanation():
    make_staff_member(role=None, email="maria@example.se", password=PASSWORD)
    client = Client()
    page = client.get(log_in(client=client).url)
    assert "Du har ingen roll ännu" in page.content.decode()


@pytest.mark.parametrize("email", ["MARIA@example.se", " Maria@Example.SE "])
def test_the_address_may_be_written_in_any_case(maria, email):
    assert is_logged_in(log_in(email))


def test_the_login_leads_back_to_the_page_that_was_asked_for(maria):
    assert log_in(next="/desk/profil/").url == "/desk/profil/"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "https:/evil.example",
        "http://testserver.evil.example/",
        "javascript:alert(1)",
        "\x01https://evil.example",
        "https://127.0.0.1/",  # one of our own hosts, and yet not this one
    ],
)
def test_the_login_never_leads_to_another_site(maria, target):
    assert log_in(next=target).url == reverse("inquiries:today")


def test_there_is_no_sign_up():
    assert Client().get("/konto/registrera/").status_code == 404
    assert "signup" not in Client().get(LOGIN).content.decode().lower()


def test_the_session_gets_a_new_name_and_lasts_a_working_day(maria):
    client = Client()
    client.get(LOGIN)
    before = client.cookies["hemvagen"].value
    response = log_in(client=client)
    assert response.cookies["hemvagen"].value != before
    assert response.cookies["hemvagen"]["max-age"] == 8 * 60 * 60
    assert not Session.objects.filter(session_key=before).exists()


def test_a_login_is_audited(maria):
    log_in()
    entry = Entry.objects.get(action="logged-in")
    assert (entry.actor_id, entry.subject_id) == (maria.pk, str(maria.pk))


def test_logging_out_ends_the_session(maria):
    client = client_of(maria)
    assert client.get("/konto/logga-ut/").status_code == 200  # a link asks first
    assert client.post("/konto/logga-ut/").url == LOGIN
    assert client.get("/desk/profil/").url.startswith(LOGIN)


# Refusals are alike


def words(response):
    """The page without what differs by design: the tokens and the typed address."""
    page = response.content.decode().replace("maria@", "nobody@")
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", page)


def test_a_wrong_password_and_an_unknown_address_read_alike(maria):
    wrong = log_in(password="wrong")
    unknown = log_in("nobody@example.se")
    assert wrong.status_code == unknown.status_code == 422
    assert "E-postadressen eller lösenordet stämmer inte." in wrong.content.decode()
    assert words(wrong) == words(unknown)


def test_a_closed_account_reads_so_only_with_the_right_password(maria):
    StaffMember.objects.update(is_active=False)
    assert log_in(password="wrong").status_code == 422
    assert log_in().url == reverse("account_inactive")
    assert "Kontot är stängt" in Client().get("/konto/stangt/").content.decode()


def test_the_answer_to_an_empty_form_names_both_fields():
    response = log_in("", "")
    assert response.status_code == 422
    assert "Rätta 2 saker" in response.content.decode()
    assert "<title>Fel: " in response.content.decode()


# The lock


def test_after_too_many_wrong_passwords_the_right_one_has_to_wait(maria):
    assert fail(TRIES - 1).status_code == 422
    assert fail(1).status_code == 429
    assert log_in().status_code == 429


@pytest.mark.parametrize("email", ["maria@example.se", "nobody@example.se"])
def test_the_lock_says_when_to_try_again_whoever_it_is(maria, email):
    with time_machine.travel("2026-03-11T12:00:00+01:00", tick=False):
        response = fail(email=email)
    assert response.status_code == 429
    page = response.content.decode()
    assert "Du kan försöka igen klockan 12.15." in page
    assert "Retry" not in page


def test_trying_on_does_not_lengthen_the_wait(maria):
    with time_machine.travel("2026-03-11T12:00:00+01:00", tick=False) as clock:
        fail()
        clock.shift(timedelta(minutes=10))
        page = fail(3).content.decode()
        assert "klockan 12.15." in page
        clock.shift(timedelta(minutes=5, seconds=1))
        assert is_logged_in(log_in())


def test_case_and_spaces_do_not_help_a_guesser(maria):
    fail(TRIES // 2, email="MARIA@example.se")
    assert fail(TRIES // 2, email="maria@Example.SE ").status_code == 429


def test_another_browser_does_not_help_a_guesser(maria):
    for number in range(TRIES):
        client = Client(headers={"User-Agent": f"browser {number}"})
        response = log_in(password="wrong", client=client)
    assert response.status_code == 429


def test_nobody_can_lock_a_colleague_out_from_elsewhere(maria):
    fail(place="203.0.113.9")
    assert is_logged_in(log_in(place="192.0.2.1"))


def test_a_login_forgets_earlier_mistakes(maria):
    fail(TRIES - 1)
    log_in()
    assert fail(TRIES - 1).status_code == 422


def test_behind_a_proxy_the_last_address_counts_and_a_forged_one_does_not(
    maria, settings
):
    settings.BEHIND_PROXY = True
    for number in range(TRIES):
        response = Client().post(
            LOGIN,
            {"login": "maria@example.se", "password": "wrong"},
            headers={"X-Forwarded-For": f"198.51.100.{number}, 192.0.2.7"},
        )
    assert response.status_code == 429
    assert AccessAttempt.objects.get().ip_address == "192.0.2.7"


def test_an_address_that_is_none_is_counted_as_well(maria, settings):
    assert fail(place="").status_code == 429  # a unix socket


def test_no_password_is_stored_nor_logged(maria, caplog):
    fail(1, email="maria@example.se", next="/desk/")
    attempt = AccessAttempt.objects.get()
    kept = [str(getattr(attempt, field.name)) for field in attempt._meta.fields]
    assert not any("wrong" in each for each in kept)
    assert "maria" not in attempt.post_data
    assert "maria" not in caplog.text


@pytest.mark.parametrize("length", [255, 319, 5000])
def test_a_very_long_address_is_an_ordinary_refusal(length):
    response = log_in("a" * 60 + "@" + "b" * length + ".example.se")
    assert response.status_code == 422


# Sessions


def test_changing_the_password_ends_every_other_session(maria):
    here, elsewhere = client_of(maria), client_of(maria)
    new = "four lamps above the long table"
    here.post(
        "/konto/losenord/",
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    assert here.get("/desk/profil/").status_code == 200
    assert elsewhere.get("/desk/profil/").url.startswith(LOGIN)
    assert is_logged_in(log_in(password=new))


@pytest.mark.parametrize("new", ["short", "password1234", "maria@example.se"])
def test_a_weak_password_is_refused(maria, new):
    response = client_of(maria).post(
        "/konto/losenord/",
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    assert response.status_code == 422


def test_the_account_pages_are_in_the_language_of_the_address_before_the_login():
    assert "<h1>Logga in</h1>" in Client().get(LOGIN).content.decode()
    assert "<h1>Log in</h1>" in Client().get("/en" + LOGIN).content.decode()


def test_the_account_pages_are_in_the_persons_language_after_it():
    staff = make_staff_member(desk_language="en", password=PASSWORD)
    page = client_of(staff).get("/konto/losenord/").content.decode()
    assert "<h1>Change password</h1>" in page


def test_account_pages_are_never_cached():
    for path in (LOGIN, "/konto/glomt/"):
        assert "no-store" in Client().get(path)["Cache-Control"]


def test_the_menu_stays_on_the_account_pages_where_the_desk_is_open():
    page = client_of(make_staff_member()).get("/konto/sakerhet/").content.decode()
    assert reverse("inquiries:today") in page
    strict = make_municipality(second_factor_required=True)
    page = client_of(make_staff_member(strict)).get("/konto/sakerhet/").content.decode()
    assert reverse("inquiries:list") not in page


def test_a_session_that_has_run_out_is_removed(maria):
    client_of(maria)
    staying = Session.objects.get()
    client_of(maria)
    Session.objects.exclude(pk=staying.pk).update(
        expire_date=timezone.now() - timedelta(seconds=1)
    )
    clear_sessions()
    assert Session.objects.get() == staying


def test_no_page_of_allauth_lets_anybody_sign_up(rf):
    assert not get_adapter().is_open_for_signup(rf.get(LOGIN))
