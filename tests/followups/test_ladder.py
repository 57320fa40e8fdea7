from datetime import date, datetime, time, timedelta

import pytest

from followups import ladder
from followups.ladder import Rest
from followups.models import FollowUpTask, Wish
from followups.promise import WITHOUT_HOURS, due_at_for
from organisation.models import OpeningWindow, SpecialDay
from organisation.services import touch_settings
from tests.make import NOON, STOCKHOLM, add_window, make_municipality

pytestmark = pytest.mark.django_db


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("attempts", "due"),
    [
        (1, "2026-03-11 16:00"),  # noon is lunch: three hours from 13.00
        (2, "2026-03-12 11:00"),  # no evening is staffed: the next day
        (3, "2026-03-12 11:00"),
        (4, "2026-03-12 11:00"),
    ],
)
def test_each_attempt_without_answer_has_its_next_moment(attempts, due):
    step = ladder.after_no_answer(make_municipality(), attempts, NOON, 7)
    assert (step.due_at, step.kind, step.owner_id) == (local(due), "call", 7)


def test_the_second_attempt_waits_for_the_evening_where_one_is_staffed():
    municipality = make_municipality()
    add_window(municipality, 3, time(17), time(20), OpeningWindow.Kind.EVENING)
    step = ladder.after_no_answer(municipality, 2, NOON)
    assert step.due_at == local("2026-03-12 20:00")


def test_after_five_attempts_the_inquiry_rests_for_ninety_days():
    assert ladder.after_no_answer(make_municipality(), 5, NOON) == Rest(
        date(2026, 6, 9)
    )


def test_three_working_hours_reach_over_the_weekend():
    step = ladder.after_no_answer(make_municipality(), 1, local("2026-03-13 15:30"))
    assert step.due_at == local("2026-03-16 10:00")


def test_an_answer_leads_to_a_home_visit_five_working_days_ahead():
    step = ladder.after_answer(make_municipality(), NOON)
    assert (step.kind, step.due_at) == (
        FollowUpTask.Kind.HOME_VISIT,
        local("2026-03-18 15:00"),
    )


def test_another_time_is_a_promise():
    step = ladder.after_call_back(make_municipality(), NOON)
    assert step.promise_wish == Wish.SOON


@pytest.mark.parametrize(("has_email", "kind"), [(True, "write"), (False, "other")])
def test_a_wrong_number_is_answered_by_mail_or_looked_up(has_email, kind):
    step = ladder.after_wrong_number(make_municipality(), NOON, has_email=has_email)
    assert (step.kind, step.due_at) == (kind, local("2026-03-12 11:00"))


def test_a_municipality_without_hours_still_gets_a_next_step():
    municipality = make_municipality(hours=False)
    assert ladder.after_no_answer(municipality, 1, NOON).due_at > NOON
    assert ladder.after_no_answer(municipality, 3, NOON).due_at > NOON


def test_a_municipality_that_is_closed_for_years_still_gets_a_next_step():
    municipality = make_municipality()
    SpecialDay.objects.bulk_create(
        SpecialDay(
            municipality=municipality,
            day=NOON.date() + timedelta(days=number),
            name="Stängt",
        )
        for number in range(4 * 366)
    )
    touch_settings(municipality)
    soon = ladder.after_no_answer(municipality, 1, NOON)
    assert soon.due_at == NOON + ladder.SOON_AGAIN
    next_day = ladder.after_no_answer(municipality, 3, NOON)
    assert next_day.due_at == local("2026-03-12 03:00")
    assert due_at_for(municipality, Wish.SOON, NOON) == NOON + WITHOUT_HOURS
