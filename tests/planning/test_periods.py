from datetime import UTC, date, datetime

import pytest

from organisation.months import Month
from planning.periods import ALWAYS, Named, Period, named

TODAY = date(2026, 5, 20)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        (Named.MONTH, date(2026, 5, 1), date(2026, 5, 31)),
        (Named.QUARTER, date(2026, 4, 1), date(2026, 6, 30)),
        (Named.YEAR, date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_name_is_a_span_of_whole_days(name, first, last):
    assert named(name, TODAY) == Period(first, last)


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_lies_in_its_quarter(month):
    day = date(2026, month, 28)
    quarter = named(Named.QUARTER, day)
    assert quarter.first <= day <= quarter.last
    assert quarter.first.month in (1, 4, 7, 10)


def test_a_campaign_s_own_span_is_chosen_by_name():
    own = Period(date(2026, 3, 1), date(2026, 4, 1))
    assert named(Named.OWN, TODAY, own) == own


@pytest.mark.parametrize("name", ["", "all", "nonsense"])
def test_everything_else_is_all_the_time(name):
    assert named(name, TODAY) is ALWAYS
    assert named(name, TODAY).is_all


def test_a_day_begins_and_ends_at_stockholm_s_midnight():
    summer = Period(date(2026, 3, 29), date(2026, 3, 29))  # the clock leaps
    assert summer.start == datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert summer.end == datetime(2026, 3, 29, 22, tzinfo=UTC)


def test_a_period_has_the_months_of_its_days():
    period = Period(date(2025, 12, 31), date(2026, 2, 1))
    assert period.months == (Month(2025, 12), Month(2026, 1), Month(2026, 2))
