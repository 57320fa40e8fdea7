"""A moment in words, as one says it."""

from datetime import timedelta

import pytest
from django.utils import translation

from followups.wording import deadline_text, promise_text
from tests.make import NOON


@pytest.mark.parametrize(
    ("later", "family", "desk"),
    [
        ({"hours": 4}, "i dag klockan 16.00", "i dag klockan 16.00"),
        ({"hours": 8}, "i kväll klockan 20.00", "i kväll klockan 20.00"),
        ({"days": 1}, "i morgon klockan 12.00", "i morgon klockan 12.00"),
        (
            {"days": 2},
            "på fredag 13 mars klockan 12.00",
            "fre 13 mars klockan 12.00",
        ),
        (
            {"days": 6},
            "på tisdag 17 mars klockan 12.00",
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


def test_in_english_the_day_needs_no_word_before_it():
    with translation.override("en"):
        said = promise_text(NOON + timedelta(days=2), NOON)
    assert said == "Friday 13 March at 12.00"
