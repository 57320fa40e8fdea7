"""A moment in words, as one says it."""

from datetime import timedelta

import pytest
from django.utils import translation

from followups.wording import (
    deadline_text,
    promise_text,
    promised_text,
    written_promise_text,
)
from tests.make import NOON


@pytest.mark.parametrize(
    ("later", "family", "desk"),
    [
        ({"hours": 4}, "i dag klockan 16.00", "i dag klockan 16.00"),
        ({"hours": 8}, "i kväll klockan 20.00", "i kväll klockan 20.00"),
        ({"days": 1}, "i morgon klockan 12.00", "i morgon klockan 12.00"),
        (
            {"days": 2},
            "fredag 13 mars klockan 12.00",
            "fre 13 mars klockan 12.00",
        ),
        (
            {"days": 6},
            "tisdag 17 mars klockan 12.00",
            "tis 17 mars klockan 12.00",
        ),
        ({"days": 7}, "onsdag 18 mars klockan 12.00", "ons 18 mars klockan 12.00"),
    ],
)
def test_a_family_reads_the_whole_weekday_and_the_desk_a_short_one(later, family, desk):
    due_at = NOON + timedelta(**later)
    with translation.override("sv"):
        assert promise_text(due_at, NOON) == family
        assert deadline_text(due_at, NOON) == desk


@pytest.mark.parametrize(
    ("days", "opens", "closes", "said"),
    [
        (0, 17, 20, "i kväll mellan 17.00 och 20.00"),
        (0, 13, 16, "i dag mellan 13.00 och 16.00"),
        (1, 17, 20, "i morgon mellan 17.00 och 20.00"),
        (6, 17, 20, "på tisdag 17 mars mellan 17.00 och 20.00"),
        (10, 10, 16, "lördag 21 mars mellan 10.00 och 16.00"),
        (0, 9, 16, "senast i dag klockan 16.00"),  # has begun
    ],
)
def test_who_chose_an_evening_or_a_weekend_hears_from_when_to_when(
    days, opens, closes, said
):
    day = NOON + timedelta(days=days)
    opens_at, due_at = day.replace(hour=opens), day.replace(hour=closes)
    with translation.override("sv"):
        assert promised_text(due_at, NOON, opens_at) == said
        assert promised_text(due_at, NOON).startswith("senast ")


def test_a_window_until_midnight_belongs_to_the_day_on_which_it_opens():
    opens_at = NOON.replace(hour=17, minute=30)
    midnight = (NOON + timedelta(days=1)).replace(hour=0)
    with translation.override("sv"):
        said = promised_text(midnight, NOON, opens_at)
    assert said == "i kväll mellan 17.30 och 24.00"


@pytest.mark.parametrize(
    ("earlier", "said"),
    [
        ({"hours": 3}, "klockan 17.00 i dag"),
        ({}, "i kväll klockan 20.00"),
        ({"days": 1}, "tis 10 mars klockan 20.00"),
    ],
)
def test_what_is_over_is_not_told_as_if_it_were_to_come(earlier, said):
    now = NOON.replace(hour=20)
    with translation.override("sv"):
        assert deadline_text(now - timedelta(**earlier), now) == said


def test_in_english_the_day_needs_no_word_before_it():
    with translation.override("en"):
        said = promise_text(NOON + timedelta(days=2), NOON)
    assert said == "Friday 13 March at 12.00"


@pytest.mark.parametrize("later", [{}, {"days": 1}, {"days": 3}])
def test_what_a_letter_says_holds_whatever_day_it_is_read(later):
    due_at = NOON + timedelta(**later)
    opens_at = due_at.replace(hour=9, minute=30)
    with translation.override("sv"):
        alone = written_promise_text(due_at)
        window = written_promise_text(due_at, opens_at)
    day = {0: "onsdag 11", 1: "torsdag 12", 3: "lördag 14"}[later.get("days", 0)]
    assert alone == f"senast {day} mars klockan 12.00"
    assert window == f"{day} mars mellan 09.30 och 12.00"
