"""Small rules of words: tidying, hints, labels."""

from datetime import UTC, datetime

import pytest

from followups.models import Wish
from followups.promise import Offer
from inquiries.forms.mail_hint import likely_address
from inquiries.greeting import first_name, hello, thanks
from inquiries.offered import offer_label
from inquiries.phones import NotANumber, to_e164
from organisation.tidy import tidy_line, tidy_text
from tests.make import NOON


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("  Anna   Holm ", "Anna Holm"),
        ("A\u030a", "Å"),
        ("an\u202ena\u2066", "anna"),
        ("an\u200b\u200d\ufeffna", "anna"),
        ("a\tb\x07c", "a b c"),
        ("a\nb", "a b"),
        ("\U000e0041x", "x"),
        ("An\x00na", "An\x00na"),  # refused elsewhere, never passed over
    ],
)
def test_a_line_is_tidied(typed, tidy):
    assert tidy_line(typed) == tidy


def test_lines_keep_their_breaks_but_no_heap_of_them():
    assert tidy_text(" a \r\n\r\n\r\n\u200b\r\n b\tc \n") == "a\n\nb c"


def test_a_hundred_thousand_characters_are_tidied_at_once():
    assert len(tidy_text("a \n" * 33_000)) < 100_000
    assert tidy_line("\u202e" * 100_000) == ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("a@hotmial.com", "a@hotmail.com"),
        ("a@gmail.con", "a@gmail.com"),
        ("a@gmail.com", ""),
        ("a@mail.com", ""),
        ("a@example.se", ""),
        ("a@ekebacka.se", ""),
    ],
)
def test_a_slip_in_a_domain_is_guessed(typed, meant):
    assert likely_address(typed) == meant


@pytest.mark.parametrize("typed", ["+4712345678", "+358 9 1234567", "+1 202 555 0123"])
def test_foreign_numbers_are_taken(typed):
    assert to_e164(typed).startswith("+")


@pytest.mark.parametrize("typed", ["", "0", "070-17406", "112x", "070-1740612-070"])
def test_what_nobody_can_call_is_no_number(typed):
    with pytest.raises(NotANumber):
        to_e164(typed)


@pytest.mark.parametrize(
    ("wish", "opens", "closes", "title", "hint"),
    [
        (Wish.EVENING, 17, 20, "Kväll, 17.00–20.00", "Senast i kväll klockan 20.00"),
        (Wish.WEEKEND, 10, 16, "Helg, 10.00–16.00", "Senast i dag klockan 16.00"),
        (Wish.SOON, None, 16, "Så snart som möjligt", "Senast i dag klockan 16.00"),
        (
            Wish.WRITE,
            None,
            16,
            "Ring inte, skriv till mig",
            "Svar senast i dag klockan 16.00",
        ),
    ],
)
def test_an_offer_is_told_with_its_deadline(wish, opens, closes, title, hint):
    opens_at = None if opens is None else NOON.replace(hour=opens)
    label = offer_label(Offer(wish, NOON.replace(hour=closes), opens_at), NOON)
    assert (label.title, label.hint) == (title, hint)


def test_an_hour_and_a_half_is_told_with_its_minutes_and_midnight_as_24():
    opens_at = NOON.replace(hour=17, minute=30)
    midnight = datetime(2026, 3, 11, 23, tzinfo=UTC)
    assert offer_label(Offer(Wish.EVENING, midnight, opens_at), NOON).title == (
        "Kväll, 17.30–24.00"
    )


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Anna-Karin Holm", "Anna-Karin"),
        ("  Åsa", "Åsa"),
        ("D'Arcy Ek", "D'Arcy"),
        ("N\N{RIGHT SINGLE QUOTATION MARK}Dea", "N\N{RIGHT SINGLE QUOTATION MARK}Dea"),
        ("Zoe\N{COMBINING DIAERESIS} Ek", "Zoe\N{COMBINING DIAERESIS}"),
        ("سميرة علي", "سميرة"),
        ("=SUM(A1)", ""),
        ("070-1740612", ""),
        ("-", ""),
        ("Anna2 Holm", ""),
        ("http://example.se", ""),
    ],
)
def test_a_family_is_called_by_its_first_name_where_it_can_be_one(name, first):
    assert first_name(name) == first
    assert hello(name) == (f"Hej {first}!" if first else "Hej!")
    assert thanks(name) == (f"Tack, {first}!" if first else "Tack!")
