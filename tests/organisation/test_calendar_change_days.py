"""The working calendar on the two days of the year when the clock jumps."""

from datetime import date, timedelta

import pytest

from organisation.calendar import (
    Window,
    WorkingCalendar,
)
from tests.organisation.opening_hours import ALWAYS, HOUR, NINE_TO_FIVE, at


@pytest.mark.parametrize(
    ("day", "hours"),
    [("2026-03-29", 23), ("2026-10-25", 25), ("2026-03-28", 24), ("2026-10-26", 24)],
)
def test_a_day_that_is_always_open_has_the_hours_that_it_really_has(day, hours):
    start = at(f"{day} 00:00")
    tomorrow = date.fromisoformat(day) + timedelta(days=1)
    end = at(f"{tomorrow} 00:00")
    assert ALWAYS.working_time_between(start, end) == hours * HOUR
    assert ALWAYS.add_working_time(start, hours * HOUR) == end


def test_a_window_over_the_spring_jump_is_an_hour_shorter():
    sundays = WorkingCalendar((Window(6, 60, 300),))  # 01:00 to 05:00
    start = at("2026-03-29 00:00")
    assert sundays.working_time_between(start, at("2026-03-29 12:00")) == 3 * HOUR
    assert sundays.add_working_time(start, 2 * HOUR) == at("2026-03-29 04:00")


def test_a_window_that_the_spring_jump_swallows_does_not_open_that_day():
    sundays = WorkingCalendar((Window(6, 135, 165),))  # 02:15 to 02:45
    assert not sundays.is_working_day(date(2026, 3, 29))
    assert sundays.next_opening(at("2026-03-29 00:00")) == at("2026-04-05 02:15")


@pytest.mark.parametrize(
    ("opens", "closes", "first", "last"),
    [
        (150, 240, "2026-03-29 03:00", "2026-03-29 04:00"),  # from 02:30
        (60, 150, "2026-03-29 01:00", "2026-03-29 03:00"),  # until 02:30
    ],
)
def test_a_time_that_spring_skips_is_the_jump_itself(opens, closes, first, last):
    sundays = WorkingCalendar((Window(6, opens, closes),))
    assert sundays.intervals_on(date(2026, 3, 29)) == ((at(first), at(last)),)


def test_a_time_that_autumn_shows_twice_is_its_first_showing():
    sundays = WorkingCalendar((Window(6, 150, 240),))  # 02:30 to 04:00
    assert sundays.intervals_on(date(2026, 10, 25)) == (
        (at("2026-10-25 02:30", fold=0), at("2026-10-25 04:00")),
    )


def test_the_two_half_past_two_of_autumn_are_an_hour_apart():
    first, second = at("2026-10-25 02:30", fold=0), at("2026-10-25 02:30", fold=1)
    assert ALWAYS.working_time_between(first, second) == HOUR
    assert ALWAYS.add_working_time(first, HOUR) == second


@pytest.mark.parametrize(
    ("start", "amount", "due"),
    [
        ("2026-03-28 10:00", 14 * HOUR, "2026-03-29 00:00"),  # before the jump
        ("2026-03-28 10:00", 17 * HOUR, "2026-03-29 04:00"),  # after it
        ("2026-03-29 04:00", HOUR, "2026-03-29 05:00"),
        ("2026-10-24 10:00", 16 * HOUR, "2026-10-25 02:00"),
        ("2026-10-24 10:00", 18 * HOUR, "2026-10-25 03:00"),
    ],
)
def test_a_promise_around_a_change_day_falls_due_at_the_right_hour(start, amount, due):
    assert ALWAYS.add_working_time(at(start), amount) == at(due)


@pytest.mark.parametrize("friday", ["2026-03-27", "2026-10-23"])
def test_office_hours_are_the_same_after_the_clock_has_changed(friday):
    due = NINE_TO_FIVE.add_working_time(at(f"{friday} 16:30"), HOUR)
    monday = date.fromisoformat(friday) + timedelta(days=3)
    assert due == at(f"{monday} 09:30")
