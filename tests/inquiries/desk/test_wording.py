from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from campaigns.models import Channel
from followups.ladder import Rest
from inquiries.models import Inquiry
from inquiries.wording import (
    language_text,
    proposal_text,
    source_text,
    span_text,
    state_of,
    status_text,
    wanted_text,
    when_text,
)
from tests.make import NOON

STOCKHOLM = ZoneInfo("Europe/Stockholm")


@pytest.fixture(autouse=True)
def _swedish():
    with translation.override("sv"):
        yield


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(0), "1 min"),
        (timedelta(seconds=59), "1 min"),
        (timedelta(minutes=42, seconds=59), "42 min"),
        (timedelta(minutes=60), "1 h"),
        (timedelta(hours=2, minutes=48), "2 h 48 min"),
        (timedelta(hours=47, minutes=59), "47 h 59 min"),
        (timedelta(days=2), "2 dagar"),
        (timedelta(days=19, hours=23), "19 dagar"),
    ],
)
def test_a_span_is_said_in_its_largest_units(span, words):
    assert plain(span_text(span)) == words


@pytest.mark.parametrize(
    ("minutes", "state", "words"),
    [
        (-1, "late", "Försenat 1 min"),
        (0, "soon", "1 min kvar"),
        (60, "soon", "1 h kvar"),
        (61, "calm", "1 h 1 min kvar"),
    ],
)
def test_at_the_promised_moment_nothing_is_late(minutes, state, words):
    due_at = NOON + timedelta(minutes=minutes)
    assert state_of(due_at, NOON) == state
    assert plain(status_text(due_at, NOON)) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 3, 11, 16, tzinfo=STOCKHOLM), "16.00"),
        (datetime(2026, 3, 10, 0, 5, tzinfo=STOCKHOLM), "i går 00.05"),
        (datetime(2026, 3, 12, 12, tzinfo=STOCKHOLM), "i morgon 12.00"),
        (datetime(2026, 3, 13, 9, tzinfo=STOCKHOLM), "fre 13 mar 09.00"),
        (datetime(2025, 11, 2, 9, tzinfo=STOCKHOLM), "2 nov 2025 09.00"),
    ],
)
def test_a_moment_is_said_from_the_day_it_is(moment, words):
    assert when_text(moment, NOON) == words


def test_a_day_is_stockholm_s_day():
    late_in_utc = datetime(2026, 3, 10, 23, 30, tzinfo=ZoneInfo("UTC"))
    assert when_text(late_in_utc, NOON) == "00.30"


def test_assignments_and_languages_are_said_in_the_reader_s_words():
    inquiry = Inquiry(
        wanted_assignments=["foster_home", "contact_person"],
        language="ar",
        needs_interpreter=True,
    )
    assert wanted_text(inquiry) == "Familjehem, kontaktperson"
    assert language_text(inquiry) == "arabiska, tolk"
    with translation.override("en"):
        assert wanted_text(inquiry) == "Foster home, contact person"
        assert language_text(inquiry) == "Arabic, interpreter"


def test_who_wants_nothing_in_particular_does_not_know_yet():
    assert wanted_text(Inquiry()) == "Vet inte än"
    assert language_text(Inquiry(language="sv")) == ""


def test_a_rest_is_proposed_with_its_day():
    words = proposal_text(Rest(date(2026, 6, 9)), NOON)
    assert words == "Brev, och vila till tis 9 juni"


def test_the_source_is_what_the_family_said_where_no_link_tells():
    said = Inquiry(source="form", told_channel=Channel(name="En vän"))
    assert source_text(said) == "En vän"
    assert source_text(Inquiry(source="phone")) == "Telefon"
