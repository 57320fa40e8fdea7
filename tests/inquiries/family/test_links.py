"""The link in mail and SMS: made as it leaves, kept as a hash, taken back at will."""

import logging
import re

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from inquiries.family_links import LENGTH, SIGNS, hash_of, inquiry_behind, new_token
from inquiries.models import FamilyLink
from inquiries.services.erase import erase_person
from inquiries.services.receive import receive
from messaging import delivery
from messaging.faults import NotNow
from messaging.filling import shown
from messaging.models import Channel, Message, Status
from messaging.services import resend
from recruitment.secret_paths import HideSecretPaths
from tests.inquiries.family.visiting import ANNA, link_to, text_of
from tests.make import (
    NOON,
    Registration,
    client_of,
    make_inquiry,
    make_message,
    make_staff_member,
)
from tests.messaging.carrying import Scripted

pytestmark = pytest.mark.django_db
LINK = re.compile(r"http://testserver(/(?:en/)?f/[^/\s]+/)")


class Listening(Scripted):
    """Keeps the texts as the carrier gets them."""

    def __init__(self, *script):
        super().__init__(*script)
        self.texts = []

    def send(self, message, municipality):
        self.texts.append(message.body)
        return super().send(message, municipality)


@pytest.fixture
def carriers(monkeypatch):
    found = {channel: Listening() for channel in (Channel.EMAIL, Channel.SMS)}
    for channel, carrier in found.items():
        monkeypatch.setitem(delivery.CARRIERS, channel, lambda _s, c=carrier: c)
    return found


def deliver(at=NOON):
    with time_machine.travel(at, tick=False):
        return delivery.deliver_due(at)


def links_in(*texts):
    return [found[1] for text in texts for found in LINK.finditer(text)]


def receipts():
    return Message.objects.filter(kind="receipt")


def test_a_token_cannot_be_guessed():
    assert len(SIGNS) ** LENGTH >= 2**128
    assert len({new_token() for _ in range(1000)}) == 1000


def test_the_outbox_never_holds_a_link(inquiry, carriers):
    assert all("{family-link}" in each.body for each in receipts())
    deliver()
    assert set(receipts().values_list("status", flat=True)) == {Status.SENT}
    assert not [each for each in receipts() if LINK.search(each.body)]


def test_each_message_has_a_link_of_its_own_that_opens_the_page(inquiry, carriers):
    deliver()
    links = links_in(*carriers["email"].texts, *carriers["sms"].texts)
    assert len(set(links)) == 2
    with time_machine.travel(NOON, tick=False):
        for link in links:
            assert "Hej Anna" in text_of(link)


def test_only_the_hash_is_kept(inquiry, carriers):
    deliver()
    token = links_in(*carriers["sms"].texts)[0].split("/")[-2]
    rows = [str(each) for each in FamilyLink.objects.values_list()]
    assert token not in "".join(rows)
    assert hash_of(token) in "".join(rows)


def test_an_sms_is_short_and_neutral_and_says_what_the_link_is_for(inquiry, carriers):
    deliver()
    text = carriers["sms"].texts[0]
    assert re.search(r"Din sida: http://testserver/f/\w{22}/$", text)
    assert len(text) <= 160
    mail = next(each for each in carriers["email"].texts if links_in(each))
    assert "På din egen sida ser du vad som händer härnäst:" in mail
    assert mail.endswith("Vänliga hälsningar\nEkebacka kommun")


def test_the_link_is_in_the_family_s_language(town, maria, carriers):
    receive(town, Registration(**ANNA, page_language="en"), at=NOON)
    deliver()
    link = links_in(*carriers["sms"].texts)[0]
    assert link.startswith("/en/f/")


def test_a_second_try_has_a_link_that_works_too(inquiry, carriers):
    carriers["email"].script = [NotNow("later"), NotNow("later")]
    deliver()
    deliver(NOON.replace(hour=13))
    links = links_in(*carriers["email"].texts)
    assert len(set(links)) == 2
    assert all(inquiry_behind(each.split("/")[-2]) == inquiry for each in links)


def test_what_is_sent_again_by_a_person_has_a_new_link(inquiry, maria, carriers):
    deliver()
    message = receipts().get(channel="email")
    Message.objects.filter(pk=message.pk).update(status=Status.DEAD)
    resend(message, by=maria, at=NOON)
    deliver()
    assert len(set(links_in(*carriers["email"].texts))) == 2


def test_a_mark_in_anybody_s_own_words_stays_as_it_is(town, carriers):
    make_message(
        town, kind="obstacle", recipient_key="municipality", body="Se {family-link}"
    )
    deliver()
    assert carriers["email"].texts == ["Se {family-link}"]
    assert not FamilyLink.objects.exists()


def test_what_cannot_be_filled_waits_and_stops_no_other(inquiry, carriers, monkeypatch):
    def fail(messages):
        raise RuntimeError("on purpose")

    monkeypatch.setattr("inquiries.family_links.links_for", fail)
    deliver()
    assert not carriers["sms"].texts
    assert set(receipts().values_list("status", flat=True)) == {Status.RETRY}
    assert Message.objects.get(kind="notice").status == Status.SENT


def test_the_desk_sees_dots_where_the_link_will_be(inquiry):
    assert shown("Din sida: {family-link}") == "Din sida: •••"


def test_a_link_ends_with_the_person(inquiry, link, town):
    administrator = make_staff_member(town, "administrator")
    erase_person(inquiry, by=administrator, at=NOON, reason="asked")
    assert not FamilyLink.objects.exists()
    assert Client().get(link).status_code == 404


def test_a_link_that_ended_never_lives_again(inquiry, link):
    FamilyLink.objects.update(ended_at=NOON)
    with pytest.raises(DatabaseError), transaction.atomic():
        FamilyLink.objects.update(ended_at=None)


def test_a_row_of_another_municipality_s_family_is_refused(inquiry, town):
    foreign = make_inquiry()
    link_to(foreign)
    FamilyLink.objects.update(municipality=town)
    with pytest.raises(DatabaseError):
        connection.check_constraints()


class TestDesk:
    @pytest.fixture
    def desk(self, maria):
        return client_of(maria)

    @pytest.fixture
    def address(self, inquiry):
        return reverse("inquiries:family_links", args=[inquiry.pk])

    def test_a_new_link_goes_by_every_way_there_is(self, desk, address, inquiry):
        desk.post(address, {"do": "new"})
        sent = Message.objects.filter(kind="link")
        assert set(sent.values_list("channel", flat=True)) == {"email", "sms"}
        assert Entry.objects.filter(action="sent-link").count() == 1

    def test_a_second_press_sends_no_second_link(self, desk, address):
        with time_machine.travel(NOON, tick=False):
            for _ in range(2):
                page = desk.post(address, {"do": "new"}, follow=True)
        assert Message.objects.filter(kind="link").count() == 2
        assert "en är redan på väg" in page.content.decode()

    def test_closing_ends_every_link(self, desk, address, inquiry, link):
        link_to(inquiry)
        page = desk.get(reverse("inquiries:record", args=[inquiry.pk]))
        assert "2 länkar öppnar den." in page.content.decode()
        page = desk.post(address, {"do": "close"}, follow=True).content.decode()
        assert "Ingen länk öppnar den." in page
        assert Client().get(link).status_code == 404
        assert Entry.objects.filter(action="closed-links").count() == 1


@pytest.mark.parametrize("path", ["/f/{}/", "/en/f/{}/tid/", "/tack/{}/", "/f/{}"])
def test_no_secret_address_gets_into_the_log(path):
    record = logging.LogRecord(
        "django.request", 30, "", 1, "Not Found: %s", (path.format("Abc123"),), None
    )
    assert HideSecretPaths().filter(record)
    assert record.getMessage() == f"Not Found: {path.format('…')}"
