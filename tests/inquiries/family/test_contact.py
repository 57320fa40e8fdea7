"""Contact details: masked on the page, changed only with a code sent to them."""

import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from audit.models import Entry
from inquiries.family_page import masked_email, masked_phone
from inquiries.models import ContactDetails, FamilyCode
from inquiries.services import family_codes
from messaging import delivery
from messaging.models import Channel, Message
from tests.inquiries.family.test_links import Listening
from tests.inquiries.family.visiting import link_to, post, text_of
from tests.make import NOON, make_inquiry

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
NEW = {"name": "", "phone": "070-174 06 99", "email": ""}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def carriers(monkeypatch):
    found = {channel: Listening() for channel in (Channel.EMAIL, Channel.SMS)}
    for channel, carrier in found.items():
        monkeypatch.setitem(delivery.CARRIERS, channel, lambda _s, c=carrier: c)
    return found


@pytest.fixture
def code_by(link, carriers):
    """Ask for a code by a channel, and give what arrives."""

    def ask(channel="sms"):
        answer = post(f"{link}uppgifter/", channel=channel)
        assert (answer.status_code, answer["Location"]) == (303, f"{link}kod/")
        carriers[channel].texts.clear()
        delivery.deliver_due(NOON)
        return re.search(r"kod är (\d{6})", "".join(carriers[channel].texts))[1]

    return ask


def contact_of(inquiry):
    return ContactDetails.objects.get(inquiry=inquiry)


@pytest.mark.parametrize("channel", ["sms", "email"])
def test_with_the_code_the_details_are_corrected(inquiry, link, code_by, channel):
    code = code_by(channel)
    answer = post(f"{link}kod/", code=f" {code[:3]} {code[3:]}", **NEW)
    assert (answer.status_code, answer["Location"]) == (303, f"{link}?klart=uppgifter")
    contact = contact_of(inquiry)
    assert (str(contact.phone), contact.email) == ("+46701740699", "anna@example.se")
    assert contact.name == "Anna Holm"
    assert "07•• •• 99" in text_of(link)
    entry = Entry.objects.get(action="corrected-contact")
    assert (entry.actor, entry.fields) == (None, ["phone"])
    assert Message.objects.get(kind="family").heading.endswith("kontaktuppgifter")


def test_neither_the_outbox_nor_the_row_holds_the_code(link, code_by):
    code = code_by()
    assert code not in Message.objects.get(kind="code").body
    assert code not in str(FamilyCode.objects.values_list()[0])


def test_a_wrong_code_changes_nothing_and_the_fifth_is_the_last(inquiry, link, code_by):
    code = code_by()
    wrong = f"{(int(code) + 1) % 10**6:06}"
    pages = [post(f"{link}kod/", code=wrong, **NEW).content.decode() for _ in range(5)]
    assert "Du har 4 försök kvar." in pages[0]
    assert "gäller inte längre" in pages[4]
    assert post(f"{link}kod/", code=code, **NEW).status_code == 422
    assert str(contact_of(inquiry).phone) == "+46701740612"


def test_a_code_is_good_for_fifteen_minutes(inquiry, link, code_by, clock):
    code = code_by()
    clock.move_to(NOON + 15 * MINUTE)
    assert post(f"{link}kod/", code=code, **NEW).status_code == 422


def test_a_code_is_good_once(link, code_by):
    code = code_by()
    assert post(f"{link}kod/", code=code, **NEW).status_code == 303
    assert post(f"{link}kod/", code=code, **NEW).status_code == 422


def test_with_another_number_every_link_ends_but_the_one_in_use(inquiry, link, code_by):
    other = link_to(inquiry)
    post(f"{link}kod/", code=code_by(), **NEW)
    assert text_of(link)
    assert Client().get(other).status_code == 404


def test_the_same_form_twice_is_one_correction(inquiry, link, code_by):
    code, key = code_by(), uuid.uuid4()
    for _ in range(2):
        assert post(f"{link}kod/", key, code=code, **NEW).status_code == 303
    assert Entry.objects.filter(action="corrected-contact").count() == 1


def test_only_the_latest_code_is_good(link, code_by):
    first, second = code_by(), code_by()
    if first != second:
        assert post(f"{link}kod/", code=first, **NEW).status_code == 422
    assert post(f"{link}kod/", code=second, **NEW).status_code == 303


def test_three_codes_an_hour_are_enough(link, code_by, clock):
    for _ in range(3):
        code_by()
    answer = post(f"{link}uppgifter/", channel="sms")
    assert answer.status_code == 429
    assert "flera koder den senaste timmen" in answer.content.decode()
    clock.move_to(NOON + 61 * MINUTE)
    assert post(f"{link}uppgifter/", channel="sms").status_code == 303


def test_another_family_s_code_is_of_no_use(town, inquiry, link, code_by):
    code = code_by()
    eva = make_inquiry(town, contact={"name": "Eva Ek", "phone": "+46701740620"})
    assert post(f"{link_to(eva)}kod/", code=code, **NEW).status_code == 422


@pytest.mark.parametrize(
    "typed",
    [
        {"code": ""},
        {"phone": "12"},
        {"email": "anna"},
        {"phone": "", "email": "", "name": ""},
        {"name": "a" * 121},
    ],
)
def test_what_cannot_be_kept_costs_no_try(link, code_by, typed):
    code = code_by()
    assert post(f"{link}kod/", **{"code": code, **NEW, **typed}).status_code == 422
    assert FamilyCode.objects.get().tries == 0


def test_no_way_to_send_a_code_is_told(town, link, maria):
    landline = make_inquiry(town, contact={"phone": "+46313900610", "email": ""})
    page = text_of(f"{link_to(landline)}uppgifter/")
    assert "Ring oss i stället." in page
    assert "Skicka en kod" not in page


def test_a_code_that_was_used_or_followed_is_not_sent(inquiry, link):
    post(f"{link}uppgifter/", channel="sms")
    first = Message.objects.get(kind="code")
    post(f"{link}uppgifter/", channel="sms")
    second = Message.objects.exclude(pk=first.pk).get(kind="code")
    assert family_codes.still_wanted([first, second]) == {second.pk}
    FamilyCode.objects.update(used_at=timezone.now())
    assert family_codes.still_wanted([first, second]) == set()


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("070-174 06 12", "07•• •• 12"),
        ("+49 30 901820", "+4•• •• 20"),
        ("", ""),
    ],
)
def test_a_number_is_masked(phone, masked):
    assert masked_phone(phone) == masked


def test_an_address_is_masked():
    assert masked_email("anna@example.se") == "a•••@example.se"
    assert masked_email("") == ""
