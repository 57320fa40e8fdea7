"""The seal that carries a link's code through addresses and forms."""

import itertools
from datetime import date, timedelta

import pytest
from django.core import signing
from django.utils import timezone

from campaigns.links import UNREADABLE, Visit
from inquiries.form_token import FormToken
from inquiries.models import Inquiry
from tests.inquiries.public.filling import (
    ANNA,
    WHAT,
    WHEN,
    WHO,
    fill_in,
    send,
    to_last_page,
    token_in,
)
from tests.make import make_activity, make_municipality, make_staff_member

TODAY = date(2026, 3, 11)
FULL = Visit(
    "ratel7", 3, 4, ("foster_home",), TODAY, {"source": "facebook", "term": "å"}
)


@pytest.fixture(autouse=True)
def _patient(settings):
    settings.FORM_MINIMUM_SECONDS = 0


@pytest.fixture
def poster():
    municipality = make_municipality(name="Ekebacka kommun")
    make_staff_member(municipality, display_name="Maria Lind")
    return make_activity(municipality, code="ratel7")


def seal_of(activity, **more):
    visit = Visit(activity.code, activity.pk, activity.municipality_id, **more)
    return visit.sealed()


@pytest.mark.parametrize(
    "visit", [FULL, Visit("abc"), Visit(utm={"source": "x"}), Visit("abc", 1, 2)]
)
def test_a_seal_holds_what_was_sealed(visit):
    assert Visit.unsealed(visit.sealed(), on=TODAY) == visit
    assert Visit.from_plain(visit.as_plain()) == visit


def test_a_seal_made_before_there_was_more_than_a_code_is_read():
    old = signing.dumps(["ratel7", 3, 4], salt="campaigns.visit")
    assert Visit.unsealed(old, on=TODAY) == Visit("ratel7", 3, 4)
    unknown = signing.dumps(["xyz", None, None], salt="campaigns.visit")
    assert Visit.unsealed(unknown, on=TODAY) == Visit("xyz")
    plain = FormToken.begin(timezone.now()).as_plain() | {"visit": ["ratel7", 3, 4]}
    assert FormToken.from_plain(plain).visit == Visit("ratel7", 3, 4)


def test_without_a_seal_there_is_no_visit():
    assert Visit.unsealed("", on=TODAY) is None


@pytest.mark.parametrize(
    ("forged", "code"),
    [
        ("x", UNREADABLE),
        ("a:b:c", UNREADABLE),
        ("å" * 9, UNREADABLE),
        ("WyJyYXRlbDciLDEsMV0:1:x", "ratel7"),  # ["ratel7",1,1]
        (FULL.sealed()[:-1] + "~", "ratel7"),
        ("A" + FULL.sealed(), UNREADABLE),
        (FULL.sealed().partition(":")[0], "ratel7"),
        (signing.dumps({"code": "ratel7", "of": [3, 4]}, salt="other"), "ratel7"),
        (signing.dumps({"code": "<b>R</b>" * 9}, salt="other"), "brb" * 6 + "br"),
        (signing.dumps({"code": 7}, salt="other"), UNREADABLE),
        (signing.dumps({"ends": "x"}, salt="other"), UNREADABLE),
        (signing.dumps(7, salt="other"), UNREADABLE),
        (signing.dumps([], salt="other"), UNREADABLE),
    ],
    ids=itertools.count(),  # a seal holds the second it was made: no name for a test
)
def test_a_forged_seal_leaves_a_code_that_no_activity_has(forged, code):
    assert Visit.unsealed(forged, on=TODAY) == Visit(code)


def test_a_seal_of_a_link_without_a_thinkable_end_is_read():
    visit = Visit("ratel7", 3, 4, ends_on=date.max)
    assert Visit.unsealed(visit.sealed(), on=TODAY) == visit


def test_a_seal_ends_a_day_after_its_link():
    seal = FULL.sealed()
    assert Visit.unsealed(seal, on=TODAY + timedelta(1)) == FULL
    ended = Visit.unsealed(seal, on=TODAY + timedelta(2))
    assert ended == Visit("ratel7", utm=FULL.utm)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda seal: seal[:-1] + ("A" if seal[-1] != "A" else "B"), "ratel7"),
        (lambda seal: seal.partition(":")[0] + ":1:x", "ratel7"),
        (lambda seal: "x" + seal, UNREADABLE),
        (lambda seal: "ratel7", UNREADABLE),
    ],
)
def test_an_altered_seal_in_an_address_counts_as_unknown(client, poster, change, code):
    fill_in(client, start=f"{WHAT}?k={change(seal_of(poster))}")
    inquiry = Inquiry.objects.get()
    assert (inquiry.activity, inquiry.unknown_code) == (None, code)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["k", "code", "activity", "activity_id", "visit"])
def test_the_code_is_never_taken_from_a_field(client, poster, name):
    """Not in clear, and not even sealed: only the address and the token carry it."""
    for value in (poster.pk, "ratel7", seal_of(poster)):
        page = client.get(WHAT)
        client.post(WHAT, {"form": token_in(page), name: value})
        page = client.get(WHO)
        client.post(WHO, {"form": token_in(page), **ANNA, name: value})
        page = client.get(WHEN)
        send(client, page, **{name: value})
    assert Inquiry.objects.count() == 3
    assert not Inquiry.objects.exclude(activity=None, unknown_code="").exists()


@pytest.mark.django_db
def test_an_altered_form_token_is_not_believed(client, poster):
    page = to_last_page(client)
    token = FormToken.unsealed(token_in(page))
    visit = Visit(poster.code, poster.pk, poster.municipality_id)
    forged = signing.dumps(token.of_visit(visit).as_plain(), key="x", salt="x")
    answer = client.post(WHEN, {"form": forged, "wish": "soon"})
    send(client, answer)  # as the page asks for: nothing is sent at first
    inquiry = Inquiry.objects.get()
    assert (inquiry.activity, inquiry.unknown_code) == (None, "")


@pytest.mark.django_db
def test_a_seal_of_another_municipality_is_no_activity_of_this_one(
    client, poster, settings
):
    settings.ALLOWED_HOSTS = ["*"]
    sea = make_municipality(name="Sjölidens kommun", domain="hem.sjoliden.example.se")
    make_staff_member(sea)
    start = f"{WHAT}?k={seal_of(poster, wanted=('foster_home',))}"
    client.defaults["HTTP_HOST"] = sea.domain
    fill_in(client, start=start)
    inquiry = Inquiry.objects.get()
    assert inquiry.municipality == sea
    assert (inquiry.activity, inquiry.unknown_code) == (None, "ratel7")


@pytest.mark.django_db(transaction=True)
def test_an_activity_that_is_gone_meanwhile_loses_no_inquiry(client, poster):
    page = to_last_page(client, start=f"{WHAT}?k={seal_of(poster)}")
    poster.delete()
    assert send(client, page).status_code == 302
    inquiry = Inquiry.objects.get()
    assert (inquiry.activity, inquiry.unknown_code) == (None, UNREADABLE)
