from datetime import date, time

import pytest
from django.utils import translation

from organisation.models import OpeningWindow, SpecialDay
from organisation.open_words import differing_text, hours_text

WORKDAYS = range(5)
OFFICE = [(time(8), time(12)), (time(13), time(16, 30))]


def week(days, hours):
    return [
        OpeningWindow(weekday=day, opens=opens, closes=closes)
        for day in days
        for opens, closes in hours
    ]


@pytest.mark.parametrize(
    ("windows", "swedish", "english"),
    [
        ([], "", ""),
        (
            week(WORKDAYS, OFFICE),
            "vardagar 08.00–16.30 (lunch 12.00–13.00)",
            "weekdays 08.00–16.30 (lunch 12.00–13.00)",
        ),
        (
            week(range(4), [(time(8), time(16))]) + week([4], [(time(8), time(15))]),
            "måndag–torsdag 08.00–16.00, fredagar 08.00–15.00",
            "Monday–Thursday 08.00–16.00, Fridays 08.00–15.00",
        ),
        (
            week([0, 2, 4], [(time(9), time(11, 45))]),
            "måndagar, onsdagar och fredagar 09.00–11.45",
            "Mondays, Wednesdays and Fridays 09.00–11.45",
        ),
        (
            week([1, 3], [(time(8), time(9)), (time(17), time(20))]),
            "tisdagar och torsdagar 08.00–09.00 och 17.00–20.00",
            "Tuesdays and Thursdays 08.00–09.00 and 17.00–20.00",
        ),
        (
            week(range(7), [(time(0), time(12)), (time(12), time(0))]),
            "alla dagar dygnet runt",
            "every day around the clock",
        ),
        (
            week(
                [5], [(time(10), time(11)), (time(12), time(13)), (time(14), time(15))]
            ),
            "lördagar 10.00–11.00, 12.00–13.00 och 14.00–15.00",
            "Saturdays 10.00–11.00, 12.00–13.00 and 14.00–15.00",
        ),
    ],
)
def test_opening_hours_in_words(windows, swedish, english):
    for language, text in (("sv", swedish), ("en", english)):
        with translation.override(language):
            assert hours_text(windows) == text


def closed(*days):
    return [SpecialDay(day=day, name="x", kind="closed") for day in days]


def half(day, closes):
    return SpecialDay(day=day, name="x", kind="half_day", closes=closes)


def dec(day):
    return date(2026, 12, day)


@pytest.mark.parametrize(
    ("days", "swedish", "english"),
    [
        ([], "", ""),
        # Thursday, Friday, and the Saturday that is closed anyway.
        (
            closed(dec(24), dec(25), dec(26)),
            "Stängt 24–26 december.",
            "Closed 24–26 December.",
        ),
        (
            closed(dec(31), date(2027, 1, 1)),
            "Stängt 31 december–1 januari.",
            "Closed 31 December–1 January.",
        ),
        # Friday and Monday: the weekend between is closed as well.
        (closed(dec(25), dec(28)), "Stängt 25–28 december.", "Closed 25–28 December."),
        (closed(dec(22), dec(24)), "Stängt 22 december. Stängt 24 december.", None),
        (closed(date(2026, 6, 6)), "", ""),  # a Saturday by itself
        (
            [half(dec(30), time(12)), *closed(dec(31))],
            "Den 30 december stänger vi klockan 12.00. Stängt 31 december.",
            "On 30 December we close at 12.00. Closed 31 December.",
        ),
        ([half(dec(30), time(17))], "", ""),  # later than ever
        ([half(dec(27), time(12))], "", ""),  # a Sunday
    ],
)
def test_days_that_differ_in_words(days, swedish, english):
    windows = week(WORKDAYS, OFFICE)
    assert " ".join(differing_text(days, windows)) == swedish
    if english is not None:
        with translation.override("en"):
            assert " ".join(differing_text(days, windows)) == english


def test_where_nothing_is_ever_open_nothing_closes():
    assert not list(differing_text(closed(dec(24)), []))
