import random
from datetime import time, timedelta

import pytest

from followups.models import Wish
from inquiries.models import Event
from inquiries.workflow import Stage
from organisation.models import SpecialDay
from organisation.months import Month
from reports.figures.waits import Spread, Waits, count_waits
from tests.make import add_window, make_municipality
from tests.reports.histories import (
    LATER,
    MARCH,
    attempt,
    contact,
    happen,
    local,
    receive,
    report_of,
    undo,
)

pytestmark = pytest.mark.django_db


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


@pytest.fixture
def municipality():
    """Open Mondays to Fridays 8–12 and 13–16.30."""
    return make_municipality()


def waits_of(municipality, month=MARCH):
    return report_of(municipality, month).waits


def one_wait(municipality, received, contacted, month=MARCH):
    contact(receive(municipality, received), contacted)
    waits = waits_of(municipality, month)
    return waits.elapsed.median, waits.working.median


def test_working_time_leaves_out_lunch_nights_and_weekends(municipality):
    # Friday 15.30 to Monday 14.00: an hour, then four, then another.
    waited = one_wait(municipality, "2026-03-06 15:30", "2026-03-09 14:00")
    assert waited == (hours(70.5), hours(6))


def test_a_wait_wholly_outside_office_hours_is_no_working_time(municipality):
    waited = one_wait(municipality, "2026-03-07 10:00", "2026-03-08 20:00")
    assert waited == (hours(34), hours(0))


def test_a_wait_that_begins_before_the_first_opening_of_all(municipality):
    waited = one_wait(municipality, "2026-03-01 00:00", "2026-03-02 09:00")
    assert waited == (hours(33), hours(1))


def test_a_wait_over_the_spring_change_is_measured_by_the_clock_that_ran(municipality):
    waited = one_wait(municipality, "2026-03-28 12:00", "2026-03-29 12:00")
    assert waited == (hours(23), hours(0))


def test_a_wait_over_the_autumn_change_has_an_hour_more():
    municipality = make_municipality(hours=False)
    for weekday in range(7):
        add_window(municipality, weekday, time(0), time(0))
    waited = one_wait(
        municipality, "2025-10-25 12:00", "2025-10-26 12:00", Month(2025, 10)
    )
    assert waited == (hours(25), hours(25))


def test_a_red_day_is_no_working_time(municipality):
    SpecialDay.objects.create(
        municipality=municipality, day=local("2026-03-10 12:00").date(), name="Röd dag"
    )
    waited = one_wait(municipality, "2026-03-09 16:00", "2026-03-11 08:30")
    assert waited == (hours(40.5), hours(1))


def test_median_and_ninetieth_lie_between_waits(municipality):
    for minutes in (0, 60, 120, 180, 240):
        inquiry = receive(municipality, "2026-03-09 08:00")
        contact(inquiry, inquiry.received_at + timedelta(minutes=minutes))
    waits = waits_of(municipality)
    assert waits.contacted == 5
    assert waits.elapsed == Spread(hours(2), hours(3.6))
    assert waits.working == Spread(hours(2), hours(3.6))


def test_the_first_contact_ends_the_wait_not_an_attempt_nor_a_later_one(municipality):
    inquiry = receive(municipality, "2026-03-09 08:00")
    contact(inquiry, "2026-03-09 14:00")
    attempt(inquiry, "2026-03-09 09:00")
    contact(inquiry, "2026-03-09 11:00")
    assert waits_of(municipality).elapsed.median == hours(3)


def test_an_undone_contact_ends_no_wait(municipality):
    inquiry = receive(municipality, "2026-03-09 08:00")
    undo(contact(inquiry, "2026-03-09 09:00"))
    assert waits_of(municipality) == Waits(open_without_contact=1)
    contact(inquiry, "2026-03-09 12:00")
    assert waits_of(municipality).elapsed.median == hours(4)


def test_a_letter_is_no_conversation_and_counts_apart_where_it_was_asked_for(
    municipality,
):
    for wish in (Wish.WRITE, Wish.SOON):
        inquiry = receive(municipality, "2026-03-09 08:00", wish=wish)
        happen(inquiry, Event.Kind.WROTE, "2026-03-09 10:00")
    assert waits_of(municipality) == Waits(wrote=1, open_without_contact=1)


def test_a_family_that_had_its_letter_is_not_left_without_contact(municipality):
    inquiry = receive(
        municipality, "2026-03-09 08:00", wish=Wish.WRITE, stage=Stage.DECLINED
    )
    happen(inquiry, Event.Kind.WROTE, "2026-03-09 10:00")
    assert waits_of(municipality) == Waits(wrote=1)


def test_an_undone_letter_was_never_written(municipality):
    inquiry = receive(municipality, "2026-03-09 08:00", wish=Wish.WRITE)
    undo(happen(inquiry, Event.Kind.WROTE, "2026-03-09 10:00"))
    assert waits_of(municipality) == Waits(open_without_contact=1)


def test_whoever_spoke_after_the_letter_waited_until_then(municipality):
    inquiry = receive(municipality, "2026-03-09 08:00", wish=Wish.WRITE)
    happen(inquiry, Event.Kind.WROTE, "2026-03-09 10:00")
    contact(inquiry, "2026-03-09 11:00")
    waits = waits_of(municipality)
    assert (waits.contacted, waits.wrote) == (1, 0)
    assert waits.elapsed.median == hours(3)


def test_those_without_contact_are_counted_beside(municipality):
    receive(municipality, "2026-03-09 08:00")
    receive(municipality, "2026-03-09 08:00", stage=Stage.DORMANT)
    receive(municipality, "2026-03-09 08:00", stage=Stage.WITHDRAWN)
    assert waits_of(municipality) == Waits(
        contacted=0, open_without_contact=1, closed_without_contact=2
    )


@pytest.mark.parametrize("stage", [Stage.DUPLICATE, Stage.SPAM])
def test_duplicates_and_spam_have_no_wait(municipality, stage):
    inquiry = receive(municipality, "2026-03-09 08:00", stage=stage)
    contact(inquiry, "2026-03-09 09:00")
    assert waits_of(municipality) == Waits()


def test_the_parts_add_up_to_all_that_got_in_touch(municipality):
    contact(receive(municipality, "2026-03-09 08:00"), "2026-03-09 09:00")
    receive(municipality, "2026-03-09 08:00")
    receive(municipality, "2026-03-09 08:00", stage=Stage.DECLINED)
    written_to = receive(municipality, "2026-03-09 08:00", wish=Wish.WRITE)
    happen(written_to, Event.Kind.WROTE, "2026-03-09 10:00")
    report, waits = report_of(municipality), waits_of(municipality)
    without = waits.open_without_contact + waits.closed_without_contact
    assert waits.contacted + waits.wrote + without == report.own.received == 4


def test_a_contact_before_the_receipt_is_no_wait(municipality):
    waited = one_wait(municipality, "2026-03-09 10:00", "2026-03-09 09:00")
    assert waited == (hours(0), hours(0))


def test_the_same_month_last_year_is_measured_too(municipality):
    contact(receive(municipality, "2025-03-10 08:00"), "2025-03-10 10:00")
    contact(receive(municipality, "2025-04-10 08:00"), "2025-04-10 18:00")
    report = report_of(municipality)
    assert report.waits == Waits()
    assert report.waits_year_earlier.elapsed.median == hours(2)
    assert report.waits_year_earlier.working.median == hours(2)


def test_without_office_hours_there_is_no_working_time():
    municipality = make_municipality(hours=False)
    contact(receive(municipality, "2026-03-09 08:00"), "2026-03-09 10:00")
    waits = waits_of(municipality)
    assert waits.elapsed == Spread(hours(2), hours(2))
    assert waits.working is None


def test_another_municipalitys_waits_never_count(municipality):
    contact(receive(make_municipality(), "2026-03-09 08:00"), "2026-03-09 10:00")
    assert waits_of(municipality) == Waits()


@pytest.mark.parametrize(
    ("contacted_at", "bands"),
    [
        ("2026-03-09 12:00", (1, 0, 0, 0, 0)),
        ("2026-03-09 12:00:01", (0, 1, 0, 0, 0)),
        ("2026-03-10 08:00", (0, 1, 0, 0, 0)),
        ("2026-03-12 08:00", (0, 0, 1, 0, 0)),
        ("2026-03-16 08:00", (0, 0, 0, 1, 0)),
        ("2026-03-16 08:01", (0, 0, 0, 0, 1)),
    ],
)
def test_a_wait_of_just_the_length_is_within_it(municipality, contacted_at, bands):
    contact(receive(municipality, "2026-03-09 08:00"), contacted_at)
    assert waits_of(municipality).bands == bands


def test_a_day_of_the_clocks_change_has_twenty_three_hours(municipality):
    contact(receive(municipality, "2026-03-28 12:00"), "2026-03-29 13:00")
    assert waits_of(municipality).bands == (0, 1, 0, 0, 0)


@pytest.mark.parametrize("seed", [0, 27])  # 27 is one by which it once differed
def test_a_month_waits_as_long_whichever_months_are_counted_with_it(municipality, seed):
    """To the microsecond, also where the ninth of ten lies between two families."""
    rng = random.Random(seed)
    for _ in range(8):
        day = rng.choice((2, 3, 4, 5, 6, 9, 10, 11, 12, 13))
        inquiry = receive(municipality, f"2026-03-{day:02} 08:00")
        span = timedelta(microseconds=rng.randrange(10**6, 3 * 10**11))
        contact(inquiry, inquiry.received_at + span)
    alone = count_waits(municipality, [MARCH], LATER)
    months = [MARCH.plus(-back) for back in range(9, -1, -1)]
    among = count_waits(municipality, months, LATER)
    assert alone[MARCH] == among[MARCH]
