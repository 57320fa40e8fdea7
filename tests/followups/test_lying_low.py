"""What is promised while a municipality lies low: later, honestly, and never less."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from followups.models import PromisePolicy, Wish
from followups.promise import due_at_for, offer_for, offers
from organisation.models import OpeningWindow, Shift, SpecialDay
from organisation.services import touch_settings
from tests.make import (
    NOON,
    STOCKHOLM,
    add_window,
    make_lie_low,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


@pytest.fixture
def town():
    """Open on weekdays, and on Wednesday evenings; Maria alone calls."""
    town = make_municipality()
    add_window(town, 2, time(17), time(20), OpeningWindow.Kind.EVENING)
    make_staff_member(town)
    return town


@pytest.mark.parametrize(
    ("asked", "due", "within"),
    [
        ("2026-03-11 12:00", "2026-03-18 16:00", 5),  # a Wednesday
        ("2026-03-12 23:59", "2026-03-19 16:00", 5),
        ("2026-03-14 10:00", "2026-03-20 16:00", 5),  # Saturday: Monday is the first
    ],
)
def test_whoever_asks_is_promised_a_call_within_five_working_days(
    town, asked, due, within
):
    make_lie_low(town)
    offer = offer_for(town, Wish.SOON, local(asked))
    assert (offer.due_at, offer.working_days) == (local(due), within)


def test_a_letter_takes_as_long_by_its_own_hour(town):
    make_lie_low(town, working_days=3)
    assert offer_for(town, Wish.WRITE, NOON).due_at == local("2026-03-16 12:00")


def test_red_days_and_days_without_staff_are_no_working_days(town):
    SpecialDay.objects.create(municipality=town, day=date(2026, 3, 12), name="Röd")
    town.works_by_rota = True
    town.save()
    maria = make_staff_member(town)
    for window in OpeningWindow.objects.filter(municipality=town).exclude(weekday=4):
        Shift.objects.create(municipality=town, window=window, staff=maria)
    make_lie_low(town, working_days=2)
    offer = offer_for(town, Wish.SOON, NOON)
    # Thursday is red and on Friday nobody works: Monday and Tuesday are the two.
    assert offer.due_at == local("2026-03-17 16:00")
    # A family sees that the office is open on Friday: to it they are three.
    assert offer.working_days == 3


def test_it_is_never_less_than_as_usual(town):
    PromisePolicy.objects.filter(municipality=town, wish=Wish.SOON).update(
        within_minutes=None, latest_working_days=8
    )
    make_lie_low(town, working_days=2)
    usual = offer_for(town, Wish.SOON, NOON, as_usual=True)
    assert offer_for(town, Wish.SOON, NOON).due_at == usual.due_at


@given(
    minutes=st.integers(0, 60 * 24 * 30),
    working_days=st.integers(1, 20),
    within=st.none() | st.integers(1, 6000),
    latest=st.integers(1, 12),
)
@settings(max_examples=60, deadline=None)
def test_no_moment_and_no_policy_makes_it_less(minutes, working_days, within, latest):
    town = make_municipality()
    make_staff_member(town)
    PromisePolicy.objects.filter(municipality=town, wish=Wish.SOON).update(
        within_minutes=within, latest_working_days=latest
    )
    asked = NOON + timedelta(minutes=minutes)
    usual = due_at_for(town, Wish.SOON, asked)
    make_lie_low(town, working_days=working_days, began_at=asked)
    assert due_at_for(town, Wish.SOON, asked) >= usual
    assert due_at_for(town, Wish.SOON, asked, as_usual=True) == usual


def test_evenings_stay_as_they_are_staffed(town):
    usual = offer_for(town, Wish.EVENING, NOON)
    make_lie_low(town)
    assert offer_for(town, Wish.EVENING, NOON) == usual


def test_its_beginning_is_in_and_its_end_is_not(town):
    usual = due_at_for(town, Wish.SOON, NOON)
    make_lie_low(town, ended_at=NOON + HOUR)
    before, after = NOON - timedelta(microseconds=1), NOON + HOUR
    assert due_at_for(town, Wish.SOON, NOON) > usual
    assert due_at_for(town, Wish.SOON, after - timedelta(microseconds=1)) > usual
    for moment in (before, after):
        due_at = due_at_for(town, Wish.SOON, moment, as_usual=True)
        assert due_at_for(town, Wish.SOON, moment) == due_at


def test_what_is_typed_in_afterwards_is_promised_by_when_it_came(town):
    make_lie_low(town, began_at=NOON - DAY, ended_at=NOON - HOUR)
    assert due_at_for(town, Wish.SOON, NOON - 2 * HOUR) > local("2026-03-16 00:00")


def test_another_municipality_promises_as_usual(town):
    make_lie_low(town)
    other = make_municipality()
    make_staff_member(other)
    assert offer_for(other, Wish.SOON, NOON).working_days is None


def test_without_office_hours_nothing_is_made_longer():
    town = make_municipality(hours=False)
    make_lie_low(town)
    assert due_at_for(town, Wish.SOON, NOON) == NOON + timedelta(hours=24)


def test_no_page_asks_the_database_for_it_twice(town):
    make_lie_low(town)
    offers(town, NOON)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        offers(town, NOON)
    assert len(queries) == 0


def test_a_change_is_known_to_every_process_at_once(town):
    usual = due_at_for(town, Wish.SOON, NOON)
    low = make_lie_low(town)
    assert due_at_for(town, Wish.SOON, NOON) > usual
    low.ended_at = NOON
    low.save()
    touch_settings(town)
    assert due_at_for(town, Wish.SOON, NOON) == usual
