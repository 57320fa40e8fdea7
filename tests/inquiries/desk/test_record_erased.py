"""A person who is erased: by whom, how, and what stays."""

import pytest
from django.urls import reverse

from inquiries.models import Event
from inquiries.services.erase import erase_person
from inquiries.services.moves import move_inquiry
from inquiries.workflow import Stage
from tests.inquiries.desk.record import page
from tests.make import NOON, client_of

pytestmark = pytest.mark.django_db


def test_an_erased_person_leaves_number_and_history(desk, eva, inquiry):
    client_of(eva).post(
        reverse("inquiries:erase", args=[inquiry.pk]),
        {"reason": "Egen begäran", "is_sure": "on"},
    )
    text = desk.get(page(inquiry)).content.decode()
    assert "Raderad" in text
    assert inquiry.number in text
    assert "Anna" not in text
    assert "Flytta till" not in text


def test_an_erased_person_s_page_tells_when_and_what_the_register_keeps(
    desk, eva, inquiry, maria
):
    move_inquiry(inquiry, Stage.WITHDRAWN, by=maria, at=NOON, reason="life_changed")
    erase_person(inquiry, by=eva, at=NOON, reason="Egen begäran")
    text = desk.get(page(inquiry)).content.decode()
    head, rest = text.split("<h1>Raderad</h1>")[1].split('id="history"')
    assert "Familjen tackade nej" in head
    assert "Livet ändrades" in head
    assert "Personen raderades 11 mars 2026" in head
    assert "Löfte" not in head
    facts = rest.split("Det registret behåller")[1]
    assert inquiry.number in facts
    assert "Webbformulär" in facts
    assert "När vi hör av oss" not in facts


def test_erasing_asks_for_a_reason_and_a_tick(eva, inquiry):
    client, address = client_of(eva), reverse("inquiries:erase", args=[inquiry.pk])
    assert "Radera Anna Holm?" in client.get(address).content.decode()
    response = client.post(address, {"reason": "Egen begäran"})
    assert response.status_code == 422
    assert "Egen begäran" in response.content.decode()
    assert "Kryssa i att du förstår." in response.content.decode()
    assert client.post(address, {"is_sure": "on"}).status_code == 422
    inquiry.refresh_from_db()
    assert inquiry.erased_at is None


def test_erasing_twice_is_told_not_done(eva, inquiry):
    client, address = client_of(eva), reverse("inquiries:erase", args=[inquiry.pk])
    sure = {"reason": "Egen begäran", "is_sure": "on"}
    client.post(address, sure)
    for response in (client.post(address, sure), client.get(address)):
        assert response.status_code == 409
        text = response.content.decode()
        assert "Eva raderade personen, i dag klockan 12.00." in text
    assert Event.objects.filter(kind=Event.Kind.ERASED).count() == 1


def test_only_administrators_erase(desk, inquiry):
    assert desk.get(reverse("inquiries:erase", args=[inquiry.pk])).status_code == 403
