import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from followups.models import PromisePolicy
from inquiries.services.obstacles import MOST_IN_AN_HOUR
from messaging.models import Message
from organisation.services.versions import touch_settings
from tests.inquiries.public.filling import EXPRESS, token_in
from tests.make import NOON, make_municipality, make_staff_member

pytestmark = pytest.mark.django_db
STATEMENT = "/tillganglighet/"
PAGES = [
    "landing",
    "interest_assignments",
    "interest_contact",
    "express",
    "privacy_notice",
    "accessibility",
]
COOKIELESS = ["landing", "privacy_notice", "accessibility"]


def text_at(address):
    return Client().get(address).content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_a_twin_in_english(municipality, name):
    swedish = text_at(reverse(f"inquiries:{name}"))
    with translation.override("en"):
        address = reverse(f"inquiries:{name}")
    english = text_at(address)
    assert address.startswith("/en/")
    assert f'href="{address}" lang="en"' in swedish
    assert '<html lang="en"' in english
    assert 'lang="sv" hreflang="sv">Svenska' in english


@pytest.mark.parametrize("name", COOKIELESS)
def test_a_page_without_the_form_sets_no_cookie(municipality, name):
    assert not Client().get(reverse(f"inquiries:{name}")).cookies


@pytest.mark.parametrize("name", ["interest_assignments", "express"])
def test_the_form_sets_one_cookie(municipality, name):
    assert list(Client().get(reverse(f"inquiries:{name}")).cookies) == ["hemvagen"]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_gives_the_number_and_the_two_notices(municipality, name):
    page = text_at(reverse(f"inquiries:{name}"))
    assert "031-390 06 10" in page
    assert 'href="/personuppgifter/"' in page
    assert 'href="/tillganglighet/"' in page


@pytest.mark.parametrize("name", PAGES)
def test_no_page_holds_script_or_style_or_anything_of_others(municipality, name):
    page = text_at(reverse(f"inquiries:{name}"))
    assert "<script" not in page
    assert "<style" not in page
    assert " style=" not in page
    assert not re.search(r'(src|srcset|action)="https?:', page)


def test_the_landing_page_asks_its_question_and_shows_who_calls(municipality):
    page = text_at("/")
    assert "Har ni plats för en till vid bordet?" in page
    assert 'href="/intresse/"' in page
    assert f'href="{EXPRESS}"' in page
    assert "<b>Maria</b><span>rekryterare</span>" in page
    assert page.count("<summary>") == 5


def test_the_landing_page_says_by_when_we_would_call_now(municipality):
    with time_machine.travel(NOON, tick=False):
        assert "ringer vi <strong>senast i morgon klockan 13.30" in text_at("/")


def test_the_landing_page_promises_no_call_where_none_is_offered(municipality):
    PromisePolicy.objects.filter(municipality=municipality).exclude(
        wish="write"
    ).update(is_offered=False)
    assert "ringer vi <strong>senast" not in text_at("/")


def test_the_landing_page_follows_a_change_of_staff_at_once(municipality):
    text_at("/")
    make_staff_member(municipality, display_name="Eva Berg")
    touch_settings(municipality)
    assert "<b>Eva</b>" in text_at("/")


def test_a_host_name_shows_its_own_town(municipality, settings):
    settings.ALLOWED_HOSTS = ["*"]
    make_municipality(name="Sjölidens kommun", domain="hem.sjoliden.example.se")
    visitor = Client(SERVER_NAME="hem.sjoliden.example.se")
    assert "Sjölidens kommun" in visitor.get("/").content.decode()
    assert "Ekebacka kommun" in text_at("/")


def test_the_privacy_notice_names_who_is_responsible_and_the_legal_basis():
    make_municipality(name="Ekebacka kommun", committee="Socialnämnden")
    page = text_at("/personuppgifter/")
    assert "Socialnämnden i Ekebacka kommun ansvarar" in page
    assert "artikel 6.1 e" in page
    assert "imy.se" in page
    assert "Du behöver inte samtycka" in page


def test_the_privacy_notice_tells_all_that_is_kept(municipality):
    page = text_at("/personuppgifter/")
    for kept in (
        "de tider vi bokar med dig, och det vi antecknar från våra samtal",
        "om du har en plats på någon av våra träffar, och om du kom",
        "om vår e-post och våra sms kom fram till dig",
        "varför du tackade nej, om du berättade det",
    ):
        assert kept in page, kept


def test_the_statement_holds_every_item_that_digg_lists(municipality):
    page = text_at(STATEMENT)
    for item in (
        "Ekebacka kommun står bakom",  # who
        "kvittot, din egen sida och",  # which pages
        "DOS-lagen",  # the law, and how far it is met
        "helt förenliga",
        "Om du inte kan använda någon del",  # the other way
        "Innehåll som inte är tillgängligt",  # known faults
        "oskäligt betungande",  # burden
        "lagen inte gäller för",  # exempt
        "Så har vi testat",  # method
        "bedömde dem den 21 november 2026",  # when assessed
        "gicks senast igenom den",  # when reviewed
        "Anmäl till Digg",  # supervision
        "Berätta vad som inte fungerar",  # the message function
    ):
        assert item in page, item


class TestTellingWhatDoesNotWork:
    def send(self, client=None, **typed):
        client = client or Client(enforce_csrf_checks=True)
        typed.setdefault("obstacle", "Knappen går inte att nå.")
        hidden = {"form": token_in(client.get(STATEMENT))}
        return client.post(STATEMENT, {**hidden, **typed})

    def test_it_is_sent_to_the_town_without_name_or_cookie(self, municipality):
        answer = self.send()
        assert answer["Location"] == f"{STATEMENT}?sent=1#message"
        message = Message.objects.get()
        assert message.recipient == municipality.email
        assert "Knappen går inte att nå." in message.body
        assert "Svara till: ingen" in message.body
        assert "Tack. Ditt meddelande är på väg" in text_at(f"{STATEMENT}?sent=1")

    def test_an_address_to_answer_to_goes_along(self, municipality):
        self.send(reply_to="anna@example.se")
        assert "Svara till: anna@example.se" in Message.objects.get().body

    def test_no_header_can_be_written_in_it(self, municipality):
        self.send(reply_to="a@b.se\r\nBcc: all@example.se", obstacle="Hej\r\nBcc: x")
        message = Message.objects.get()
        assert "\n" not in message.heading
        assert "a@b.se Bcc: all@example.se" in message.body

    @pytest.mark.parametrize("typed", [{"obstacle": ""}, {"obstacle": "a" * 2001}])
    def test_what_cannot_be_sent_is_told_and_kept(self, municipality, typed):
        answer = self.send(**typed)
        assert answer.status_code == 422
        assert "Vad fungerar inte för dig? Skriv" in answer.content.decode()
        assert typed["obstacle"] in answer.content.decode()

    def test_a_double_click_is_one_message(self, municipality):
        client = Client()
        typed = {"form": token_in(client.get(STATEMENT)), "obstacle": "Hej hej"}
        for _ in range(2):
            client.post(STATEMENT, typed)
        assert Message.objects.count() == 1

    def test_without_a_token_it_is_sent_all_the_same(self, municipality):
        answer = Client().post(STATEMENT, {"obstacle": "Hej hej"})
        assert answer.status_code == 302
        assert Message.objects.count() == 1

    def test_a_robot_s_message_is_marked_and_sent(self, municipality):
        self.send(hemsida="https://cheap.example.se")
        assert "kanske från en robot" in Message.objects.get().heading

    def test_a_flood_is_stopped_with_another_way_to_reach_us(self, municipality):
        for _ in range(MOST_IN_AN_HOUR):
            self.send()
        answer = self.send()
        assert answer.status_code == 429
        assert "Ring oss i stället" in answer.content.decode()
        assert "Knappen går inte att nå." in answer.content.decode()
        assert Message.objects.count() == MOST_IN_AN_HOUR
