from datetime import datetime, time

import pytest

from messaging.quiet_hours import quiet_until
from organisation.calendar import STOCKHOLM
from organisation.models import Municipality


def at(day, hour, minute=0, month=3):
    return datetime(2026, month, day, hour, minute, tzinfo=STOCKHOLM)


def municipality(begins, ends):
    return Municipality(quiet_from=time(begins), quiet_until=time(ends))


@pytest.mark.parametrize(
    ("moment", "end"),
    [
        (at(11, 19, 59), None),
        (at(11, 20), at(12, 8)),
        (at(11, 23, 59), at(12, 8)),
        (at(12, 0), at(12, 8)),
        (at(12, 7, 59), at(12, 8)),
        (at(12, 8), None),
        (at(12, 12), None),
    ],
)
def test_quiet_hours_span_midnight(moment, end):
    assert quiet_until(municipality(20, 8), moment) == end


@pytest.mark.parametrize(
    ("moment", "end"),
    [(at(11, 0, 59), None), (at(11, 1), at(11, 6)), (at(11, 6), None)],
)
def test_quiet_hours_may_lie_within_a_day(moment, end):
    assert quiet_until(municipality(1, 6), moment) == end


@pytest.mark.parametrize("hour", [0, 7, 8, 12, 20, 23])
def test_equal_times_mean_no_quiet_hours(hour):
    assert quiet_until(municipality(8, 8), at(11, hour)) is None


def test_quiet_hours_end_by_the_local_clock_on_both_changing_days():
    spring = quiet_until(municipality(20, 8), at(28, 22))
    autumn = quiet_until(municipality(20, 8), at(24, 22, month=10))
    assert (spring.hour, spring.utcoffset().seconds) == (8, 7200)
    assert (autumn.hour, autumn.utcoffset().seconds) == (8, 3600)


def test_a_moment_in_another_zone_is_judged_by_swedish_time():
    utc = datetime.fromisoformat("2026-03-11T19:30:00+00:00")
    assert quiet_until(municipality(20, 8), utc) == at(12, 8)
