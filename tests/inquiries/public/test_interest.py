import re

import pytest
import time_machine
from django.test import Client
from django.utils.timezone import localtime

from followups.models import FollowUpTask, Promise, PromisePolicy
from inquiries.models import Inquiry
from messaging.models import Message
from tests.inquiries.public.filling import (
    ANNA,
    EXPRESS,
    WHAT,
    WHEN,
    WHO,
    fill_in,
    send,
    to_last_page,
    token_in,
)
from tests.make import NOON, add_window, make_municipality, make_staff_member

FIELD_NAME = re.compile(r'<(?:input|select|textarea)[^>]* name="([^"]+)"')

pytestmark = pytest.mark.django_db


def text_of(page):
    return page.content.decode()


def test_three_pages_make_one_inquiry_with_all_that_was_typed(client, municipality):
    answer = fill_in(
        client,
        wanted_assignments=["foster_home", "contact_family"],
        email="Anna@Example.se",
        language="ar",
        needs_interpreter="on",
    )
    assert answer.status_code == 302
    inquiry = Inquiry.objects.get()
    assert inquiry.wanted_assignments == ["foster_home", "contact_family"]
    assert (inquiry.language, inquiry.needs_interpreter) == ("ar", True)
    assert inquiry.wish == "soon"
    assert inquiry.contact.name == "Anna Holm"
    assert inquiry.contact.phone == "+46701740612"
    assert inquiry.contact.email == "anna@example.se"
    assert (inquiry.page_language, inquiry.source) == ("sv", "form")
    assert inquiry.suspicion == ""


def test_the_last_page_takes_voicemail_and_a_line_of_ones_own(client, municipality):
    page = to_last_page(client)
    send(client, page, no_voicemail="on", message=" Ring  efter\r\n\r\n\r\ntio. ")
    inquiry = Inquiry.objects.get()
    assert inquiry.no_voicemail
    assert inquiry.contact.message == "Ring efter\n\ntio."


def test_the_receipt_says_who_calls_and_by_when(client, municipality):
    with time_machine.travel(NOON, tick=False):
        page = client.get(fill_in(client)["Location"])
    promised = "Tack, Anna! Maria ringer dig senast i morgon klockan 13.30."
    assert promised in text_of(page)
    assert Inquiry.objects.get().number in text_of(page)
    assert "031-390 06 10" in text_of(page)


def test_what_the_last_page_promised_is_what_is_stored(client, municipality):
    with time_machine.travel(NOON, tick=False):
        page = to_last_page(client)
        assert "Senast i morgon klockan 13.30" in text_of(page)
        send(client, page)
    due = localtime(Promise.objects.get().due_at)
    assert f"{due:%Y-%m-%d %H.%M.%S}" == "2026-03-12 13.30.00"


def test_the_first_page_may_be_left_empty(client, municipality):
    fill_in(client, wanted_assignments=[])
    assert Inquiry.objects.get().wanted_assignments == []


def test_the_form_may_be_begun_on_its_second_page(client, municipality):
    page = client.get(WHO)
    page = client.post(WHO, {"form": token_in(page), **ANNA}, follow=True)
    assert send(client, page).status_code == 302


def test_the_last_page_without_the_second_leads_to_it(client, municipality):
    assert client.get(WHEN)["Location"] == WHO


def test_going_back_finds_what_was_typed(client, municipality):
    to_last_page(client, name="Åsa Öberg", email="asa@example.se", language="fi")
    assert 'value="foster_home" checked' in text_of(client.get(WHAT)).replace(
        ' class="ds-input" id="id_wanted_assignments_0"', ""
    )
    page = text_of(client.get(WHO))
    for typed in ("Åsa Öberg", "070-174 06 12", "asa@example.se"):
        assert f'value="{typed}"' in page
    assert '<option value="fi" selected>' in page


def test_a_number_is_shown_as_it_was_typed_and_stored_as_it_is_called(
    client, municipality
):
    page = to_last_page(client, phone="0701 74 06-12")
    assert "0701 74 06-12" in text_of(page)
    send(client, page)
    assert Inquiry.objects.get().contact.phone == "+46701740612"


def test_whoever_leaves_only_an_address_is_written_to(client, municipality):
    page = to_last_page(client, phone="", email="anna@example.se")
    assert "Vi skriver till dig" in text_of(page)
    assert re.search(r"Maria skriver till dig senast [^<]* klockan \d\d", text_of(page))
    assert "innan vi skriver?" in text_of(page)
    for idle in ('value="soon"', 'type="radio"', "Ring inte", "svararen"):
        assert idle not in text_of(page)
    answer = send(client, page, wish="write")
    assert FollowUpTask.objects.get().kind == "write"
    assert "Maria skriver till dig senast" in text_of(client.get(answer["Location"]))


def test_a_letter_needs_no_wish_to_be_sent(client, municipality):
    page = to_last_page(client, phone="", email="anna@example.se")
    assert send(client, page, wish="").status_code == 302
    assert Inquiry.objects.get().wish == "write"


@pytest.mark.parametrize(
    ("phone", "email", "is_offered"),
    [
        ("070-174 06 12", "", True),
        ("031-390 06 40", "", False),
        ("031-390 06 40", "anna@example.se", True),
    ],
)
def test_a_letter_is_offered_only_where_one_can_arrive(
    client, municipality, phone, email, is_offered
):
    page = to_last_page(client, phone=phone, email=email)
    assert ('value="write"' in text_of(page)) is is_offered


def test_a_letter_is_all_there_is_where_nobody_calls(client, municipality):
    PromisePolicy.objects.exclude(wish="write").update(is_offered=False)
    page = text_of(to_last_page(client))
    assert "Vi skriver till dig" in page
    assert "Du lämnade inget telefonnummer" not in page


def test_without_a_number_no_call_is_promised_even_if_asked_for(client, municipality):
    page = to_last_page(client, phone="", email="anna@example.se")
    answer = send(client, page, wish="soon")
    assert answer.status_code == 409
    assert "Det vi kan lova hann ändras" in text_of(answer)
    assert not Inquiry.objects.exists()


def test_writing_is_chosen_also_by_who_left_a_number(client, municipality):
    answer = fill_in(client, wish="write")
    assert Inquiry.objects.get().wish == "write"
    assert "Maria skriver till dig" in text_of(client.get(answer["Location"]))


def test_an_evening_is_offered_only_when_somebody_is_there(client, municipality):
    assert 'value="evening"' not in text_of(to_last_page(client))
    with time_machine.travel(NOON, tick=False):
        add_window(municipality, 2, *map(time_of, (17, 20)), "evening")
        page = text_of(to_last_page(client))
    assert "Kväll, 17.00–20.00" in page
    assert "Senast i kväll klockan 20.00" in page


def time_of(hour):
    return NOON.time().replace(hour=hour)


def test_a_municipality_without_hours_turns_nobody_away(client):
    make_staff_member(make_municipality(hours=False))
    assert fill_in(client).status_code == 302
    assert Promise.objects.count() == 1


def test_the_page_names_those_who_call_and_how_long_they_have_done_so(client):
    municipality = make_municipality()
    started = {"Ali Rahimi": 2022, "Maria Lind": 2015}
    for name, year in started.items():
        since = NOON.date().replace(year=year)
        make_staff_member(municipality, display_name=name, started_on=since)
    with time_machine.travel(NOON, tick=False):
        page = text_of(to_last_page(client))
    assert "Ali eller Maria hör av sig till dig." in page
    assert "Tillsammans har de arbetat med det här i 15 år." in page


def test_a_new_form_after_the_receipt_is_a_new_inquiry(client, municipality):
    fill_in(client)
    fill_in(client, name="Bo Ek")
    assert Inquiry.objects.count() == 2


def test_the_answers_leave_the_session_with_the_receipt(client, municipality):
    answer = fill_in(client)
    assert "interest" not in client.session
    assert "Anna" not in text_of(client.get(WHO))
    assert client.get(WHEN)["Location"] == answer["Location"]


def test_the_english_form_makes_an_english_inquiry(client, municipality):
    page = client.get("/en/intresse/")
    page = client.post("/en/intresse/", {"form": token_in(page)}, follow=True)
    assert '<option value="en" selected>' in text_of(page)
    typed = {"form": token_in(page), **ANNA, "language": "en"}
    page = client.post("/en/intresse/kontakt/", typed, follow=True)
    typed = {"form": token_in(page), "wish": "soon"}
    page = client.post("/en/intresse/tid/", typed, follow=True)
    assert "Thank you, Anna! Maria will call you by" in text_of(page)
    assert Inquiry.objects.get().page_language == "en"


def test_a_town_is_asked_for_only_where_there_are_several(client, municipality):
    assert "Var bor du?" not in text_of(client.get(WHO))
    make_municipality(name="Sjölidens kommun")
    assert "Var bor du?" in text_of(client.get(WHO))


def test_a_host_name_of_its_own_tells_the_town(municipality, settings):
    settings.ALLOWED_HOSTS = ["*"]
    sea = make_municipality(name="Sjölidens kommun", domain="hem.sjoliden.example.se")
    visitor = Client(SERVER_NAME="hem.sjoliden.example.se")
    assert "Var bor du?" not in text_of(visitor.get(WHO))
    fill_in(visitor)
    assert Inquiry.objects.get().municipality == sea


def test_the_chosen_town_gets_the_inquiry(client, municipality):
    sea = make_municipality(name="Sjölidens kommun")
    make_staff_member(sea, display_name="Eva Berg")
    page = to_last_page(client, place=sea.pk)
    assert "Eva hör av sig till dig." in text_of(page)
    assert "Sjölidens kommun" in text_of(page)
    send(client, page)
    assert Inquiry.objects.get().municipality == sea


def test_the_receipt_leaves_by_mail_and_sms_without_naming_the_matter(
    client, municipality
):
    fill_in(client, email="anna@example.se")
    to_family = Message.objects.filter(recipient_key="family")
    assert {each.channel for each in to_family} == {"email", "sms"}
    assert not any("familjehem" in each.heading.lower() for each in to_family)


@pytest.mark.parametrize("address", [WHAT, WHO, EXPRESS])
def test_pages_of_the_form_are_never_kept_by_a_browser(client, municipality, address):
    assert "no-store" in client.get(address)["Cache-Control"]


@pytest.mark.parametrize("address", [WHAT, WHO, WHEN, EXPRESS])
@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_form_is_read_or_sent_and_nothing_else(client, municipality, address, method):
    assert getattr(client, method)(address).status_code == 405


def test_only_what_may_be_asked_is_asked(client, municipality):
    allowed = {"wanted_assignments", "name", "phone", "email", "language", "wish"}
    allowed |= {"needs_interpreter", "no_voicemail", "message", "place"}
    hidden = {"csrfmiddlewaretoken", "form", "kept_email", "hemsida"}
    make_municipality()
    pages = [client.get(WHAT), client.get(WHO), client.get(EXPRESS)]
    pages.append(to_last_page(client, place=municipality.pk))
    asked = set()
    for page in pages:
        asked |= set(FIELD_NAME.findall(text_of(page)))
    assert asked == allowed | hidden
