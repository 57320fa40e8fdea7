"""The login ran out while somebody was writing: the text is shown, and the way back."""

import logging

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from inquiries.models import Note
from organisation.models import Membership, Role
from tests.make import client_of, make_inquiry, make_municipality, make_staff_member
from tests.sweeps.rows import arguments_for, make_rows

pytestmark = pytest.mark.django_db
TEXT = "Ring mamma <b>efter</b> fem.\nHon heter Åsa."
SHOWN = "Ring mamma &lt;b&gt;efter&lt;/b&gt; fem.\nHon heter Åsa."


@pytest.fixture
def inquiry():
    return make_inquiry(make_municipality())


def address_of(inquiry, name="note"):
    return reverse(f"inquiries:{name}", args=[inquiry.pk])


def late(address, typed, **headers):
    """Send a form without a session; the token is one that nobody knows."""
    client = Client(enforce_csrf_checks=True)
    token = {"csrfmiddlewaretoken": "t" * 64}
    return client.post(address, token | typed, headers=headers)


def test_a_note_sent_without_a_login_is_shown_to_be_copied(inquiry):
    answer = late(address_of(inquiry), {"text": TEXT, "page": "record"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Du är inte inloggad längre" in page
    assert f"readonly>\n{SHOWN}</textarea>" in page
    assert '<label class="ds-label" for="typed-1">Anteckning</label>' in page
    assert page.count("<textarea") == 1
    assert "ttttt" not in page
    assert 'class="desk"' in page
    assert not Note.objects.exists()


def test_the_button_leads_through_the_login_to_the_page_of_the_form(inquiry):
    address = address_of(inquiry)
    page = late(address, {"text": TEXT}).content.decode()
    assert f'<form method="get" action="{reverse("account_login")}">' in page
    assert f'<input type="hidden" name="next" value="{address}">' in page
    staff = make_staff_member(inquiry.municipality)
    record = reverse("inquiries:record", args=[inquiry.pk])
    assert client_of(staff).get(address).url == record


def test_the_page_is_not_kept_and_the_text_is_in_no_log(inquiry, caplog):
    caplog.set_level(logging.DEBUG)
    answer = late(address_of(inquiry), {"text": TEXT})
    assert "no-store" in answer["Cache-Control"]
    assert "mamma" not in caplog.text


def test_every_field_that_was_typed_in_has_its_label_and_choices_are_left_out(inquiry):
    typed = {
        "name": "Åsa Ek",
        "phone": "070-174 06 12",
        "email": " ",
        "received_on": "2026-03-12",
        "source": "phone",
        "wish": "soon",
        "form_key": "0" * 32,
        "note": TEXT,
    }
    page = late(reverse("inquiries:new"), typed).content.decode()
    shown = ("Namn", "Telefonnummer", "Kom in den", "Anteckning")
    assert page.count("<textarea") == len(shown)
    for label in shown:
        assert f">{label}</label>" in page
    assert "00000" not in page


@pytest.mark.parametrize(
    ("name", "typed", "shown"),
    [
        ("erase", {"reason": "På familjens begäran"}, ["På familjens begäran"]),
        ("move", {"stage": "rejected", "reason": "moved", "note": "Hej"}, ["Hej"]),
        ("facts", {"language": "sv", "diary_number": "SN 7"}, ["SN 7"]),
        ("log", {"outcome": "no_answer", "seen": "1-1", "note": "Hej"}, ["Hej"]),
    ],
)
def test_the_form_that_was_sent_tells_which_of_its_fields_are_text(
    inquiry, name, typed, shown
):
    answer = late(address_of(inquiry, name), typed)
    assert [each.text for each in answer.context["typed"]] == shown


def test_a_form_without_any_text_says_only_where_to_go_on(inquiry):
    page = late(address_of(inquiry, "owner"), {"owner": "0"}).content.decode()
    assert "Du är inte inloggad längre" in page
    assert "<textarea" not in page


def test_the_page_is_in_the_address_s_language_and_then_in_the_person_s(inquiry):
    with translation.override("sv"):  # the request's own ends with it
        answer = late("/en" + address_of(inquiry), {"text": TEXT})
    english = answer.content.decode()
    assert "You are not logged in any more" in english
    client = Client(enforce_csrf_checks=True)
    client.force_login(
        make_staff_member(inquiry.municipality, desk_language="en"),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    page = client.post(address_of(inquiry), {"text": TEXT}).content.decode()
    assert "The page had been open too long" in page
    assert SHOWN in page
    assert "Main menu" in page
    assert f'<form method="get" action="{address_of(inquiry)}">' in page
    assert "Open the page again" in page


def test_who_lost_the_session_but_not_the_token_keeps_the_text_too(inquiry):
    answer = Client().post(address_of(inquiry), {"text": TEXT})
    assert answer.status_code == 403
    assert SHOWN in answer.content.decode()
    empty = Client().post(address_of(inquiry), {"text": ""})
    assert empty["Location"].startswith(reverse("account_login"))


def test_script_shows_the_page_where_the_card_stood_and_leaves_a_draft_alone(inquiry):
    typed = {"outcome": "no_answer", "note": TEXT}
    card = late(
        address_of(inquiry, "log"), typed, **{"HX-Request": "true", "HX-Target": "card"}
    )
    assert (card.status_code, card["HX-Retarget"]) == (409, "#main")
    assert SHOWN in card.content.decode()
    draft = late(address_of(inquiry, "draft"), typed, **{"HX-Request": "true"})
    assert draft.status_code == 403
    assert "HX-Retarget" not in draft


# Whom the desk's address leads where


@pytest.mark.parametrize(
    ("role", "page"),
    [("administrator", "inquiries:list"), ("communicator", "planning:list")],
)
def test_the_desk_s_address_leads_every_role_to_its_first_page(role, page):
    client = client_of(make_staff_member(role=role))
    assert client.get("/desk/").url == reverse(page)
    assert client.get("/desk/", follow=True).status_code == 200


@pytest.mark.parametrize("role", ["recruiter", "manager"])
def test_who_calls_families_stays_at_the_desk_s_address(role):
    assert client_of(make_staff_member(role=role)).get("/desk/").status_code == 200


# What is only posted to


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("inquiries:log", "inquiries:record"),
        ("inquiries:owner", "inquiries:record"),
        ("inquiries:review", "inquiries:record"),
        ("inquiries:undo", "inquiries:today"),
        ("messaging:resend", "messaging:message"),
        ("followups:reminder_add", "followups:reminders"),
        ("followups:reminder_remove", "followups:reminders"),
        ("organisation:hours_add", "organisation:hours"),
        ("organisation:day_add", "organisation:days_of_year"),
        ("organisation:staff_roles", "organisation:staff_member"),
        ("organisation:switch_municipality", "inquiries:today"),
    ],
)
def test_enter_in_the_address_bar_leads_to_the_page_of_the_form(name, page):
    rows = make_rows()
    for role in set(Role.values) - {Role.RECRUITER}:
        Membership.objects.create(
            municipality=rows.municipality, staff=rows.staff, role=role
        )
    address = reverse(name, kwargs=arguments_for(name, rows))
    carried = arguments_for(page, rows) if page != "inquiries:today" else {}
    assert client_of(rows.staff).get(address).url == reverse(page, kwargs=carried)
