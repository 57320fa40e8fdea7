from datetime import date, timedelta

import pytest

from planning.recurrence import Rule, next_year, span_next_year

ALL_DAYS = [date(2019, 1, 1) + timedelta(days=n) for n in range(12 * 366)]


@pytest.mark.parametrize(
    ("day", "then"),
    [
        ("2026-03-04", "2027-03-10"),  # Wednesday of week 10
        ("2026-12-31", "2027-12-30"),  # week 53 becomes week 52
        ("2026-01-01", "2027-01-07"),  # Thursday of week 1
        ("2027-01-01", "2028-01-07"),  # of last year's week 53: a week nearer
        ("2024-12-30", "2025-12-29"),  # of next year's week 1
    ],
)
def test_the_same_week_and_day_of_the_week(day, then):
    assert next_year(date.fromisoformat(day), Rule.WEEK) == date.fromisoformat(then)


@pytest.mark.parametrize(
    ("day", "then"), [("2026-06-01", "2027-06-01"), ("2028-02-29", "2029-02-28")]
)
def test_the_same_date(day, then):
    assert next_year(date.fromisoformat(day), Rule.DATE) == date.fromisoformat(then)


@pytest.mark.parametrize("rule", Rule.values)
def test_every_day_of_a_year_falls_in_the_next(rule):
    assert all(next_year(day, rule).year == day.year + 1 for day in ALL_DAYS)


def test_by_week_every_day_keeps_its_name_and_lies_a_year_later():
    for day in ALL_DAYS:
        then = next_year(day, Rule.WEEK)
        assert then.weekday() == day.weekday()
        assert 350 < (then - day).days < 380


def test_a_span_is_as_long_as_before():
    begins, ends = span_next_year(date(2026, 3, 4), date(2026, 3, 10), Rule.WEEK)
    assert (begins, ends) == (date(2027, 3, 10), date(2027, 3, 16))
    assert span_next_year(date(2026, 3, 4), None, Rule.DATE)[1] is None
