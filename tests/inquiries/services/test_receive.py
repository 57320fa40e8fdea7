import uuid
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError
from django.utils import translation

from audit.models import Entry
from followups.models import FollowUpTask, Promise, Wish
from followups.moments import wait_of
from inquiries.models import ContactDetails, Event, Inquiry, Note
from inquiries.services.erase import erase_person
from inquiries.services.receive import ReceivedAhead, receive
from messaging.models import Message
from tests.make import (
    NOON,
    STOCKHOLM,
    Registration,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db

ANNA = Registration(name="Anna Holm", phone="+46701740612", email="anna@example.se")


def test_one_submission_writes_all_that_was_promised():
    municipality = make_municipality()
    maria = make_staff_member(municipality)
    inquiry = receive(municipality, ANNA, at=NOON)
    promise = Promise.objects.get(inquiry=inquiry)
    task = FollowUpTask.objects.get(inquiry=inquiry)
    assert inquiry.number == "2026-0001"
    assert (inquiry.owner, task.owner) == (maria, maria)
    assert task.due_at == promise.due_at
    assert [each.kind for each in inquiry.events.all()] == ["received"]
    assert sorted((m.kind, m.channel) for m in Message.objects.all()) == [
        ("notice", "email"),
        ("receipt", "email"),
        ("receipt", "sms"),
    ]
    assert Entry.objects.about(inquiry).get().action == "received"
    assert mail.outbox == []


def test_the_same_form_sent_twice_is_one_inquiry():
    municipality = make_municipality()
    registration = Registration(
        name="Anna", phone="+46701740612", form_key=uuid.uuid4()
    )
    first = receive(municipality, registration, at=NOON)
    second = receive(municipality, registration, at=NOON + timedelta(seconds=1))
    assert first == second
    assert Inquiry.objects.count() == Promise.objects.count() == 1
    assert not Note.objects.exists()


def test_a_changed_copy_of_a_form_is_kept_as_the_familys_own_note():
    municipality = make_municipality()
    key = uuid.uuid4()
    first = receive(
        municipality,
        Registration(name="Anna", phone="+46701740612", form_key=key),
        at=NOON,
    )
    changed = Registration(name="Anna", phone="+46701740699", form_key=key)
    receive(municipality, changed, at=NOON)
    receive(municipality, changed, at=NOON)
    assert Note.objects.get(inquiry=first).text == "Telefon: 070-174 06 99"
    assert first.events.filter(kind=Event.Kind.AMENDED).count() == 1
    assert str(first.contact.phone) == "+46701740612"


def test_what_a_copy_says_otherwise_is_noted_in_the_desks_words():
    municipality = make_municipality()
    form = replace(ANNA, form_key=uuid.uuid4(), wanted_assignments=("foster_home",))
    first = receive(municipality, form, at=NOON)
    changed = replace(
        form,
        name="Anna Holm Ek",
        phone="+46701740614",
        wish=Wish.EVENING,
        language="en",
        message="Ring gärna",
        wanted_assignments=("foster_home", "contact_family"),
    )
    with translation.override("en"):
        assert receive(municipality, changed, at=NOON) == first
    assert Note.objects.get(inquiry=first).text.splitlines() == [
        "Namn: Anna Holm Ek",
        "Telefon: 070-174 06 14",
        "Meddelande: Ring gärna",
        "När: på kvällen",
        "Språk: Engelska",
        "Vill bli: familjehem, kontaktfamilj",
    ]


BO = Registration(name="Bo Ek", phone="+46701740613", email="bo@example.se")


def test_two_people_at_one_page_are_two_inquiries_with_promises_and_receipts():
    municipality = make_municipality()
    key = uuid.uuid4()
    first = receive(municipality, replace(ANNA, form_key=key), at=NOON)
    second = receive(municipality, replace(BO, form_key=key), at=NOON)
    assert first != second
    assert (first.contact.name, second.contact.name) == ("Anna Holm", "Bo Ek")
    assert first.promises.count() == second.promises.count() == 1
    assert first.followups.count() == second.followups.count() == 1
    assert {
        each.recipient for each in Message.objects.filter(inquiry_id=second.pk)
    } >= {"bo@example.se", "+46701740613"}
    assert not Note.objects.exists()


def test_a_third_person_at_the_page_and_everybodys_double_click_and_correction():
    municipality = make_municipality()
    key = uuid.uuid4()
    cid = Registration(name="Cid Ask", phone="+46701740615", form_key=key)
    people = [replace(each, form_key=key) for each in (ANNA, BO, cid)]
    inquiries = [receive(municipality, each, at=NOON) for each in people]
    again = [receive(municipality, each, at=NOON) for each in people]
    corrected = [
        receive(municipality, replace(each, phone="+46701740620"), at=NOON)
        for each in people[::-1]
    ]
    assert inquiries == again == corrected[::-1]
    assert Inquiry.objects.count() == Promise.objects.count() == 3
    assert Note.objects.count() == 3


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Anna Holmgren"},
        {"phone": "+46701740699"},
        {"name": "  anna  HOLM ", "phone": "+46701740699", "email": "a@example.se"},
        {"name": "A. Holm", "phone": "+46701740699"},
        {"name": "A. Holm", "email": "a.holm@example.se"},
    ],
)
def test_a_corrected_copy_is_the_same_inquiry(change):
    municipality = make_municipality()
    form = replace(ANNA, form_key=uuid.uuid4())
    first = receive(municipality, form, at=NOON)
    assert receive(municipality, replace(form, **change), at=NOON) == first
    assert Inquiry.objects.count() == 1


def test_even_where_very_many_share_a_page_nobody_is_lost(monkeypatch):
    monkeypatch.setattr("inquiries.services.copies.SENDERS_AT_MOST", 2)
    municipality = make_municipality()
    key = uuid.uuid4()
    for number in range(5, 10):
        person = Registration(
            name=f"Nr {number}", phone=f"+4670174060{number}", form_key=key
        )
        receive(municipality, person, at=NOON)
        receive(municipality, person, at=NOON)
    assert Inquiry.objects.count() == 5
    assert not Note.objects.exists()


def test_numbers_run_per_municipality_and_local_year():
    ekebacka, sjoliden = make_municipality(), make_municipality()
    new_year = datetime(2027, 1, 1, 0, 15, tzinfo=STOCKHOLM)
    numbers = [
        receive(ekebacka, ANNA, at=NOON).number,
        receive(ekebacka, ANNA, at=NOON).number,
        receive(sjoliden, ANNA, at=NOON).number,
        receive(ekebacka, ANNA, at=new_year).number,
    ]
    assert numbers == ["2026-0001", "2026-0002", "2026-0001", "2027-0001"]


def test_an_inquiry_typed_in_later_is_promised_from_its_true_receipt():
    municipality = make_municipality()
    maria = make_staff_member(municipality)
    received_at = NOON - timedelta(days=1)
    inquiry = receive(
        municipality,
        Registration(name="Bo", phone="+46701740613", received_at=received_at),
        at=NOON,
        by=maria,
    )
    assert (inquiry.received_at, inquiry.registered_at) == (received_at, NOON)
    assert inquiry.promises.get().made_at == received_at


def test_a_receipt_that_lies_ahead_is_refused():
    with pytest.raises(ReceivedAhead):
        receive(
            make_municipality(),
            Registration(
                name="Bo", phone="+46701740613", received_at=NOON + timedelta(hours=1)
            ),
            at=NOON,
        )


def test_what_the_family_was_shown_is_never_exceeded():
    shown = NOON + timedelta(hours=2)
    inquiry = receive(
        make_municipality(),
        Registration(name="Bo", phone="+46701740613", shown_due_at=shown),
        at=NOON,
    )
    assert inquiry.promises.get().due_at == shown


def test_a_suspect_inquiry_is_kept_and_answered_by_a_person_only():
    municipality = make_municipality()
    make_staff_member(municipality)
    inquiry = receive(
        municipality,
        Registration(name="Bo", email="bo@example.se", suspicion="honeypot"),
        at=NOON,
    )
    assert inquiry.promises.count() == inquiry.followups.count() == 1
    assert [each.kind for each in Message.objects.all()] == ["notice"]


def test_without_recruiters_the_inquiry_is_the_teams():
    inquiry = receive(make_municipality(), ANNA, at=NOON)
    assert inquiry.owner is None


def test_the_least_laden_recruiter_who_speaks_the_language_is_chosen():
    municipality = make_municipality()
    make_staff_member(municipality, languages=["sv"])
    samira = make_staff_member(municipality, languages=["sv", "ar"])
    first = receive(
        municipality,
        Registration(name="A", phone="+46701740612", language="ar"),
        at=NOON,
    )
    second = receive(municipality, ANNA, at=NOON)
    assert first.owner == samira
    assert second.owner != samira


def test_no_text_says_what_the_matter_is_about_or_names_the_family_to_staff():
    municipality = make_municipality()
    make_staff_member(municipality)
    receive(municipality, ANNA, at=NOON)
    for message in Message.objects.all():
        assert "familjehem" not in (message.heading + message.body).lower()
        if message.staff_id or message.channel == "sms":
            assert "Anna" not in message.heading + message.body


def test_a_landline_gets_no_sms():
    registration = Registration(name="Bo", phone="+46313900612", email="b@example.se")
    receive(make_municipality(), registration, at=NOON)
    assert [each.channel for each in Message.objects.filter(kind="receipt")] == [
        "email"
    ]


def test_the_dispatcher_looks_first_when_the_first_reminder_is_due():
    municipality = make_municipality()
    inquiry = receive(municipality, ANNA, at=NOON)
    task = inquiry.followups.get()
    assert task.next_action_at == wait_of(task).moments()[0].at
    assert NOON < task.next_action_at < task.due_at


def test_a_wish_to_be_written_to_becomes_a_letter_to_write():
    inquiry = receive(
        make_municipality(),
        Registration(name="Bo", email="bo@example.se", wish=Wish.WRITE),
        at=NOON,
    )
    assert inquiry.followups.get().kind == FollowUpTask.Kind.WRITE


def test_whoever_leaves_no_number_is_promised_a_letter():
    registration = Registration(name="Bo", email="bo@example.se", wish=Wish.SOON)
    inquiry = receive(make_municipality(), registration, at=NOON)
    assert inquiry.wish == inquiry.promises.get().wish == Wish.WRITE


@pytest.mark.parametrize("form_key", [None, uuid.uuid4()])
def test_what_the_database_refuses_is_no_second_copy(form_key):
    with pytest.raises(IntegrityError, match="contact_has_a_name"):
        receive(
            make_municipality(),
            Registration(name="", phone="+46701740612", form_key=form_key),
            at=NOON,
        )
    assert not Inquiry.objects.exists()


def test_a_copy_of_the_form_brings_nothing_back_of_an_erased_person():
    municipality = make_municipality()
    eva = make_staff_member(municipality, "administrator")
    form = replace(ANNA, form_key=uuid.uuid4())
    first = receive(municipality, form, at=NOON)
    erase_person(first, by=eva, at=NOON, reason="Egen begäran")
    again = receive(municipality, replace(form, message="Ring gärna"), at=NOON)
    assert again == first
    assert not Note.objects.exists()
    assert not ContactDetails.objects.exists()
    assert not first.events.filter(kind=Event.Kind.AMENDED).exists()
