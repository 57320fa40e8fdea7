"""An inquiry's own page: what it tells, and to whom."""

from datetime import timedelta

import pytest
from django.urls import reverse

from audit.models import Entry
from inquiries.services.calls import log_call
from inquiries.services.undo import undo
from tests.inquiries.desk.record import change, page, seen
from tests.make import (
    NOON,
    client_of,
    make_inquiry,
    make_message,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db


CHANGES = ("move", "plan", "owner", "contact", "facts", "note", "review")


def test_the_page_tells_who_what_promised_and_what_has_happened(desk, inquiry, ali):
    log_call(inquiry, "no_answer", by=ali, at=NOON, note="Ring på förmiddagen.")
    text = desk.get(page(inquiry)).content.decode()
    for words in (
        "<h1>Anna Holm</h1>",
        inquiry.number,
        "Mottagen",
        "hållet",
        "070-174 06 12",
        "anna@example.se",
        "Ringde: svarade inte.",
        "Ring på förmiddagen.",
        "Ali Rahimi",
        "E-post till familjen: väntar.",
    ):
        assert words in text


def test_every_opening_is_one_reading(desk, inquiry, maria):
    desk.get(page(inquiry))
    desk.get(page(inquiry))
    readings = Entry.objects.about(inquiry).filter(action="read", actor=maria)
    assert readings.count() == 2


def test_an_administrator_reads_and_may_erase_but_changes_nothing(eva, inquiry):
    client = client_of(eva)
    text = client.get(page(inquiry)).content.decode()
    assert "Radera personen" in text
    assert "Flytta till" not in text
    assert change(client, inquiry, "note", text="x").status_code == 403


def test_the_same_number_elsewhere_is_shown_and_not_merged(desk, inquiry, municipality):
    twin = make_inquiry(
        municipality, contact={"name": "A Holm", "phone": "+46701740612"}
    )
    text = desk.get(page(inquiry)).content.decode()
    assert f"{twin.number} A Holm" in text
    assert "De är inte sammanslagna." in text


def test_an_undone_call_stays_in_sight_as_undone(desk, inquiry, maria):
    event = log_call(inquiry, "no_answer", by=maria, at=NOON)
    response = desk.post(reverse("inquiries:undo", args=[event.pk]), {"page": "record"})
    assert response.url == page(inquiry)
    text = desk.get(page(inquiry)).content.decode()
    assert "<s>Ringde: svarade inte." in text
    assert "Ångrade det senaste." in text


def test_logging_on_the_record_s_own_card_leads_back_to_it(desk, inquiry):
    response = desk.post(
        reverse("inquiries:log", args=[inquiry.pk]),
        {"seen": seen(inquiry), "outcome": "no_answer", "page": "record"},
    )
    assert response.url == page(inquiry)


def test_messages_to_staff_are_not_in_the_family_s_history(
    desk, inquiry, municipality, maria
):
    make_message(municipality, inquiry=inquiry, staff=maria, channel="sms")
    assert "Sms till familjen" not in desk.get(page(inquiry)).content.decode().replace(
        "Sms till familjen: väntar.", "", 1
    )


@pytest.mark.parametrize("name", ["record", "erase", *CHANGES])
def test_another_municipality_s_record_is_the_same_as_a_missing_one(maria, name):
    municipality = maria.memberships.get().municipality
    for role in ("administrator", "manager"):
        maria.memberships.create(municipality=municipality, role=role)
    desk = client_of(maria)
    theirs = make_inquiry(make_municipality())
    method = desk.get if name in {"record", "erase"} else desk.post
    answers = [
        method(reverse(f"inquiries:{name}", args=[pk]))
        for pk in (theirs.pk, theirs.pk + 1000, 2**70)
    ]
    assert [each.status_code for each in answers] == [404, 404, 404]
    assert not Entry.objects.about(theirs).exists()


@pytest.mark.parametrize("name", ["record", "erase", *CHANGES])
def test_nobody_logged_in_and_no_communicator_comes_near(
    client, municipality, inquiry, name
):
    address = reverse(f"inquiries:{name}", args=[inquiry.pk])
    staff = make_staff_member(municipality, "communicator")
    for method in ("get", "post"):
        assert getattr(client, method)(address).status_code == 302
        assert getattr(client_of(staff), method)(address).status_code == 403


def test_the_number_of_queries_does_not_grow_with_the_history(
    desk, inquiry, maria, django_assert_max_num_queries
):
    for number in range(4):
        log_call(
            inquiry,
            "call_back",
            by=maria,
            at=NOON - timedelta(minutes=50 - 2 * number),
            note="Anteckning",
        )
    desk.get(page(inquiry))
    with django_assert_max_num_queries(27):
        desk.get(page(inquiry))


def test_after_an_undo_the_head_shows_the_familys_own_promise(desk, inquiry, maria):
    first = desk.get(page(inquiry)).context["promise"]
    event = log_call(inquiry, "call_back", by=maria, at=NOON)
    undo(event, by=maria, at=NOON)
    assert desk.get(page(inquiry)).context["promise"] == first


@pytest.mark.parametrize("outcome", ["answered", "call_back", "wrong_number"])
def test_the_strip_names_the_call_and_not_what_followed(desk, inquiry, maria, outcome):
    log_call(inquiry, outcome, by=maria, at=NOON)
    strip = desk.get(reverse("inquiries:today")).context["last_done"]
    assert strip["event"].kind in ("contacted", "attempted")
