"""A robot is marked and never dropped; a family notices nothing of the trap."""

import re

import pytest

from inquiries.models import Inquiry
from messaging.models import Message
from tests.inquiries.public.filling import (
    ANNA,
    EXPRESS,
    WHEN,
    WHO,
    fill_in,
    send,
    to_last_page,
    token_in,
)

pytestmark = pytest.mark.django_db
FILLED = {"hemsida": "https://cheap.example.se"}


def suspicion():
    return Inquiry.objects.get().suspicion


def test_a_trap_on_the_second_page_marks_the_inquiry(client, municipality):
    typed = {"form": token_in(client.get(WHO)), **ANNA, **FILLED}
    page = client.post(WHO, typed, follow=True)
    assert send(client, page).status_code == 302
    assert suspicion() == "honeypot"


def test_a_trap_on_the_last_page_marks_the_inquiry(client, municipality):
    send(client, to_last_page(client), **FILLED)
    assert suspicion() == "honeypot"


def test_a_trap_on_the_express_form_marks_the_inquiry(client, municipality):
    typed = {"name": "Bo Ek", "phone": "070-174 06 20", "wish": "soon", **FILLED}
    client.post(EXPRESS, {"form": token_in(client.get(EXPRESS)), **typed})
    assert suspicion() == "honeypot"


def test_a_form_sent_faster_than_people_write_is_marked(client, municipality, settings):
    settings.FORM_MINIMUM_SECONDS = 60
    fill_in(client)
    assert suspicion() == "too_fast"


def test_a_suspect_gets_the_same_receipt_and_the_same_promise(client, municipality):
    answer = send(client, to_last_page(client), **FILLED)
    page = client.get(answer["Location"]).content.decode()
    assert "Tack, Anna! Maria ringer dig senast" in page
    assert Inquiry.objects.get().promises.count() == 1


def test_no_message_goes_to_an_address_that_a_robot_may_have_stolen(
    client, municipality
):
    send(client, to_last_page(client, email="anna@example.se"), **FILLED)
    assert not Message.objects.filter(recipient_key="family").exists()
    assert Message.objects.filter(kind="notice").exists()


@pytest.mark.parametrize("address", [WHO, WHEN, EXPRESS])
def test_the_trap_is_out_of_sight_out_of_reach_and_unspoken(
    client, municipality, address
):
    to_last_page(client)
    page = client.get(address).content.decode()
    trap = re.search(r'<div class="trap"[^>]*>.*?</div>', page, re.DOTALL)[0]
    assert 'aria-hidden="true"' in trap
    assert 'tabindex="-1"' in trap
    assert 'autocomplete="off"' in trap
