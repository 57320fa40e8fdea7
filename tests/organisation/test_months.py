from datetime import UTC, datetime, timedelta

import pytest

from organisation.months import Month, months_between
from tests.reports.histories import local


@pytest.mark.parametrize(
    ("month", "hours"),
    [
        (Month(2026, 1), 31 * 24),
        (Month(2026, 2), 28 * 24),
        (Month(2024, 2), 29 * 24),
        (Month(2026, 3), 31 * 24 - 1),
        (Month(2026, 10), 31 * 24 + 1),
        (Month(2026, 12), 31 * 24),
    ],
)
def test_a_month_is_as_long_as_stockholms_clock_makes_it(month, hours):
    assert month.end - month.start == timedelta(hours=hours)


def test_a_month_begins_at_local_midnight():
    assert Month(2026, 7).start == datetime(2026, 6, 30, 22, tzinfo=UTC)
    assert Month(2026, 1).start == datetime(2025, 12, 31, 23, tzinfo=UTC)


def test_the_end_of_a_month_is_the_start_of_the_next():
    months = list(months_between(Month(2025, 11), Month(2026, 2)))
    assert [month.end for month in months[:-1]] == [m.start for m in months[1:]]


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026-03-31 23:59:59.999999", Month(2026, 3)),
        ("2026-04-01 00:00", Month(2026, 4)),
        ("2024-02-29 12:00", Month(2024, 2)),
    ],
)
def test_a_moment_falls_in_its_local_month(text, month):
    assert Month.of(local(text).astimezone(UTC)) == month


def test_months_are_counted_over_new_year():
    assert Month(2026, 1).plus(-1) == Month(2025, 12)
    assert Month(2025, 12).plus(1) == Month(2026, 1)
    assert Month(2026, 3).plus(-23) == Month(2024, 4)
    assert Month(2026, 3).year_earlier == Month(2025, 3)
    assert Month(2026, 3).january == Month(2026, 1)


def test_a_month_runs_from_its_first_moment_to_before_its_end():
    month = Month(2026, 3)
    assert month.is_running(month.start)
    assert not month.is_running(month.end)
    assert not month.is_running(month.start - timedelta(microseconds=1))


def test_no_months_lie_between_a_later_and_an_earlier_one():
    assert list(months_between(Month(2026, 2), Month(2026, 1))) == []


@pytest.mark.parametrize(
    ("year", "number"), [(2026, 0), (2026, 13), (1989, 12), (9999, 1)]
)
def test_what_is_no_month_is_refused(year, number):
    with pytest.raises(ValueError, match=r"No such month|No figures"):
        Month(year, number)
