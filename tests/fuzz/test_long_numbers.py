"""Numbers of more digits than Python reads, wherever an address or a form takes one."""

from itertools import cycle, product

import pytest
from django.test import Client
from django.urls import reverse

from tests.inquiries.public.filling import fill_in
from tests.make import (
    client_of,
    make_activity,
    make_municipality,
    make_staff_member,
)
from tests.sweeps.rows import make_rows

pytestmark = pytest.mark.django_db

LONG = ("9" * 5000, "9" * 30, "٣" * 5000)
NAMES = ("oppen", "sedan", "q", "agare", "owner", "activity", "aktivitet", "efter")


@pytest.mark.parametrize("number", LONG)
def test_a_receipt_knows_no_such_channel(number, settings):
    settings.FORM_MINIMUM_SECONDS = 0
    make_activity(make_municipality())
    client = Client()
    answer = client.post(fill_in(client)["Location"], {"channel": number})
    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["/desk/", "/desk/anmalningar/"])
def test_a_page_of_the_desk_ignores_it(path):
    """Each name with one long number, and with a pair of another, in turn."""
    turns = zip(NAMES, cycle(LONG), cycle((*LONG[1:], LONG[0])), strict=False)
    assert not faults_at(
        path, ((name, each) for name, one, two in turns for each in (one, pair(two)))
    )


@pytest.mark.slow
@pytest.mark.parametrize("number", LONG)
@pytest.mark.parametrize("path", ["/desk/", "/desk/anmalningar/"])
def test_a_page_of_the_desk_ignores_each_of_them(path, number):
    asked = product(NAMES, (number, pair(number)))
    assert not faults_at(path, asked)


def pair(number):
    return f"{number}-{number}"


def faults_at(path, asked):
    client = client_of(make_rows().staff)
    codes = [(name, client.get(path, {name: text}).status_code) for name, text in asked]
    return [each for each in codes if each[1] not in {200, 404, 422}]


UUID = "00000000-0000-0000-0000-000000000000"
PLACES = (
    f"0001-01-01T00:00~{UUID}",
    f"0001-01-01T00:00+14:00~{UUID}",
    f"9999-12-31T23:59-12:00~{UUID}",
    "99999999999999999-999999999999999999",
    "00000000000000000-0",
    f"2026-03-01T10:00+00:00~{'9' * 5000}",
)


@pytest.mark.parametrize("place", PLACES)
def test_a_list_goes_on_from_any_place(place):
    rows = make_rows()
    manager = client_of(make_staff_member(rows.municipality, "manager"))
    for path, name in (("/desk/anmalningar/", "efter"), ("/desk/utkorg/", "fore")):
        assert manager.get(path, {name: place}).status_code == 200


def test_a_draft_is_kept_without_what_no_eye_can_see():
    rows = make_rows()
    address = reverse("inquiries:draft", args=[rows.inquiry.pk])
    client_of(rows.staff).post(address, {"note": "\u202eHalv\u200b \x1bskriven"})
    assert rows.inquiry.notes.get().text == "Halv skriven"
