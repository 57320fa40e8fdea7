"""Pages are drawn once; what people type never stays in what is kept."""

import pytest
from django.test import Client

from inquiries.views import kept_pages
from organisation.services import touch_settings
from tests.inquiries.public.filling import (
    EXPRESS,
    WHAT,
    WHEN,
    WHO,
    csrf_in,
    to_last_page,
    token_in,
)

pytestmark = pytest.mark.django_db


def text_of(page):
    return page.content.decode()


@pytest.mark.parametrize("address", [WHO, WHEN])
def test_one_visitor_never_sees_what_another_typed(municipality, address):
    anna, bo = Client(), Client()
    to_last_page(anna, name="Anna Holm", email="anna@example.se")
    text_of(anna.get(address))
    to_last_page(bo, name="Bo Ek", phone="070-174 06 20", email="bo@example.se")
    page = text_of(bo.get(address))
    assert "Bo Ek" in page
    assert "bo@example.se" in page
    assert "Anna" not in page
    assert "anna@example.se" not in page


def test_nothing_that_is_typed_is_kept(client, municipality):
    to_last_page(client, name="Anna Holm", email="anna@example.se")
    for address in (WHAT, WHO, WHEN, EXPRESS):
        client.get(address)
    kept = "".join("".join(parts) for parts in kept_pages._kept.values())
    assert "form" in kept
    for typed in (
        "Anna",
        "070-174 06 12",
        "anna@example.se",
        client.session.session_key,
    ):
        assert typed not in kept


@pytest.mark.parametrize("address", [WHAT, WHO, EXPRESS])
def test_every_visitor_gets_tokens_of_his_own(municipality, address):
    first, second = Client().get(address), Client().get(address)
    assert token_in(first) != token_in(second)
    assert csrf_in(first) != csrf_in(second)


def test_a_kept_page_is_word_for_word_a_drawn_one(client, municipality):
    to_last_page(client, name="Åsa <b>Öberg</b>", email="asa@example.se")
    for address in (WHAT, WHO, WHEN, EXPRESS):
        drawn, kept = (shape_of(client.get(address)) for _ in range(2))
        assert drawn == kept


def shape_of(page):
    text = text_of(page)
    return text.replace(token_in(page), "").replace(csrf_in(page), "")


def test_what_is_typed_is_escaped_in_a_kept_page(client, municipality):
    for _ in range(2):
        to_last_page(client, name='"><script>x</script>')
    assert "<script>" not in text_of(client.get(WHO)) + text_of(client.get(WHEN))


def test_a_name_that_looks_like_a_blank_stays_a_name(client, municipality):
    mark = kept_pages._MARK
    to_last_page(client, name=f"{mark}token{mark}")
    assert f"{mark}token{mark}" in text_of(client.get(WHEN))


def test_a_page_with_a_query_is_not_kept(client, municipality):
    client.get(f"{WHAT}?x=1")
    assert not kept_pages._kept


def test_a_full_memory_is_emptied(client, municipality, monkeypatch):
    monkeypatch.setattr(kept_pages, "MOST_KEPT", 1)
    client.get(WHAT)
    client.get(WHO)
    assert len(kept_pages._kept) == 1


def test_a_change_of_settings_is_seen_at_once(client, municipality):
    client.get(WHAT)
    municipality.phone_hours = "till klockan 20"
    municipality.save()
    touch_settings(municipality)
    assert "till klockan 20" in text_of(client.get(WHAT))
