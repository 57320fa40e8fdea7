"""No SMS to a family is longer than it must be, with the longest names there are."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from django.utils import translation

from followups.models import Appointment, Promise, Slot, Wish
from inquiries import (
    apology,
    appointment_letters,
    family_letters,
    handover_words,
    meeting_letters,
    messages,
)
from inquiries.family_links import LENGTH, MARK
from inquiries.meeting_letters import News
from inquiries.models import FamilyCode
from messaging.sms_text import parts_of, plain
from tests.make import (
    NOON,
    STOCKHOLM,
    make_inquiry,
    make_meeting,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db

LINK = f"https://familjehem.upplandsvasby.se/en/f/{'w' * LENGTH}/"
# A Wednesday in September: the longest day and month of the year in Swedish.
OPENS = datetime(2026, 9, 23, 17, tzinfo=STOCKHOLM)
TEAMS = "https://teams.microsoft.com/meet/3456789012345?p=AbCdEfGhIjKlMnOpQr"


@pytest.fixture(params=["sv", "en"])
def inquiry(request):
    town = make_municipality(name="Upplands Väsby kommun", phone="+46859097000")
    maria = make_staff_member(town, display_name="Anna-Karin Christoffersson")
    return make_inquiry(
        town, owner=maria, language=request.param, page_language=request.param
    )


def promise(inquiry, wish=Wish.SOON):
    window = {"opens_at": OPENS} if wish == Wish.TIME else {}
    return Promise(
        pk=1,
        municipality=inquiry.municipality,
        inquiry=inquiry,
        wish=wish,
        made_at=NOON,
        due_at=OPENS + timedelta(hours=3),
        **window,
    )


def appointment(inquiry, kind):
    return Appointment(
        inquiry=inquiry,
        kind=kind,
        starts_at=OPENS,
        ends_at=OPENS + timedelta(hours=2),
    )


def sms_of(drafts):
    (text,) = [each.body for each in drafts if each.channel == "sms"]
    return text.replace(MARK, LINK).replace(family_letters.CODE_MARK, "123456")


def booked(inquiry, kind, write):
    with translation.override(inquiry.page_language):
        letter = write(
            inquiry, appointment(inquiry, kind), "Anna-Karin och Christoffer"
        )
    return messages.to_family(inquiry, letter, kind="x", step="x")


def seated(inquiry, news):
    meeting = make_meeting(
        inquiry.municipality,
        starts_at=OPENS,
        place="Kommunhuset, Drabantvägen 9, plan 3",
        link=TEAMS,
    )
    with translation.override(inquiry.page_language):
        letter = meeting_letters._LETTERS[news](
            meeting_letters._words(meeting, inquiry)
        )
    return messages.to_family(inquiry, letter, kind="x", step="x")


ONE_PART = {
    "a new link": lambda i: family_letters.of_link(i, step="x"),
    "a code": lambda i: family_letters.of_code(
        i, FamilyCode(pk=1, inquiry=i, channel="sms")
    ),
}
TWO_PARTS = {
    "a receipt": lambda i: messages.of_receipt(i, promise(i), at=NOON)[-1:],
    "a receipt for a time": lambda i: messages.of_receipt(
        i, promise(i, Wish.TIME), at=NOON
    )[-1:],
    "a receipt for a letter": lambda i: messages.of_promise(
        i, promise(i, Wish.WRITE), at=NOON
    ),
    "the closing letter": lambda i: messages.of_closing_letter(
        i, generation=1, at=NOON
    ),
    "an apology": lambda i: apology.of_apology(
        i, promise(i, Wish.TIME), caller=i.owner, leaves_at=NOON
    ),
    "an apology for no letter": lambda i: apology.of_apology(
        i, promise(i, Wish.WRITE), caller=i.owner, leaves_at=NOON
    ),
    "a new name": lambda i: handover_words.of_new_name(
        i, i.owner, generation=1, at=NOON
    ),
    **{
        f"{write.__name__} {kind}": partial(booked, kind=kind, write=write)
        for kind in (Slot.Kind.CALL, Slot.Kind.HOME_VISIT)
        for write in (
            appointment_letters.of_booked,
            appointment_letters.of_moved,
            appointment_letters.of_tomorrow,
            appointment_letters.of_cancelled,
        )
    },
    **{
        f"meeting {news}": partial(seated, news=news)
        for news in (News.WAITING, News.OFF, News.LEFT)
    },
}
# The family's own link and that of the meeting, where it is, and when.
THREE_PARTS = {
    f"meeting {news}": partial(seated, news=news)
    for news in (News.SEAT, News.MOVED, News.EVE)
}


@pytest.mark.parametrize(
    ("most", "write"),
    [
        pytest.param(most, write, id=name)
        for most, texts in ((1, ONE_PART), (2, TWO_PARTS), (3, THREE_PARTS))
        for name, write in texts.items()
    ],
)
def test_with_the_longest_names_it_has_no_more_parts_than_agreed(inquiry, most, write):
    text = sms_of(write(inquiry))
    assert parts_of(text) <= most, text


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("å" * 160, 1),
        ("å" * 161, 2),
        ("å" * 306, 2),
        ("å" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ć" + "a" * 69, 1),
        ("ć" + "a" * 70, 2),
        ("ć" + "a" * 134, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_parts_are_counted_as_telephones_count_them(text, parts):
    assert parts_of(text) == parts


def test_dashes_and_quotation_marks_cost_no_room_and_letters_stay():
    text = plain("Zoë: 17.00–20.00, ”hej”\N{NO-BREAK SPACE}…")
    assert text == 'Zoë: 17.00-20.00, "hej" ...'
