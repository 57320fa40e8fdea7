"""Three answers that are kept apart: tracked, told, prompted."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from campaigns import defaults
from campaigns.models import Channel
from inquiries.form_token import receipt_token
from inquiries.models import Inquiry
from tests.make import (
    NOON,
    client_of,
    make_activity,
    make_inquiry,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    town = make_municipality(name="Ekebacka kommun")
    defaults.create(town)
    return town


@pytest.fixture
def maria(town):
    return client_of(make_staff_member(town))


def channel(town, name="Facebook"):
    return Channel.objects.get(municipality=town, name=name)


def facts_on(page):
    text = page.content.decode().partition('<dl class="summary-list">')[2]
    return " ".join(text.partition("</dl>")[0].split())


# On the receipt


def press(inquiry, **pressed):
    strict = Client(enforce_csrf_checks=True)  # a mail's link has no session
    address = reverse("inquiries:receipt", args=[receipt_token(inquiry.pk)])
    return strict.post(address, pressed, follow=True)


def test_both_questions_stand_on_the_receipt_and_neither_answers_the_other(town):
    inquiry = make_inquiry(town)
    facebook, radio = channel(town), channel(town, "Radio")
    page = press(inquiry, channel=facebook.pk).content.decode()
    assert "Vad fick er att höra av er just nu?" in page
    inquiry.refresh_from_db()
    assert (inquiry.told_channel, inquiry.prompted_channel) == (facebook, None)
    page = press(inquiry, prompt=radio.pk).content.decode()
    inquiry.refresh_from_db()
    assert (inquiry.told_channel, inquiry.prompted_channel) == (facebook, radio)
    assert f'name="prompt" value="{radio.pk}" aria-pressed="true"' in page
    assert f'name="channel" value="{facebook.pk}" aria-pressed="true"' in page


def test_a_reason_takes_the_place_of_a_channel_and_back(town):
    inquiry = make_inquiry(town)
    press(inquiry, prompt=channel(town).pk)
    answer = press(inquiry, prompt="asked")
    assert answer.redirect_chain[0][0].endswith("#prompted")
    inquiry.refresh_from_db()
    assert (inquiry.prompted_by, inquiry.prompted_channel) == ("asked", None)
    press(inquiry, prompt=channel(town).pk)
    inquiry.refresh_from_db()
    assert (inquiry.prompted_by, inquiry.prompted_channel) == ("", channel(town))


@pytest.mark.parametrize("pressed", ["", "x", "0", "-1", "9" * 30, "ASKED"])
def test_what_is_no_answer_is_not_found(town, pressed):
    assert press(make_inquiry(town), prompt=pressed).status_code == 404


def test_another_town_s_channel_is_no_answer(town):
    other = make_municipality()
    defaults.create(other)
    assert press(make_inquiry(town), prompt=channel(other).pk).status_code == 404


def test_without_channels_the_reasons_can_still_be_told():
    inquiry = make_inquiry(make_municipality())
    press(inquiry, prompt="life")
    inquiry.refresh_from_db()
    assert inquiry.prompted_by == "life"


def test_the_english_receipt_asks_in_english(town):
    address = reverse("inquiries:receipt", args=[receipt_token(make_inquiry(town).pk)])
    page = Client().get(f"/en{address}").content.decode()
    assert "What made you get in touch just now?" in page
    assert "Somebody asked us" in page


# At the desk


def test_the_three_stand_side_by_side(town, maria):
    activity = make_activity(town, channel=channel(town, "Affisch"), name="Biblioteket")
    inquiry = make_inquiry(
        town,
        activity=activity,
        told_channel=channel(town, "Radio"),
        prompted_by="asked",
        utm={"source": "fb", "campaign": "<b>"},
    )
    facts = facts_on(maria.get(reverse("inquiries:record", args=[inquiry.pk])))
    assert "<dt>Kom genom</dt><dd>Affisch, Biblioteket</dd>" in facts
    assert "<dt>Hörde om oss genom</dt><dd>Radio</dd>" in facts
    assert "<dt>Hörde av sig nu för att</dt><dd>Någon frågade oss</dd>" in facts
    assert "source: fb · campaign: &lt;b&gt;" in facts


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "inte känt"),
        ({"unknown_code": "xyz"}, "en länk med den okända koden ”xyz”"),
        ({"unknown_code": "xyz", "tracked_kind": "facebook"}, "Facebook, enligt"),
    ],
)
def test_what_is_not_known_is_said(town, maria, fields, words):
    inquiry = make_inquiry(town, **fields)
    facts = facts_on(maria.get(reverse("inquiries:record", args=[inquiry.pk])))
    assert f"<dt>Kom genom</dt><dd>{words}" in facts


def correct(client, inquiry, **typed):
    address = reverse("inquiries:facts", args=[inquiry.pk])
    plain = {"language": "sv", "wanted_assignments": ["foster_home"]}
    return client.post(address, {**plain, **typed})


def test_both_answers_are_corrected_on_the_inquiry_s_page(town, maria):
    inquiry = make_inquiry(town)
    facebook = str(channel(town).pk)
    correct(maria, inquiry, told_channel=facebook, prompted="need")
    inquiry.refresh_from_db()
    assert (inquiry.told_channel, inquiry.prompted_by) == (channel(town), "need")
    correct(maria, inquiry, told_channel="", prompted=facebook)
    inquiry.refresh_from_db()
    assert (inquiry.told_channel, inquiry.prompted_by) == (None, "")
    assert inquiry.prompted_channel == channel(town)


def test_saving_nothing_new_changes_no_answer(town, maria):
    inquiry = make_inquiry(town, prompted_by="asked", told_channel=channel(town))
    typed = {"told_channel": str(channel(town).pk), "prompted": "asked"}
    correct(maria, inquiry, **typed, diary_number="KS 2026/1")
    inquiry.refresh_from_db()
    assert (inquiry.prompted_by, inquiry.told_channel) == ("asked", channel(town))
    assert inquiry.diary_number == "KS 2026/1"


@pytest.mark.parametrize("field", ["told_channel", "prompted"])
def test_another_town_s_channel_cannot_be_chosen(town, maria, field):
    other = make_municipality()
    defaults.create(other)
    inquiry = make_inquiry(town)
    answer = correct(maria, inquiry, **{field: str(channel(other).pk)})
    assert answer.status_code == 422


def test_a_typed_in_inquiry_keeps_both(town, maria):
    page = maria.get(reverse("inquiries:new")).content.decode()
    key = page.partition('name="form_key" value="')[2].partition('"')[0]
    typed = {
        "name": "Anna Holm",
        "phone": "070-174 06 12",
        "source": "phone",
        "received_on": "2026-01-07",
        "received_time": "09:00",
        "wish": "soon",
        "language": "sv",
        "told_channel": str(channel(town).pk),
        "prompted": "thought",
        "form_key": key,
    }
    answer = maria.post(reverse("inquiries:new"), typed)
    overdue = answer.content.decode().partition('name="overdue" value="')[2]
    maria.post(reverse("inquiries:new"), {**typed, "overdue": overdue.split('"')[0]})
    inquiry = Inquiry.objects.get()
    assert (inquiry.told_channel, inquiry.prompted_by) == (channel(town), "thought")


# In the database


@pytest.mark.parametrize(
    "fields",
    [
        lambda town: {"prompted_by": "asked", "prompted_channel": channel(town)},
        lambda town: {"utm": {"source": "x" * 1001}},
        lambda town: {"activity": make_activity(town), "tracked_kind": "facebook"},
    ],
)
def test_the_database_keeps_them_apart_and_short(town, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_inquiry(town, **fields(town))


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_another_town_s_channel():
    town, other = make_municipality(), make_municipality()
    for each in (town, other):
        defaults.create(each)
    with pytest.raises(IntegrityError):
        make_inquiry(town, prompted_channel=channel(other), received_at=NOON)
