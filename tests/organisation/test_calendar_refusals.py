"""What the working calendar refuses, and what makes two calendars the same."""

import pickle
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from organisation.calendar import (
    CalendarNeverOpens,
    Window,
    WorkingCalendar,
    closing_minute_of,
    minute_of,
)
from tests.organisation.opening_hours import (
    HOUR,
    MINUTE,
    NINE_TO_FIVE,
    OFFICE,
    at,
)


def test_a_calendar_without_windows_is_refused():
    with pytest.raises(CalendarNeverOpens):
        WorkingCalendar(())


def closed_for(days):
    first = date(2026, 1, 1)
    return {first + timedelta(days=n): None for n in range(-days, days)}


@pytest.mark.parametrize(
    "search",
    [
        lambda calendar, moment: calendar.next_opening(moment),
        lambda calendar, moment: calendar.add_working_time(moment, HOUR),
        lambda calendar, moment: calendar.subtract_working_time(moment, HOUR),
        lambda calendar, moment: calendar.next_working_day(moment.date()),
    ],
)
def test_a_search_through_years_of_closed_days_gives_up(search):
    calendar = replace(NINE_TO_FIVE, special_days=closed_for(4 * 366))
    with pytest.raises(CalendarNeverOpens):
        search(calendar, at("2026-01-01 12:00"))


def test_two_closed_years_are_long_but_end():
    calendar = replace(NINE_TO_FIVE, special_days=closed_for(2 * 365))
    opening = calendar.next_opening(at("2026-01-01 12:00"))
    assert opening == at("2028-01-03 09:00")


def test_the_weekends_of_many_years_are_no_closed_stretch():
    start = at("2026-01-05 09:00")
    decades = timedelta(hours=8 * 5 * 52 * 20)
    due = NINE_TO_FIVE.add_working_time(start, decades)
    assert due == start + timedelta(weeks=52 * 20 - 1, days=4, hours=8)


def test_waiting_through_closed_years_is_no_working_time():
    calendar = replace(NINE_TO_FIVE, special_days=closed_for(4 * 366))
    waited = calendar.working_time_between(
        at("2025-01-01 12:00"), at("2029-01-01 12:00")
    )
    assert waited == timedelta()


NAIVE = datetime(2026, 3, 16, 10, 0)  # noqa: DTZ001 -- to be refused


@pytest.mark.parametrize(
    "question",
    [
        lambda: NINE_TO_FIVE.add_working_time(NAIVE, HOUR),
        lambda: NINE_TO_FIVE.subtract_working_time(NAIVE, HOUR),
        lambda: NINE_TO_FIVE.working_time_between(NAIVE, at("2026-03-16 10:00")),
        lambda: NINE_TO_FIVE.working_time_between(at("2026-03-16 10:00"), NAIVE),
        lambda: NINE_TO_FIVE.intervals(NAIVE),
        lambda: NINE_TO_FIVE.is_open(NAIVE),
        lambda: NINE_TO_FIVE.next_opening(NAIVE),
    ],
)
def test_a_moment_without_zone_is_refused(question):
    with pytest.raises(ValueError, match="naive"):
        question()


@pytest.mark.parametrize(
    "question",
    [
        lambda moment: NINE_TO_FIVE.is_working_day(moment),
        lambda moment: NINE_TO_FIVE.next_working_day(moment),
        lambda moment: replace(NINE_TO_FIVE, special_days={moment: None}),
    ],
)
def test_a_moment_is_not_taken_for_a_day(question):
    with pytest.raises(TypeError, match="not a day"):
        question(at("2026-03-16 10:00"))


@pytest.mark.parametrize("method", ["add_working_time", "subtract_working_time"])
def test_a_negative_amount_is_refused(method):
    with pytest.raises(ValueError, match="never negative"):
        getattr(NINE_TO_FIVE, method)(at("2026-03-16 10:00"), -MINUTE)


def test_an_end_before_the_start_is_refused():
    start = at("2026-03-16 10:00")
    with pytest.raises(ValueError, match="before the start"):
        NINE_TO_FIVE.working_time_between(start, start - MINUTE)


@pytest.mark.parametrize(
    ("weekday", "opens", "closes"),
    [(7, 0, 60), (-1, 0, 60), (0, -1, 60), (0, 60, 60), (0, 90, 60), (0, 0, 1441)],
)
def test_a_window_that_cannot_be_is_refused(weekday, opens, closes):
    with pytest.raises(ValueError, match=r"No such weekday|Not a window"):
        Window(weekday, opens, closes)


@pytest.mark.parametrize("minute", [0, -1, 1441])
def test_a_half_day_that_closes_outside_the_day_is_refused(minute):
    with pytest.raises(ValueError, match="cannot close"):
        replace(NINE_TO_FIVE, special_days={date(2026, 4, 30): minute})


# Clock times and value objects


def test_a_window_that_closes_at_midnight_lasts_the_day_out():
    assert Window.of(4, time(17), time(0)) == Window(4, 1020, 1440)
    assert closing_minute_of(time(12, 30)) == 750


@pytest.mark.parametrize(
    "clock", [time(9, 0, 1), time(9, 0, 0, 1), time(9, tzinfo=UTC)]
)
def test_a_clock_time_is_local_and_in_whole_minutes(clock):
    with pytest.raises(ValueError, match="whole minutes"):
        minute_of(clock)


def test_the_answer_is_in_utc_whatever_the_zone_of_the_question():
    tokyo = at("2026-03-13 16:30").astimezone(ZoneInfo("Asia/Tokyo"))
    due = NINE_TO_FIVE.add_working_time(tokyo, HOUR)
    assert due == at("2026-03-16 09:30")
    assert due.tzinfo is UTC


def test_the_local_day_may_be_behind_that_of_utc():
    new_york = ZoneInfo("America/New_York")
    thursdays = WorkingCalendar((Window(3, 1200, 1380),), zone=new_york)
    start = datetime(2026, 3, 13, 0, 30, tzinfo=UTC)  # Thursday 20:30 there
    assert thursdays.next_opening(start) == start
    assert thursdays.subtract_working_time(start, HOUR / 2) == start - HOUR / 2


def test_calendars_with_the_same_content_are_equal():
    days = {date(2026, 5, 1): None}
    one = WorkingCalendar(OFFICE, days)
    other = WorkingCalendar(OFFICE[::-1], dict(days))
    assert one == other
    assert hash(one) == hash(other)
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 -- our own


def test_a_calendar_does_not_change_with_the_mapping_it_was_made_from():
    days = {}
    calendar = WorkingCalendar(OFFICE, days)
    days[date(2026, 3, 16)] = None
    assert calendar.is_working_day(date(2026, 3, 16))
