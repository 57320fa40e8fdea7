from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from organisation.models import OpeningWindow, Role, SpecialDay
from tests.make import NOON, add_window, client_of, make_municipality, make_staff_member

pytestmark = pytest.mark.django_db
PAGE = reverse("campaigns:answered")
TYPE_IN = f"{reverse('inquiries:new')}?kalla=social_media"


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def municipality():
    return make_municipality(domain="hem.ekebacka.example.se")


def text_of(page):
    return page.content.decode()


def texts(municipality, **fields):
    client = client_of(make_staff_member(municipality, "communicator", **fields))
    return [each.text for each in client.get(PAGE).context["texts"]]


def test_the_text_in_both_languages_whoever_reads_the_page(municipality):
    for language in ("sv", "en"):
        assert texts(municipality, desk_language=language) == [
            "Vi svarar vardagar 08.00–16.30 (lunch 12.00–13.00).\n"
            "Ring 031-390 06 10 eller lämna ditt namn på "
            "https://hem.ekebacka.example.se/ring-mig/",
            "We answer weekdays 08.00–16.30 (lunch 12.00–13.00).\n"
            "Call 031-390 06 10 or leave your name at "
            "https://hem.ekebacka.example.se/en/ring-mig/",
        ]


def test_evenings_for_booked_calls_are_no_hours_in_which_a_page_is_answered(
    municipality,
):
    add_window(
        municipality, 1, NOON.time().replace(17), NOON.time().replace(20),
        OpeningWindow.Kind.EVENING,
    )  # fmt: skip
    assert "17" not in texts(municipality)[0].split("\n")[0]


@pytest.mark.parametrize(
    ("day", "is_told"),
    [
        (date(2026, 3, 10), False),
        (date(2026, 3, 11), True),
        (date(2026, 5, 8), True),
        (date(2026, 5, 11), False),
    ],
)
def test_days_that_differ_are_told_two_months_ahead(municipality, day, is_told):
    SpecialDay.objects.create(municipality=municipality, day=day, name="Planering")
    assert ("Stängt" in texts(municipality)[0]) == is_told


@pytest.mark.parametrize("role", Role.values)
def test_everybody_may_paste_it_and_who_calls_may_type_in(municipality, role):
    page = client_of(make_staff_member(municipality, role)).get(PAGE)
    assert page.status_code == 200
    assert (TYPE_IN in text_of(page)) == (role in ("recruiter", "manager"))


def test_nobody_unknown_sees_it(municipality):
    assert Client().get(PAGE).status_code == 302


def test_without_scripts_the_field_can_be_marked_and_no_button_is_shown(municipality):
    page = text_of(client_of(make_staff_member(municipality)).get(PAGE))
    assert page.count("readonly") == 2
    assert page.count('data-copied="Kopierat." hidden') == 2
