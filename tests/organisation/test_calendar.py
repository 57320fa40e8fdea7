"""The working calendar by example: the traps that others fell into, one each."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice

import pytest

from organisation.calendar import (
    Window,
    WorkingCalendar,
)
from tests.organisation.opening_hours import ALWAYS, HOUR, MINUTE, NINE_TO_FIVE, at

# Starts in the evening, at night and on closed days


def test_an_hour_begun_half_an_hour_before_the_weekend_ends_on_monday():
    due = NINE_TO_FIVE.add_working_time(at("2026-03-13 16:30"), HOUR)
    assert due == at("2026-03-16 09:30")


def test_an_hour_begun_before_a_free_monday_ends_on_tuesday():
    calendar = replace(NINE_TO_FIVE, special_days={date(2026, 3, 16): None})
    due = calendar.add_working_time(at("2026-03-13 16:30"), HOUR)
    assert due == at("2026-03-17 09:30")


def test_lunch_does_not_count():
    calendar = WorkingCalendar((Window(0, 540, 720), Window(0, 780, 1020)))
    start = at("2026-03-16 11:30")
    assert calendar.add_working_time(start, HOUR) == at("2026-03-16 13:30")
    assert calendar.working_time_between(start, at("2026-03-16 12:30")) == HOUR / 2


def test_sunday_night_in_utc_is_monday_morning_here():
    start = datetime(2026, 7, 12, 22, 30, tzinfo=UTC)  # Monday 00:30 in Stockholm
    mondays = WorkingCalendar((Window(0, 540, 1020),))
    assert mondays.add_working_time(start, HOUR) == at("2026-07-13 10:00")


def test_a_window_just_after_midnight_belongs_to_the_local_weekday():
    mondays = WorkingCalendar((Window(0, 0, 60),))
    assert mondays.is_open(datetime(2026, 3, 15, 23, 30, tzinfo=UTC))
    assert not mondays.is_open(datetime(2026, 3, 16, 23, 30, tzinfo=UTC))


def test_a_start_on_a_red_day_counts_from_the_next_opening():
    calendar = replace(NINE_TO_FIVE, special_days={date(2026, 5, 14): None})
    due = calendar.add_working_time(at("2026-05-14 11:00"), HOUR)
    assert due == at("2026-05-15 10:00")


def test_a_start_at_night_counts_from_the_morning():
    due = NINE_TO_FIVE.add_working_time(at("2026-03-17 03:00"), HOUR)
    assert due == at("2026-03-17 10:00")


# Landing on a border


def test_a_sum_that_fills_the_week_ends_on_friday_not_on_monday():
    due = NINE_TO_FIVE.add_working_time(at("2026-03-13 16:00"), HOUR)
    assert due == at("2026-03-13 17:00")


def test_nothing_added_in_open_time_changes_nothing():
    start = at("2026-03-16 10:15")
    assert NINE_TO_FIVE.add_working_time(start, timedelta()) == start


@pytest.mark.parametrize("start", ["2026-03-13 17:00", "2026-03-14 12:00"])
def test_nothing_added_in_closed_time_gives_the_next_opening(start):
    due = NINE_TO_FIVE.add_working_time(at(start), timedelta())
    assert due == at("2026-03-16 09:00")


def test_the_opening_moment_is_open_and_the_closing_moment_is_not():
    assert NINE_TO_FIVE.is_open(at("2026-03-16 09:00"))
    assert not NINE_TO_FIVE.is_open(at("2026-03-16 17:00"))


def test_no_time_passes_between_a_moment_and_itself():
    now = at("2026-03-16 10:00")
    assert NINE_TO_FIVE.working_time_between(now, now) == timedelta()


def test_a_weekend_is_no_working_time():
    waited = NINE_TO_FIVE.working_time_between(
        at("2026-03-13 17:00"), at("2026-03-16 09:00")
    )
    assert waited == timedelta()


# Counting back


def test_a_warning_an_hour_before_tuesday_at_eleven_comes_at_ten():
    due = NINE_TO_FIVE.add_working_time(at("2026-03-16 17:00"), 2 * HOUR)
    assert due == at("2026-03-17 11:00")
    warn_at = NINE_TO_FIVE.subtract_working_time(due, HOUR)
    assert warn_at == at("2026-03-17 10:00")


def test_a_warning_an_hour_before_monday_half_past_nine_comes_on_friday():
    warn_at = NINE_TO_FIVE.subtract_working_time(at("2026-03-16 09:30"), HOUR)
    assert warn_at == at("2026-03-13 16:30")


def test_a_difference_that_uses_up_the_morning_stays_at_the_opening():
    warn_at = NINE_TO_FIVE.subtract_working_time(at("2026-03-16 10:00"), HOUR)
    assert warn_at == at("2026-03-16 09:00")


def test_counting_back_from_a_sunday_begins_at_the_closing_on_friday():
    warn_at = NINE_TO_FIVE.subtract_working_time(at("2026-03-15 12:00"), HOUR)
    assert warn_at == at("2026-03-13 16:00")


@pytest.mark.parametrize(
    ("end", "result"),
    [
        ("2026-03-16 09:00", "2026-03-16 09:00"),
        ("2026-03-13 17:00", "2026-03-13 17:00"),
        ("2026-03-15 12:00", "2026-03-13 17:00"),
    ],
)
def test_nothing_taken_away_gives_the_moment_or_the_closing_before(end, result):
    moment = NINE_TO_FIVE.subtract_working_time(at(end), timedelta())
    assert moment == at(result)


# Windows and special days


def test_round_the_clock_has_no_closed_minute():
    start = at("2026-03-16 00:00")
    assert all(ALWAYS.is_open(start + n * MINUTE) for n in range(2 * 1440))
    assert ALWAYS.is_open(at("2026-03-16 23:59") + timedelta(seconds=59.999999))
    assert ALWAYS.add_working_time(start, 30 * HOUR) == at("2026-03-17 06:00")
    assert ALWAYS.subtract_working_time(start, 30 * HOUR) == at("2026-03-14 18:00")


def test_a_night_is_two_windows_without_a_gap():
    night = WorkingCalendar((Window(4, 1320, 1440), Window(5, 0, 120)))
    due = night.add_working_time(at("2026-03-13 23:30"), HOUR)
    assert due == at("2026-03-14 00:30")
    warn_at = night.subtract_working_time(due, HOUR / 4)
    assert warn_at == at("2026-03-14 00:15")


def test_windows_that_touch_are_one():
    calendar = WorkingCalendar((Window(0, 720, 780), Window(0, 540, 720)))
    assert calendar.hours_on(date(2026, 3, 16)) == ((540, 780),)


def test_windows_that_overlap_are_refused():
    with pytest.raises(ValueError, match="overlap"):
        WorkingCalendar((Window(0, 540, 721), Window(0, 720, 1020)))


def test_a_half_day_closes_early_and_opens_as_usual():
    calendar = replace(NINE_TO_FIVE, special_days={date(2026, 4, 30): 12 * 60})
    assert calendar.hours_on(date(2026, 4, 30)) == ((540, 720),)
    assert calendar.is_working_day(date(2026, 4, 30))
    due = calendar.add_working_time(at("2026-04-30 11:30"), HOUR)
    assert due == at("2026-05-01 09:30")


def test_a_half_day_never_opens_longer_than_usual():
    calendar = replace(NINE_TO_FIVE, special_days={date(2026, 4, 30): 20 * 60})
    assert calendar.hours_on(date(2026, 4, 30)) == ((540, 1020),)


def test_a_half_day_that_closes_before_it_opens_is_closed():
    calendar = replace(NINE_TO_FIVE, special_days={date(2026, 4, 30): 8 * 60})
    assert calendar.hours_on(date(2026, 4, 30)) == ()
    assert not calendar.is_working_day(date(2026, 4, 30))


def test_usual_hours_know_nothing_of_the_special_day():
    calendar = replace(NINE_TO_FIVE, special_days={date(2026, 4, 30): None})
    assert calendar.usual_hours_on(date(2026, 4, 30)) == ((540, 1020),)


def test_the_next_working_day_comes_strictly_after():
    calendar = replace(NINE_TO_FIVE, special_days={date(2026, 3, 16): None})
    assert calendar.next_working_day(date(2026, 3, 12)) == date(2026, 3, 13)
    assert calendar.next_working_day(date(2026, 3, 13)) == date(2026, 3, 17)


def test_intervals_begin_with_what_is_left_of_the_open_one():
    ahead = NINE_TO_FIVE.intervals(at("2026-03-13 16:00"))
    assert list(islice(ahead, 2)) == [
        (at("2026-03-13 16:00"), at("2026-03-13 17:00")),
        (at("2026-03-16 09:00"), at("2026-03-16 17:00")),
    ]


def test_a_day_may_have_several_windows():
    calendar = WorkingCalendar(
        tuple(
            Window(0, opens, closes)
            for opens, closes in ((540, 720), (780, 1020), (1080, 1200))
        )
    )
    waited = calendar.working_time_between(
        at("2026-03-16 00:00"), at("2026-03-17 00:00")
    )
    assert waited == 9 * HOUR
