"""What a family meets when something is wrong with the address or with us."""

import pytest
from django.db import OperationalError
from django.test import Client

from inquiries.models import Inquiry
from inquiries.views import interest, pages
from tests.inquiries.public.filling import WHEN, send, to_last_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def unsurprised():
    """A browser: it shows the page that a fault leads to."""
    return Client(raise_request_exception=False)


def test_a_wrong_address_gives_the_number(client, municipality):
    answer = client.get("/finns-inte/")
    assert answer.status_code == 404
    assert "031-390 06 10" in answer.content.decode()


def test_a_wrong_address_is_answered_even_before_there_is_a_town(client):
    assert client.get("/finns-inte/").status_code == 404


def test_a_house_without_a_town_says_that_it_is_soon_open(unsurprised):
    assert unsurprised.get("/").status_code == 503


def away(*args, **options):
    raise OperationalError("the database is away")


def test_a_lost_database_keeps_what_was_typed_for_one_more_press(
    unsurprised, municipality, monkeypatch
):
    page = to_last_page(unsurprised)
    with monkeypatch.context() as broken:
        broken.setattr(interest, "send", away)
        answer = send(unsurprised, page, message='Efter "fem" <b>')
    text = answer.content.decode()
    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"
    assert 'name="message" value="Efter &quot;fem&quot; &lt;b&gt;"' in text
    assert "031-390 06 10" in text
    assert send(unsurprised, page, message="Efter fem").status_code == 302
    assert Inquiry.objects.count() == 1


def test_a_lost_database_offers_another_try_to_a_reader(
    unsurprised, municipality, monkeypatch
):
    unsurprised.get("/")
    monkeypatch.setattr(pages, "said_now", away)
    answer = unsurprised.get("/")
    assert answer.status_code == 503
    assert "Försök igen" in answer.content.decode()
    assert "<form" not in answer.content.decode()


def test_a_fault_of_ours_is_told_as_one(unsurprised, municipality, monkeypatch):
    def fault(*args, **options):
        raise RuntimeError("a fault")

    monkeypatch.setattr(pages, "said_now", fault)
    answer = unsurprised.get("/")
    assert answer.status_code == 500
    assert "Något gick fel" in answer.content.decode()


def test_a_form_with_very_many_fields_is_not_repeated_whole(
    unsurprised, municipality, monkeypatch
):
    monkeypatch.setattr(interest, "form_in_progress", away)
    answer = unsurprised.post(WHEN, {f"field{n}": "x" for n in range(150)})
    assert answer.content.decode().count('type="hidden"') == 50
