from datetime import date
from decimal import Decimal

import pytest

from organisation.months import Month
from organisation.wording import (
    days_text,
    money_text,
    month_title,
    number_text,
    number_word,
    span_text,
)


@pytest.mark.parametrize(
    ("number", "word"), [(0, "0"), (1, "1"), (2, "två"), (12, "tolv"), (13, "13")]
)
def test_numbers_from_two_to_twelve_are_words(number, word):
    assert number_word(number) == word


def test_a_large_number_has_a_space_that_does_not_break():
    assert number_text(1234567) == "1\u00a0234\u00a0567"


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (Month(2026, 3), Month(2026, 3), "mars 2026"),
        (Month(2026, 1), Month(2026, 3), "januari–mars 2026"),
        (Month(2025, 4), Month(2026, 3), "april 2025–mars 2026"),
    ],
)
def test_a_span_of_months_names_the_year_once_where_it_can(first, last, text):
    assert span_text(first, last) == text


def test_a_title_begins_with_a_capital():
    assert month_title(Month(2026, 10)) == "Oktober 2026"


@pytest.mark.parametrize(
    ("kronor", "text"),
    [
        (Decimal("40000"), "40 000 kr"),
        (Decimal("0"), "0 kr"),
        (Decimal("355.50"), "356 kr"),
        (Decimal("355.49"), "355 kr"),
    ],
)
def test_money_is_whole_kronor(kronor, text):
    assert money_text(kronor) == text.replace(" ", "\N{NO-BREAK SPACE}")


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("2026-03-03", "2026-03-03", "3 mars 2026"),
        ("2026-03-03", "2026-03-10", "3–10 mars 2026"),
        ("2026-03-28", "2026-04-02", "28 mars–2 april 2026"),
        ("2026-12-28", "2027-01-03", "28 december 2026–3 januari 2027"),
        ("2026-03-03", None, "från 3 mars 2026"),
    ],
)
def test_a_span_of_days_says_what_differs(first, last, text):
    ends = date.fromisoformat(last) if last else None
    assert days_text(date.fromisoformat(first), ends) == text
