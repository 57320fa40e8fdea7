"""The session ran out, or somebody tampered: what was typed is still there."""

import pytest
from django.test import Client

from campaigns.links import Visit
from inquiries.form_token import FormToken
from inquiries.models import Inquiry
from tests.inquiries.public.filling import (
    ANNA,
    EXPRESS,
    WHAT,
    WHEN,
    WHO,
    csrf_in,
    send,
    to_last_page,
    token_in,
)

pytestmark = pytest.mark.django_db
KIND = "Det du skrev finns kvar."


@pytest.fixture
def strict():
    """A browser whose forged or outdated forms are refused."""
    return Client(enforce_csrf_checks=True)


def press(client, address, page, **typed):
    """Send a page as it stands."""
    hidden = {"form": token_in(page), "csrfmiddlewaretoken": csrf_in(page)}
    return client.post(address, {**hidden, **typed})


def forget(client):
    client.session.flush()
    client.cookies.clear()


def last_page(client):
    page = client.get(WHO)
    press(client, WHO, page, **ANNA)
    return client.get(WHEN)


def test_a_lost_session_costs_one_more_press(strict, municipality):
    page = last_page(strict)
    forget(strict)
    again = press(strict, WHEN, page, wish="write", message="Efter fem.")
    text = again.content.decode()
    assert again.status_code == 403
    assert KIND in text
    assert "Efter fem." in text
    assert 'value="write" class="ds-input" id="id_wish_1" checked' in text
    assert "Anna Holm" in text
    sent = press(strict, WHEN, again, wish="write", message="Efter fem.")
    assert sent.status_code == 302
    inquiry = Inquiry.objects.get()
    assert (inquiry.contact.name, inquiry.contact.message) == (
        "Anna Holm",
        "Efter fem.",
    )


def test_after_a_lost_session_the_way_back_still_knows_the_answers(
    strict, municipality
):
    page = last_page(strict)
    forget(strict)
    press(strict, WHEN, page, wish="soon")
    assert "Anna Holm" in strict.get(WHO).content.decode()


@pytest.mark.parametrize(
    ("address", "typed", "kept"),
    [
        (WHAT, {"wanted_assignments": ["contact_family"]}, 'value="contact_family"'),
        (WHO, ANNA, 'value="Anna Holm"'),
        (WHO, {"name": "Bo", "phone": "12"}, 'value="12"'),
        (EXPRESS, {"name": "Bo Ek", "wish": "soon"}, 'value="Bo Ek"'),
    ],
)
def test_every_page_shows_what_was_typed(strict, municipality, address, typed, kept):
    page = strict.get(address)
    forget(strict)
    again = press(strict, address, page, **typed)
    assert again.status_code == 403
    assert KIND in again.content.decode()
    assert kept in again.content.decode()
    assert "<title>Fel" not in again.content.decode()
    assert not Inquiry.objects.exists()


def test_a_browser_that_refuses_cookies_is_given_the_number(strict, municipality):
    page = strict.get(EXPRESS)
    for _ in range(2):
        forget(strict)
        page = press(strict, EXPRESS, page, name="Bo", phone="0701740620", wish="soon")
    assert "säger nej till kakor" in page.content.decode()
    assert "031-390 06 10" in page.content.decode()


def test_a_login_page_that_was_open_too_long_says_so(strict, municipality):
    answer = strict.post("/konto/logga-in/", {"login": "maria@example.se"})
    assert answer.status_code == 403
    assert "Sidan har varit öppen för länge" in answer.content.decode()


def test_a_tampered_token_loses_nothing(client, municipality):
    page = to_last_page(client)
    forged = token_in(page)[:-3] + "abc"
    answer = client.post(WHEN, {"form": forged, "wish": "soon", "message": "Hej hej"})
    assert answer.status_code == 409  # no deadline was shown that we could prove
    assert "Hej hej" in answer.content.decode()
    assert "Anna Holm" in answer.content.decode()
    assert send(client, answer).status_code == 302


def test_a_tampered_token_without_a_session_leads_to_what_is_missing(
    client, municipality
):
    answer = client.post(WHEN, {"form": "x", "wish": "write", "message": "Hej hej"})
    assert answer["Location"] == WHO
    page = client.get(WHO)
    client.post(WHO, {"form": token_in(page), **ANNA})
    assert "Hej hej" in client.get(WHEN).content.decode()


def test_a_lost_session_and_a_tampered_token_lead_to_what_is_missing(
    strict, municipality
):
    page = last_page(strict)
    forget(strict)
    typed = {"wish": "write", "message": "Hej hej"}
    answer = press(strict, WHEN, page, **typed, form="x")
    assert answer["Location"] == WHO
    press(strict, WHO, strict.get(WHO), **ANNA)
    assert "Hej hej" in strict.get(WHEN).content.decode()


@pytest.mark.parametrize("token", ["", "x", "a:b:c", "e30:1:2", "\u00e5" * 9])
def test_what_is_no_token_of_ours_is_none(token):
    assert FormToken.unsealed(token) is None


def test_a_token_of_another_kind_is_none_of_ours(municipality):
    assert FormToken.unsealed(Visit("abc").sealed()) is None
