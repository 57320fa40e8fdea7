"""What is corrected, noted and reviewed on an inquiry's own page."""

from datetime import timedelta

import pytest
from django.urls import reverse

from audit.models import Entry
from inquiries.models import Event, Note
from inquiries.services.calls import log_call
from inquiries.services.receive import receive
from inquiries.workflow import Stage
from tests.inquiries.desk.record import change, page
from tests.make import NOON, Registration, make_inquiry

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["plan", "owner", "facts"])
def test_saving_what_stands_already_changes_nothing(desk, inquiry, name):
    form = desk.get(page(inquiry)).context["forms"][name]
    as_shown = {each.name: each.value() for each in form if each.value()}
    events, step = Event.objects.count(), inquiry.followups.open().get()
    response = change(desk, inquiry, name, **as_shown)
    assert response.url == page(inquiry)
    assert Event.objects.count() == events
    assert inquiry.followups.open().get() == step


def test_contact_details_are_corrected_and_only_names_of_fields_are_logged(
    desk, inquiry
):
    change(desk, inquiry, "contact", name="Anja Holm", phone="070-174 06 13", email="")
    inquiry.contact.refresh_from_db()
    assert str(inquiry.contact.phone) == "+46701740613"
    entry = Entry.objects.about(inquiry).get(action="corrected-contact")
    assert entry.fields == ["email", "name", "phone"]


def test_what_is_not_corrected_is_not_logged(desk, inquiry):
    change(
        desk,
        inquiry,
        "contact",
        name="Anna Holm",
        phone="0701740612",
        email="anna@example.se",
    )
    assert not Event.objects.filter(kind=Event.Kind.CORRECTED).exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"phone": "", "email": ""}, "skriv ett, eller en e-postadress."),
        ({"name": " "}, "Namn: skriv vad de heter."),
        ({"phone": "12"}, "12"),
        ({"email": "anna"}, "anna"),
        ({"name": "A" * 121}, "A" * 121),
    ],
)
def test_contact_details_that_reach_nobody_are_refused(desk, inquiry, fields, words):
    typed = {"name": "Anna", "phone": "0701740612", "email": "", **fields}
    response = change(desk, inquiry, "contact", **typed)
    assert response.status_code == 422
    assert words in response.content.decode()


def test_facts_are_corrected_one_by_one(desk, inquiry):
    change(
        desk,
        inquiry,
        "facts",
        wanted_assignments=["emergency_home"],
        language="ar",
        needs_interpreter="on",
        diary_number="SN 2026/17",
    )
    text = desk.get(page(inquiry)).content.decode()
    for words in ("Jourhem", "arabiska, tolk", "SN 2026/17"):
        assert words in text


def test_a_note_is_added_and_an_empty_one_refused(desk, inquiry, maria):
    assert change(desk, inquiry, "note", text="  ").status_code == 422
    change(desk, inquiry, "note", text="Rad ett\nRad två")
    assert Note.objects.get().author == maria
    assert "Rad ett<br>Rad två" in desk.get(page(inquiry)).content.decode()


def test_a_note_half_written_is_there_again(desk, inquiry):
    desk.post(reverse("inquiries:draft", args=[inquiry.pk]), {"text": "Halv"})
    assert "Halv</textarea>" in desk.get(page(inquiry)).content.decode()


def test_a_suspect_inquiry_is_released_or_put_aside(desk, municipality):
    genuine = make_inquiry(municipality, suspicion="honeypot")
    spam = make_inquiry(municipality, suspicion="too_fast")
    assert "Det ser ut som skräp" in desk.get(page(genuine)).content.decode()
    change(desk, genuine, "review", verdict="genuine", page="today")
    change(desk, spam, "review", verdict="spam")
    genuine.refresh_from_db()
    spam.refresh_from_db()
    assert (genuine.suspicion, genuine.stage) == ("", Stage.RECEIVED)
    assert spam.stage == Stage.SPAM


def test_who_is_released_was_promised_from_when_they_wrote(desk, municipality):
    known = {"name": "Anna Holm", "phone": "+46701740612"}
    asked_at = NOON - timedelta(hours=3)
    suspect = receive(
        municipality, Registration(**known, suspicion="honeypot"), at=asked_at
    )
    promise = suspect.promises.get()
    assert promise.made_at == asked_at
    change(desk, suspect, "review", verdict="genuine")
    suspect.refresh_from_db()
    assert suspect.suspicion == ""
    assert suspect.promises.get() == promise
    assert suspect.promises.get().due_at == promise.due_at
    card = desk.get(reverse("inquiries:today"), {"oppen": suspect.pk}).context["card"]
    assert card.due.startswith("lovat senast")


def test_what_is_past_reviewing_is_not_made_spam(desk, inquiry, ali):
    log_call(inquiry, "answered", by=ali, at=NOON)
    response = change(desk, inquiry, "review", verdict="spam")
    assert "Ali hann före, i dag klockan 12.00." in response.content.decode()
    inquiry.refresh_from_db()
    assert inquiry.stage == Stage.CONTACTED
