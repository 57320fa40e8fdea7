from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organisation.weeks import Week, weeks_from
from tests.make import STOCKHOLM

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-12-31", "2026-W53"),
        ("2027-01-03", "2026-W53"),
        ("2027-01-04", "2027-W01"),
        ("2024-12-30", "2025-W01"),
        ("2026-03-11", "2026-W11"),
    ],
)
def test_a_week_has_the_number_of_its_thursday_s_year(day, name):
    assert str(Week.on(date.fromisoformat(day))) == name


@pytest.mark.parametrize(
    ("monday", "hours"), [("2026-03-23", 167), ("2026-10-19", 169), ("2026-06-01", 168)]
)
def test_the_weeks_in_which_clocks_are_moved_are_an_hour_shorter_or_longer(
    monday, hours
):
    week = Week(date.fromisoformat(monday))
    assert week.end - week.start == timedelta(hours=hours)


def test_monday_s_midnight_in_stockholm_belongs_to_the_week_and_its_end_does_not():
    week = Week(date(2026, 3, 9))
    midnight = datetime(2026, 3, 9, tzinfo=STOCKHOLM)
    assert week.start == midnight
    assert week.start.tzinfo is UTC
    assert Week.of(midnight) == week
    assert Week.of(midnight - timedelta(microseconds=1)) == week.plus(-1)
    assert Week.of(week.end) == week.plus(1)


def test_a_week_begins_on_a_monday():
    with pytest.raises(ValueError, match="no Monday"):
        Week(date(2026, 3, 10))


@given(DAYS)
def test_every_day_lies_in_one_week_of_seven_days(day):
    week = Week.on(day)
    assert day in week.days
    assert len(week.days) == 7
    assert (week.days[0], week.days[-1]) == (week.monday, week.sunday)
    assert (week.year, week.number) == day.isocalendar()[:2]


@given(DAYS, st.integers(-500, 500))
def test_counting_to_a_week_gives_what_was_added(day, number):
    week = Week.on(day)
    assert week.count_to(week.plus(number)) == number


@given(DAYS, st.integers(1, 60))
def test_weeks_that_follow_one_another_leave_no_moment_between(day, number):
    weeks = weeks_from(Week.on(day), number)
    assert len(weeks) == number
    ends = [each.end for each in weeks[:-1]]
    assert ends == [each.start for each in weeks[1:]]
