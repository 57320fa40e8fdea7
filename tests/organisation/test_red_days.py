from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from organisation.calendar import Window, WorkingCalendar
from organisation.red_days import preview, propose_red_days

OFFICE = WorkingCalendar(tuple(Window(day, 480, 1020) for day in range(5)))


def proposals(year, **choices):
    return {row.day: row for row in propose_red_days(year, **choices)}


def test_every_red_day_of_2026_is_closed_and_named_in_swedish():
    closed = [
        (row.day.isoformat(), row.name)
        for row in propose_red_days(2026)
        if row.kind == "closed"
    ]
    assert closed == [
        ("2026-01-01", "Nyårsdagen"),
        ("2026-01-06", "Trettondedag jul"),
        ("2026-04-03", "Långfredagen"),
        ("2026-04-04", "Påskafton"),
        ("2026-04-05", "Påskdagen"),
        ("2026-04-06", "Annandag påsk"),
        ("2026-05-01", "Första maj"),
        ("2026-05-14", "Kristi himmelsfärdsdag"),
        ("2026-05-23", "Pingstafton"),
        ("2026-05-24", "Pingstdagen"),
        ("2026-06-06", "Nationaldagen"),
        ("2026-06-19", "Midsommarafton"),
        ("2026-06-20", "Midsommardagen"),
        ("2026-10-31", "Alla helgons dag"),
        ("2026-12-24", "Julafton"),
        ("2026-12-25", "Juldagen"),
        ("2026-12-26", "Annandag jul"),
        ("2026-12-31", "Nyårsafton"),
    ]


def test_the_days_before_are_half_days_until_noon():
    half = [row for row in propose_red_days(2026) if row.kind == "half_day"]
    assert [(row.day.isoformat(), row.name) for row in half] == [
        ("2026-01-05", "Trettondagsafton"),
        ("2026-04-02", "Skärtorsdagen"),
        ("2026-04-30", "Valborgsmässoafton"),
        ("2026-05-13", "Dagen före Kristi himmelsfärdsdag"),
        ("2026-06-18", "Dagen före midsommarafton"),
        ("2026-10-30", "Allhelgonaafton"),
        ("2026-12-23", "Dagen före julafton"),
        ("2026-12-30", "Dagen före nyårsafton"),
    ]
    assert {row.closes for row in half} == {time(12)}


def test_half_days_close_when_the_municipality_says():
    rows = proposals(2026, half_days_close=time(15))
    assert rows[date(2026, 4, 2)].closes == time(15)


@pytest.mark.parametrize(
    ("eve", "proposed"),
    [
        (date(2025, 6, 5), True),  # Thursday before a national day on Friday
        (date(2026, 6, 5), False),  # Friday before one on Saturday
        (date(2027, 6, 5), False),  # Saturday
    ],
)
def test_the_national_day_shortens_only_a_weekday_before_a_weekday(eve, proposed):
    assert (eve in proposals(eve.year)) is proposed


@pytest.mark.parametrize("year", range(2024, 2041))
def test_a_half_day_is_an_ordinary_weekday_before_a_closed_day(year):
    rows = proposals(year)
    for row in rows.values():
        if row.kind == "half_day":
            assert row.day.weekday() < 5
            assert rows[row.day + timedelta(days=1)].kind == "closed"


@pytest.mark.parametrize("year", range(2024, 2041))
def test_ordinary_sundays_and_bridge_days_are_not_proposed(year):
    sundays = {row.name for row in propose_red_days(year) if row.day.weekday() == 6}
    assert {"Påskdagen", "Pingstdagen"} <= sundays
    assert len(propose_red_days(year)) < 30


@pytest.mark.parametrize("year", [2008, 2026, 2049])
def test_each_day_is_proposed_once_in_order_and_within_the_year(year):
    days = [row.day for row in propose_red_days(year)]
    assert days == sorted(set(days))
    assert {day.year for day in days} == {year}


def test_two_red_days_on_one_date_give_one_row_with_both_names():
    rows = proposals(2008)
    assert rows[date(2008, 5, 1)].name == "Första maj och Kristi himmelsfärdsdag"
    assert rows[date(2008, 4, 30)].name == "Valborgsmässoafton"


def test_an_eve_is_found_although_its_day_has_two_names():
    rows = proposals(2049)  # the national day falls on Whit Sunday
    assert rows[date(2049, 6, 5)].name == "Pingstafton"


def test_a_day_that_already_has_a_row_is_left_alone():
    midsummer = date(2026, 6, 19)
    rows = proposals(2026, already={midsummer})
    assert midsummer not in rows
    assert len(rows) == len(propose_red_days(2026)) - 1


@pytest.mark.parametrize("year", [2004, 2101])
def test_a_year_outside_the_known_ones_is_refused(year):
    with pytest.raises(ValueError, match="2005 to 2100"):
        propose_red_days(year)


def test_the_preview_shows_what_each_day_does_to_the_hours():
    names = {
        date(2026, 4, 2): "Skärtorsdagen",
        date(2026, 4, 3): "Långfredagen",
        date(2026, 4, 4): "Påskafton",
    }
    calendar = replace(
        OFFICE,
        special_days={
            date(2026, 4, 2): 720,
            date(2026, 4, 3): None,
            date(2026, 4, 4): None,
        },
    )
    shown = preview(calendar, names, date(2026, 3, 1))
    assert [(row.name, row.usual, row.actual, row.changes_hours) for row in shown] == [
        ("Skärtorsdagen", ((480, 1020),), ((480, 720),), True),
        ("Långfredagen", ((480, 1020),), (), True),
        ("Påskafton", (), (), False),
    ]


def test_the_preview_covers_sixty_days_and_not_one_more():
    first = date(2026, 3, 1)
    names = {
        first - timedelta(days=1): "before",
        first: "first",
        first + timedelta(days=59): "last",
        first + timedelta(days=60): "after",
    }
    assert [row.name for row in preview(OFFICE, names, first)] == ["first", "last"]
