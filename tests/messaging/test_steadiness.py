"""A clock that leaps: nothing is done by it at once, and nothing waits for it after."""

from datetime import timedelta

import pytest
import time_machine

from messaging import delivery, jobs, steadiness
from messaging.dispatch import run_once
from messaging.faults import NotNow
from messaging.models import Channel, Message, Status
from messaging.steadiness import Clockwork
from tests.make import NOON, make_message
from tests.messaging.carrying import Scripted, fresh

HOUR, YEAR = timedelta(hours=1), timedelta(days=364)
SOON = NOON + timedelta(minutes=1)


@pytest.fixture
def count(monkeypatch):
    """The machine's own count of seconds, in the test's hand."""
    seconds = [1000.0]
    monkeypatch.setattr(steadiness.time, "monotonic", lambda: seconds[0])

    def go_on(by):
        seconds[0] += by

    return go_on


@pytest.mark.parametrize("leap", [HOUR, YEAR])
def test_a_leap_is_waited_out(count, leap):
    clock = Clockwork()
    assert clock.is_steady(NOON)
    count(5)
    assert not clock.is_steady(NOON + leap)
    count(59)
    assert not clock.is_steady(NOON + leap + timedelta(seconds=59))
    count(2)
    assert clock.is_steady(NOON + leap + timedelta(seconds=61))


def test_a_clock_that_comes_back_in_time_has_done_nothing(count):
    clock = Clockwork()
    assert clock.is_steady(NOON)
    count(5)
    assert not clock.is_steady(NOON + YEAR)
    count(5)
    assert clock.is_steady(NOON + timedelta(seconds=10))
    count(5)
    assert not clock.is_steady(NOON + YEAR)


@pytest.mark.parametrize("passed", [5, 3600, 86400])
def test_an_outage_is_no_leap(count, passed):
    clock = Clockwork()
    assert clock.is_steady(NOON)
    count(passed)
    assert clock.is_steady(NOON + timedelta(seconds=passed))


def test_a_clock_that_goes_back_is_believed(count):
    clock = Clockwork()
    assert clock.is_steady(NOON)
    count(5)
    assert clock.is_steady(NOON - HOUR)


@pytest.mark.django_db
def test_no_round_of_the_worker_runs_by_a_clock_that_has_just_leapt(monkeypatch, count):
    moments = iter([NOON, NOON + YEAR])
    monkeypatch.setattr(jobs, "of_this_process", Clockwork())
    monkeypatch.setattr(jobs, "database_now", lambda: next(moments))
    jobs.dispatch()
    message = make_message(not_before=NOON + HOUR)
    count(5)
    jobs.dispatch()
    assert fresh(message).status == Status.QUEUED


@pytest.fixture
def refused(monkeypatch):
    carrier = Scripted(NotNow("later:451"))
    monkeypatch.setitem(delivery.CARRIERS, Channel.EMAIL, lambda _seconds: carrier)


@pytest.mark.django_db
def test_what_was_tried_by_a_clock_ahead_is_tried_again_at_once(refused):
    message = make_message()
    run_once(NOON + YEAR, "one")
    assert fresh(message).not_before > NOON + YEAR
    assert run_once(SOON, "one").sent == 1


@pytest.mark.django_db
def test_what_met_the_quiet_hours_of_another_year_leaves_today():
    message = make_message(kind="letter")
    night = NOON + YEAR + timedelta(hours=10)
    run_once(night, "one")
    assert fresh(message).not_before > night
    run_once(SOON, "one")
    assert fresh(message).status == Status.SENT


@pytest.mark.django_db
def test_what_was_claimed_by_a_clock_ahead_is_taken_back():
    message = make_message()
    with time_machine.travel(NOON):
        Message.objects.filter(pk=message.pk).update(
            status=Status.SENDING,
            lease_token="6f0f6f0e-0000-4000-8000-000000000001",
            lease_until=NOON + 2 * YEAR,
        )
    run_once(SOON, "one")
    assert fresh(message).status == Status.SENT


@pytest.mark.django_db
def test_what_is_meant_for_later_still_waits():
    message = make_message(not_before=NOON + HOUR)
    run_once(SOON, "one")
    assert fresh(message).status == Status.QUEUED
