from datetime import timedelta

import pytest
from django.utils import translation

from reports.report import Share
from reports.wording import elapsed_text, hours_text, percent_text


@pytest.fixture(autouse=True)
def _in_swedish():
    with translation.override("sv"):
        yield


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(0), "0 min"),
        (timedelta(minutes=59, seconds=29), "59 min"),
        (timedelta(minutes=59, seconds=30), "1 h"),
        (timedelta(minutes=90), "1,5 h"),
        (timedelta(hours=5), "5 h"),
        (timedelta(hours=9, minutes=58), "10 h"),
        (timedelta(hours=47, minutes=20), "47 h"),
        (timedelta(hours=48), "2 dygn"),
        (timedelta(days=2, hours=12), "2,5 dygn"),
    ],
)
def test_a_span_is_as_fine_as_it_matters(span, text):
    assert plain(elapsed_text(span)) == text


def test_office_hours_stay_hours_however_many():
    assert plain(hours_text(timedelta(hours=1234))) == "1 234 h"


@pytest.mark.parametrize(
    ("share", "text"),
    [(Share(37, 40), "93 %"), (Share(7, 9), "7 av 9"), (Share(0, 0), "–")],
)
def test_a_share_of_few_is_told_in_numbers(share, text):
    assert plain(percent_text(share)) == text
