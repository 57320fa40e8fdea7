"""No more letters, by one press: GET changes nothing, POST does, a forged link none."""

import pytest
from django.core import signing
from django.test import Client

from audit.models import Entry
from campaigns.services.ambassadors import erase_ambassador
from campaigns.services.unsubscribing import token_of
from recruitment.secret_paths import SECRET
from tests.make import NOON, make_ambassador, make_municipality, make_staff_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return make_ambassador(make_municipality(email="hem@ekebacka.se"))


@pytest.fixture
def link(home):
    return f"/utskick/{token_of(home.pk, 7)}/"


def strict():
    """As a mail program comes: without a session, without a token of ours."""
    return Client(enforce_csrf_checks=True)


@pytest.mark.parametrize("method", ["get", "head"])
def test_whoever_only_looks_changes_nothing(home, link, method):
    assert getattr(strict(), method)(link).status_code == 200
    home.refresh_from_db()
    assert home.unsubscribed_at is None


@pytest.mark.parametrize("typed", [{}, {"List-Unsubscribe": "One-Click"}])
def test_one_press_ends_the_letters(home, link, typed):
    answer = strict().post(link, typed)
    assert answer.status_code == 200
    assert "Ni får inga fler brev" in answer.content.decode()
    assert "hem@ekebacka.se" in answer.content.decode()
    home.refresh_from_db()
    first = home.unsubscribed_at
    strict().post(link, typed)
    home.refresh_from_db()
    assert home.unsubscribed_at == first
    entry = Entry.objects.about(home).get(action="unsubscribed-ambassador")
    assert entry.actor is None
    assert "Ni får inga fler brev" in strict().get(link).content.decode()


def test_in_english_too(home, link):
    assert "No more letters from us?" in strict().get(f"/en{link}").content.decode()


def test_the_page_is_private_and_sets_no_cookie(link):
    answer = strict().get(link)
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]
    assert not answer.cookies


def test_a_forged_link_ends_nobody_s(home, link):
    token = token_of(home.pk, 7)
    number, _sep, seal = token.partition(":")
    forged = [
        f"{home.pk + 1}-7:{seal}",
        f"{number}:{seal[:-1]}",
        number,
        "x",
        signing.Signer(salt="another").sign(number),
    ]
    for each in forged:
        answer = strict().post(f"/utskick/{each}/")
        assert answer.status_code == 404
        assert "Länken fungerar inte" in answer.content.decode()
    home.refresh_from_db()
    assert home.unsubscribed_at is None


def test_the_link_of_an_erased_home_still_answers(home, link):
    by = make_staff_member(home.municipality, "communicator")
    erase_ambassador(home, by=by, at=NOON)
    assert strict().post(link).status_code == 200


def test_no_log_repeats_the_link(link):
    assert SECRET.sub(r"\1…", f"Not Found: {link}") == "Not Found: /utskick/…/"
