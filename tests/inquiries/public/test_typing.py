"""What people and machines type: kept where it is wrong, told in the field's words."""

import pytest
from django.urls import reverse

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


def post(client, address, **typed):
    return client.post(address, {"form": token_in(client.get(address)), **typed})


def refused(answer):
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "<title>Fel: " in page
    return page


def test_an_empty_page_tells_how_many_things_are_wrong(client, municipality):
    page = refused(post(client, WHO, language="sv"))
    assert "Rätta 2 saker" in page
    assert "Namn: skriv vad du heter." in page
    assert "Telefonnummer: skriv det, eller en e-postadress." in page


@pytest.mark.parametrize("given", [{"phone": "070-174 06 12"}, {"email": "a@b.se"}])
def test_a_number_or_an_address_is_enough(client, municipality, given):
    answer = post(client, WHO, name="Anna", language="sv", **given)
    assert answer["Location"] == WHEN


@pytest.mark.parametrize(
    "typed",
    [
        "0701740612",
        "070-174 06 12",
        "+46 70 174 06 12",
        "0046701740612",
        "(070) 1740612",
        "070.174.06.12",
        "٠٧٠١٧٤٠٦١٢",
        "\u200b070–174 06 12",
    ],
)
def test_a_number_is_taken_in_any_form(client, municipality, typed):
    send(client, to_last_page(client, phone=typed))
    assert Inquiry.objects.get().contact.phone == "+46701740612"


@pytest.mark.parametrize("typed", ["12", "070-12", "ring mig", "9" * 40, "+999 123456"])
def test_what_is_no_number_is_told_and_kept(client, municipality, typed):
    page = refused(post(client, WHO, **{**ANNA, "phone": typed}))
    assert "Telefonnummer: skriv det med riktnummer" in page
    assert f'value="{typed}"' in page


def test_a_number_too_long_is_told(client, municipality):
    page = refused(post(client, WHO, **{**ANNA, "phone": "070-1740612, " * 9}))
    assert "Telefonnummer: skriv bara ett nummer." in page


@pytest.mark.parametrize("typed", ["anna", "anna@", "@example.se", "a b@c", "anna@b@c"])
def test_what_is_no_address_is_told_and_kept(client, municipality, typed):
    page = refused(post(client, WHO, **ANNA, email=typed))
    assert "E-postadress: skriv den med @" in page
    assert f'value="{typed}"' in page


def test_a_text_too_long_is_told_with_the_limit_and_kept(client, municipality):
    name = "Anna" * 31
    page = refused(post(client, WHO, **{**ANNA, "name": name}))
    assert "Namn: skriv högst 120 tecken. Du har skrivit 124." in page
    assert f'value="{name}"' in page


def test_a_message_too_long_is_told_with_the_limit_and_kept(client, municipality):
    answer = send(client, to_last_page(client), message="hej " * 101)
    assert "Skriv högst 400 tecken. Du har skrivit 403." in refused(answer)
    assert "hej hej" in answer.content.decode()


def test_no_field_cuts_a_text_silently(client, municipality):
    pages = [client.get(WHO), to_last_page(client), client.get(EXPRESS)]
    assert not any(b"maxlength" in page.content for page in pages)


def test_unseen_characters_are_left_out_and_letters_composed(client, municipality):
    send(
        client, to_last_page(client, name="  A\u030asa\u202e \u200bO\u0308berg\u00ad ")
    )
    assert Inquiry.objects.get().contact.name == "Åsa Öberg"


@pytest.mark.parametrize("name", ["\u200b\u200e", "   ", "\u2063"])
def test_a_name_of_unseen_characters_is_no_name(client, municipality, name):
    refused(post(client, WHO, **{**ANNA, "name": name}))


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "{{ 7 }}{% now 'Y' %}", 'O\'Brien & "Co"']
)
def test_what_is_typed_is_shown_as_text(client, municipality, name):
    page = to_last_page(client, name=name).content.decode()
    assert "<script>alert" not in page
    send(client, client.get(WHEN))
    assert Inquiry.objects.get().contact.name == name


@pytest.mark.parametrize("address", [WHAT, WHO, EXPRESS])
def test_nul_is_refused(client, municipality, address):
    typed = {"form": token_in(client.get(address)), **ANNA, "name": "An\x00na"}
    assert client.post(address, typed).status_code == 400


def test_an_unknown_answer_is_told_in_the_question_s_words(client, municipality):
    answer = post(client, WHAT, wanted_assignments=["castle"])
    assert "Jag är nyfiken på: välj bland svaren." in refused(answer)
    answer = post(client, WHO, **{**ANNA, "language": "tlh"})
    assert "Språk när vi pratar: välj ett i listan." in refused(answer)
    answer = send(client, to_last_page(client), wish="tomorrow")
    assert "Jag vill att ni hör av er: välj bland svaren." in refused(answer)


def test_the_last_page_without_a_choice_is_told(client, municipality):
    answer = send(client, to_last_page(client), wish="")
    assert "Jag vill att ni hör av er: välj när det passar." in refused(answer)


def test_a_slip_in_the_address_is_hinted_at_once(client, municipality):
    page = client.get(WHO)
    typed = {"form": token_in(page), **ANNA, "email": "anna@hotmial.com"}
    answer = client.post(WHO, typed)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Menade du <strong>anna@hotmail.com</strong>?" in text
    assert "<title>Fel" not in text
    assert 'name="kept_email" value="anna@hotmial.com"' in text
    again = client.post(WHO, {**typed, "kept_email": "anna@hotmial.com"})
    assert again["Location"] == WHEN


def test_another_slip_is_hinted_at_anew(client, municipality):
    typed = {**ANNA, "email": "anna@gmial.com", "kept_email": "anna@hotmial.com"}
    assert "anna@gmail.com" in post(client, WHO, **typed).content.decode()


def test_fields_tell_a_browser_what_they_are(client, municipality):
    page = client.get(WHO).content.decode()
    for told in ('autocomplete="name"', 'autocomplete="tel"', 'autocomplete="email"'):
        assert told in page
    assert "novalidate" in page
    assert " required" not in page


def test_a_field_too_many_is_ignored(client, municipality):
    send(client, to_last_page(client), municipality=999, id=7, stage="approved")
    assert Inquiry.objects.get().stage == "received"


def test_the_pages_have_one_heading_each(client, municipality):
    to_last_page(client)
    names = ["landing", "interest_assignments", "interest_contact", "interest_time"]
    names += ["express", "privacy_notice", "accessibility"]
    for name in names:
        page = client.get(reverse(f"inquiries:{name}")).content.decode()
        assert page.count("<h1") == 1, name


def test_every_form_of_a_session_has_its_csrf_token(client, municipality):
    for address in (WHAT, WHO, EXPRESS):
        assert len(csrf_in(client.get(address))) == 64
