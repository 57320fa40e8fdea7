from datetime import time, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns import defaults
from campaigns.models import Channel
from followups.promise import make, supersede
from inquiries.form_token import inquiry_id_of, receipt_token
from inquiries.models import Inquiry
from inquiries.services.erase import erase_person
from messaging.models import Message
from organisation.models import OpeningWindow
from organisation.services.versions import touch_settings
from tests.inquiries.public.filling import fill_in
from tests.make import (
    NOON,
    add_window,
    make_inquiry,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db


def address_of(inquiry):
    return reverse("inquiries:receipt", args=[receipt_token(inquiry.pk)])


def text_at(address, client=None):
    return (client or Client()).get(address).content.decode()


def test_the_address_can_be_kept_and_opened_elsewhere(client, municipality):
    address = fill_in(client)["Location"]
    assert "Tack, Anna! Maria ringer dig senast" in text_at(address)


def test_the_address_sets_no_cookie_and_is_not_kept_by_anyone(client, municipality):
    answer = Client().get(fill_in(client)["Location"])
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]
    assert 'content="noindex"' in answer.content.decode()


@pytest.mark.parametrize("token", ["1", "1:x", "x:y", ":", "1:" + "a" * 43, "å"])
def test_a_guessed_address_is_not_found(municipality, token):
    make_inquiry(municipality)
    address = reverse("inquiries:receipt", args=[token])
    assert Client().get(address).status_code == 404


def test_a_token_of_an_inquiry_that_never_was_is_not_found(municipality):
    address = reverse("inquiries:receipt", args=[receipt_token(987654321)])
    assert Client().get(address).status_code == 404


def test_a_token_names_its_inquiry_and_is_always_the_same():
    assert inquiry_id_of(receipt_token(7)) == 7
    assert receipt_token(7) == receipt_token(7)


def test_nobody_in_charge_names_those_who_may_call(client):
    municipality = make_municipality()
    for name in ("Ali Rahimi", "Eva Berg"):
        make_staff_member(municipality, display_name=name)
    address = fill_in(client)["Location"]
    Inquiry.objects.update(owner=None)
    assert "Tack, Anna! Ali eller Eva ringer dig senast" in text_at(address)


def test_whoever_asked_for_a_letter_reads_of_no_call(client, municipality):
    with time_machine.travel(NOON, tick=False):
        page = text_at(
            fill_in(client, wish="write", email="anna@example.se")["Location"]
        )
    first_step = page[page.index("<ol") : page.index("Vi ses hemma")]
    assert "Vi skriver" in first_step
    assert "Senast i morgon klockan 12.00." in first_step
    assert "Brevet kommer med e-post." in page
    assert "Vi ringer" not in page
    assert "ringer dig" not in page


def test_the_first_of_the_four_steps_says_by_when(client, municipality):
    with time_machine.travel(NOON, tick=False):
        page = text_at(fill_in(client)["Location"])
    first_step = page[page.index("<ol") : page.index("Vi ses hemma")]
    assert "Vi ringer" in first_step
    assert "Senast i morgon klockan 13.30." in first_step


def test_the_receipt_follows_the_latest_promise(client, municipality):
    with time_machine.travel(NOON, tick=False):
        address = fill_in(client, wish="write", email="anna@example.se")["Location"]
        inquiry = Inquiry.objects.get()
        supersede(inquiry.pk, at=NOON)
        later = NOON + timedelta(minutes=1)
        due_at = NOON + timedelta(days=1)
        make(inquiry.municipality, inquiry.pk, "soon", due_at=due_at, at=later)
        assert "Maria ringer dig senast i morgon" in text_at(address)


@pytest.fixture
def evenings(municipality):
    """Wednesdays from 17 to 20; NOON is one."""
    add_window(municipality, 2, time(17), time(20), OpeningWindow.Kind.EVENING)


@pytest.mark.parametrize("channel", ["email", "sms"])
def test_an_evening_that_was_chosen_is_told_from_when_to_when(
    client, municipality, evenings, channel
):
    with time_machine.travel(NOON, tick=False):
        answer = fill_in(client, wish="evening", email="anna@example.se")
        page = text_at(answer["Location"])
    assert "Tack, Anna! Maria ringer dig i kväll mellan 17.00 och 20.00." in page
    assert "<small>I kväll mellan 17.00 och 20.00." in page
    receipt = Message.objects.get(recipient_key="family", channel=channel)
    assert "Maria ringer dig onsdag 11 mars mellan 17.00 och 20.00." in receipt.body
    assert "senast" not in page + receipt.heading + receipt.body
    notice = Message.objects.get(kind="notice")
    assert notice.heading.endswith(", lovat i kväll mellan 17.00 och 20.00")


def test_once_the_evening_has_begun_its_end_is_told(client, municipality, evenings):
    with time_machine.travel(NOON, tick=False):
        address = fill_in(client, wish="evening")["Location"]
    with time_machine.travel(NOON.replace(hour=18), tick=False):
        assert "Maria ringer dig senast i kväll klockan 20.00." in text_at(address)


def test_an_evening_that_is_no_longer_open_is_told_by_its_end(
    client, municipality, evenings
):
    with time_machine.travel(NOON, tick=False):
        address = fill_in(client, wish="evening")["Location"]
        OpeningWindow.objects.filter(kind=OpeningWindow.Kind.EVENING).delete()
        touch_settings(municipality)
        assert "Maria ringer dig senast i kväll klockan 20.00." in text_at(address)


@pytest.mark.parametrize("name", ["=SUM(A1)!", "0701740612"])
def test_what_is_no_name_is_not_greeted_by(client, municipality, name):
    answer = fill_in(client, name=name, email="anna@example.se")
    assert "Tack! Maria ringer dig" in text_at(answer["Location"])
    receipt = Message.objects.get(recipient_key="family", channel="email")
    assert receipt.body.startswith("Hej!\n\nMaria ringer dig")


@pytest.mark.parametrize("channel", ["email", "sms"])
def test_a_letter_is_promised_as_one_in_mail_and_sms(client, municipality, channel):
    with time_machine.travel(NOON, tick=False):
        fill_in(client, wish="write", email="anna@example.se")
    receipt = Message.objects.get(recipient_key="family", channel=channel)
    assert "Maria skriver till dig senast torsdag 12 mars klockan 12.00" in receipt.body
    assert "ringer dig" not in receipt.heading + receipt.body


def test_a_promise_that_is_past_is_not_repeated(client, municipality):
    with time_machine.travel(NOON, tick=False):
        address = fill_in(client)["Location"]
    with time_machine.travel(NOON + timedelta(days=2), tick=False):
        page = text_at(address)
    assert "ringer dig senast" not in page
    assert "Vi har fått det du skickade." in page


def test_an_erased_person_is_not_named(client, municipality):
    address = fill_in(client)["Location"]
    administrator = make_staff_member(municipality, "administrator")
    erase_person(
        Inquiry.objects.get(), by=administrator, at=timezone.now(), reason="asked"
    )
    answer = Client().get(address)
    assert answer.status_code == 410
    assert "Dina uppgifter är borttagna" in answer.content.decode()
    assert "Anna" not in answer.content.decode()


def test_the_english_receipt_offers_channels_in_english(municipality):
    defaults.create(municipality)
    inquiry = make_inquiry(municipality)
    page = text_at("/en" + address_of(inquiry))
    assert "Someone who is a foster home" in page
    assert "Thank you, Anna!" in page


class TestHowTheFamilyHeard:
    @pytest.fixture
    def inquiry(self, municipality):
        defaults.create(municipality)
        return make_inquiry(municipality)

    def channel(self, municipality, name="Facebook"):
        return Channel.objects.get(municipality=municipality, name=name)

    def press(self, inquiry, channel_id):
        strict = Client(enforce_csrf_checks=True)  # a mail's link has no session
        return strict.post(address_of(inquiry), {"channel": channel_id}, follow=True)

    def test_one_press_tells(self, inquiry):
        facebook = self.channel(inquiry.municipality)
        page = self.press(inquiry, facebook.pk).content.decode()
        inquiry.refresh_from_db()
        assert inquiry.told_channel == facebook
        assert "Tack för svaret." in page
        assert f'value="{facebook.pk}" aria-pressed="true"' in page

    def test_another_press_tells_otherwise(self, inquiry):
        for name in ("Facebook", "Radio"):
            self.press(inquiry, self.channel(inquiry.municipality, name).pk)
        inquiry.refresh_from_db()
        assert inquiry.told_channel.name == "Radio"

    @pytest.mark.parametrize("channel_id", ["", "x", "0", "9" * 30, "²", "-1"])
    def test_what_is_no_channel_is_not_found(self, inquiry, channel_id):
        assert self.press(inquiry, channel_id).status_code == 404

    def test_another_town_s_channel_is_not_found(self, inquiry):
        other = make_municipality()
        defaults.create(other)
        assert self.press(inquiry, self.channel(other).pk).status_code == 404

    def test_a_channel_that_is_not_asked_for_is_not_found(self, inquiry):
        radio = self.channel(inquiry.municipality, "Radio")
        radio.is_asked = False
        radio.save()
        assert self.press(inquiry, radio.pk).status_code == 404
        assert f'value="{radio.pk}"' not in text_at(address_of(inquiry))
