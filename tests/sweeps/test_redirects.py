"""No address of ours leads to another's: `next`, language, municipality, slashes."""

from itertools import cycle
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from organisation.models import Role
from tests.make import PASSWORD, client_of, make_municipality, make_staff_member
from tests.sweeps.addresses import ARGUMENTS, public_names
from tests.sweeps.rows import arguments_for, make_rows

pytestmark = pytest.mark.django_db

HOME = "http://testserver"
EVIL = (
    "//evil.example.se",
    "///evil.example.se",
    "/\\evil.example.se",
    "\\\\evil.example.se",
    "/\t/evil.example.se",
    "\t//evil.example.se",
    "https:evil.example.se",
    "https:/evil.example.se",
    "https://evil.example.se",
    "http://testserver@evil.example.se",
    "http://testserver.evil.example.se",
    "//evil。example。se",
    "／／evil.example.se",
    "/\u2044/evil.example.se",
    "javascript:alert(1)",
    "data:text/html,x",
)


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def leads_away(place, path="/a/b/"):
    """As a browser reads it: backslash as slash, tab and line break as nothing."""
    read = place.replace("\\", "/").translate({9: None, 10: None, 13: None}).strip()
    target = urlsplit(urljoin(HOME + path, read))
    return (target.scheme, target.netloc) != ("http", "testserver")


def test_the_test_knows_a_foreign_place():
    assert [each for each in EVIL if leads_away(each)]
    assert not leads_away("/desk/")


@pytest.mark.parametrize("target", EVIL)
def test_whoever_logs_in_stays_with_us(target):
    staff = make_staff_member(password=PASSWORD)
    typed = {"login": staff.email, "password": PASSWORD, "next": target}
    for question in ({}, {"next": target}):
        address = reverse("account_login", query=question)
        answer = Client().post(address, typed)
        assert answer.status_code == 302
        assert not leads_away(answer["Location"]), answer["Location"]


def test_no_page_takes_next_from_a_stranger():
    municipality = make_municipality()
    staff = make_staff_member(municipality, Role.ADMINISTRATOR, password=PASSWORD)
    away = []
    for name, target in zip(public_names(), cycle(EVIL), strict=False):
        address = reverse(name, kwargs=ARGUMENTS.get(name, {}), query={"next": target})
        typed = {"next": target, "password": PASSWORD}
        for client in (Client(), client_of(staff)):
            for answer in (client.get(address), client.post(address, typed)):
                if leads_away(answer.get("Location", ""), address):
                    away.append((name, answer["Location"]))
    assert not away


@pytest.mark.parametrize("target", EVIL)
def test_a_change_of_municipality_stays_with_us(target):
    rows = make_rows()
    typed = {"municipality": rows.municipality.pk, "next": target}
    address = reverse("organisation:switch_municipality", query={"next": target})
    answer = client_of(rows.staff).post(address, typed)
    assert answer.status_code == 302
    assert not leads_away(answer["Location"])


@pytest.mark.parametrize("path", ["//evil.example.se", "/en//evil.example.se/x"])
def test_slashes_too_many_lead_nowhere_else(path):
    make_municipality()
    answer = Client().generic("GET", "/", PATH_INFO=path)
    assert not leads_away(answer.get("Location", ""))
    assert b'"//evil' not in answer.content


def test_what_is_asked_of_a_page_cannot_turn_its_link_to_the_other_language():
    make_municipality()
    page = Client().get("/intresse/?next=//evil.example.se&x=%22%3E%3Cb%3E")
    assert 'href="/en/intresse/?next=' in page.content.decode()
    assert "<b>" not in page.content.decode().partition("</header>")[0]


def test_htmx_is_led_to_our_login_whatever_page_it_names():
    rows = make_rows()
    address = reverse("inquiries:card", kwargs=arguments_for("inquiries:card", rows))
    for page in ("https://evil.example.se/x", "//evil.example.se", "http://["):
        answer = Client().get(
            address, headers={"HX-Request": "true", "HX-Current-URL": page}
        )
        assert not leads_away(answer["HX-Redirect"])
