"""Who gets in touch was named before the form was sent."""

import re
from datetime import date

import pytest
from django.test import Client
from django.utils import translation

from followups.promise import offers
from inquiries.form_token import FormToken
from inquiries.models import Inquiry
from inquiries.team import named_to
from organisation.models import StaffMember
from organisation.services.versions import touch_settings
from tests.inquiries.public.filling import EXPRESS, send, to_last_page, token_in
from tests.make import NOON, make_municipality, make_staff_member

pytestmark = pytest.mark.django_db
PANEL = re.compile(r"<strong>([^<]+) hör av sig till dig\.</strong>")
NAMES = ("Ali", "Eva", "James", "Maria", "Omar")


@pytest.fixture
def team():
    """Five who call; Omar alone speaks Arabic."""
    municipality = make_municipality(name="Ekebacka kommun")
    for name in NAMES:
        languages = ["sv", "ar"] if name == "Omar" else ["sv"]
        make_staff_member(municipality, display_name=f"{name} Ek", languages=languages)
    return municipality


def named_on(page):
    shown = PANEL.search(page.content.decode())
    assert shown is not None
    return re.split(", | eller ", shown[1])


def owner():
    return Inquiry.objects.latest("pk").owner


def test_the_one_who_gets_it_was_among_those_shown(team):
    for _family in range(12):
        client = Client()
        page = to_last_page(client)
        assert send(client, page).status_code == 302
        assert len(named_on(page)) == 3
        assert owner().first_name in named_on(page)


def test_the_receipt_names_one_of_those_shown(client, team):
    page = to_last_page(client)
    receipt = client.get(send(client, page)["Location"]).content.decode()
    assert any(f"Tack, Anna! {name} ringer dig" in receipt for name in named_on(page))


def test_everybody_is_named_in_turn(team):
    seen = set()
    for turn in range(len(NAMES)):
        named = named_to(team, "sv", turn, offers(team, NOON), NOON)
        seen |= {each.first_name for each in named.people}
    assert seen == set(NAMES)


def test_only_those_who_speak_the_language_are_named(client, team):
    page = to_last_page(client, language="ar")
    assert named_on(page) == ["Omar"]
    send(client, page)
    assert owner().first_name == "Omar"


def test_the_same_form_shows_the_same_names_again(client, team):
    first = to_last_page(client)
    assert named_on(client.get("/intresse/tid/")) == named_on(first)


def test_who_has_left_since_is_not_promised(client, team):
    page = to_last_page(client)
    named = FormToken.unsealed(token_in(page)).named
    StaffMember.objects.filter(pk__in=named).update(is_active=False)
    touch_settings(team)
    again = send(client, page)
    assert again.status_code == 409
    assert send(client, again).status_code == 302
    assert owner().first_name in named_on(again)


def test_one_of_the_named_who_is_left_takes_it(client, team):
    page = to_last_page(client)
    first, *others = FormToken.unsealed(token_in(page)).named
    StaffMember.objects.filter(pk__in=others).update(is_active=False)
    touch_settings(team)
    assert send(client, page).status_code == 302
    assert owner().pk == first


def test_nobody_is_named_before_the_family_has_said_where_it_lives(client, team):
    sea = make_municipality(name="Sjölidens kommun")
    make_staff_member(sea, display_name="Sara Nyman")
    page = client.get(EXPRESS)
    assert "ringer dig." not in page.content.decode()
    typed = {"name": "Bo Ek", "phone": "070-174 06 20", "wish": "soon"}
    typed |= {"form": token_in(page), "place": sea.pk}
    assert client.post(EXPRESS, typed).status_code == 302
    assert owner().first_name == "Sara"


@pytest.mark.parametrize(
    ("started_on", "words"),
    [
        (date(2025, 3, 12), ""),  # a year tomorrow
        (date(2025, 3, 11), "Omar har arbetat med det här i 1 år."),
        (date(2019, 9, 1), "Omar har arbetat med det här i 6 år."),
    ],
)
def test_of_one_who_calls_alone_the_years_are_told(team, started_on, words):
    StaffMember.objects.filter(languages__contains=["ar"]).update(started_on=started_on)
    touch_settings(team)
    with translation.override("sv"):
        named = named_to(team, "ar", 0, offers(team, NOON), NOON)
        assert named.service == words
