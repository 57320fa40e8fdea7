from datetime import UTC, datetime, timedelta

import pytest
from django.utils.timezone import localtime

from followups.models import FollowUpTask, Promise
from inquiries.demonstration import today
from inquiries.demonstration.loading import settle
from inquiries.demonstration.towns import TOWNS, callers_of
from inquiries.dormancy import wake_due
from inquiries.gaps import gap_of
from inquiries.models import CallAttempt, Event, Inquiry
from inquiries.queues import queue_of
from inquiries.scope import Scope
from inquiries.services.calls import log_call
from inquiries.services.moves import move_inquiry
from inquiries.services.receive import receive
from inquiries.workflow import Stage
from messaging.models import WAITING, Message
from organisation.calendar import STOCKHOLM
from tests.make import NOON, Registration

pytestmark = pytest.mark.django_db

Kind = FollowUpTask.Kind
DAY = timedelta(days=1)
CALLS_OF_A_FULL_QUEUE = 8


@pytest.fixture
def ekebacka():
    (_, municipality), _ = settle(TOWNS, at=NOON - 30 * DAY)
    return municipality


def day_of(municipality, at=NOON):
    return today.of(municipality, seed=1, at=at, share=1)


def family_that_was_visited_or_rests(municipality, *, rests):
    """One that was called a week ago, and has a visit next week or rests."""
    by = next(iter(callers_of(municipality).values()))
    registration = Registration(name="Anna Holm", phone="+46701740612")
    inquiry = receive(municipality, registration, at=NOON - 7 * DAY)
    outcome = CallAttempt.Outcome.ANSWERED
    log_call(inquiry, outcome, by=by, at=NOON - 6 * DAY)
    if rests:
        wake_up_on = (NOON + 50 * DAY).date()
        move_inquiry(
            inquiry, Stage.DORMANT, by=by, at=NOON - 5 * DAY, wake_up_on=wake_up_on
        )
    return inquiry


@pytest.mark.parametrize(
    "moment",
    ["2026-03-11 12:00", "2026-03-15 03:10", "2026-03-15 20:30", "2026-03-29 01:59"],
    ids=["midday", "Sunday night", "Sunday evening", "before the clocks change"],
)
def test_whenever_somebody_looks_there_is_somebody_to_call(ekebacka, moment):
    at = datetime.fromisoformat(moment).replace(tzinfo=STOCKHOLM).astimezone(UTC)
    assert day_of(ekebacka, at).fill() == CALLS_OF_A_FULL_QUEUE
    shown = {each.key: each.tasks for each in queue_of(Scope(ekebacka, at)).sections}
    overdue = [task for task in shown["now"] if task.due_at < at]
    assert (len(overdue), len(shown["now"])) == (2, 4)
    assert len(shown["later"]) == 4


@pytest.mark.parametrize("moment", ["2026-03-11 10:00", "2026-03-12 14:00"])
def test_while_somebody_works_nothing_is_promised_that_nobody_keeps(ekebacka, moment):
    """Evenings are covered on Thursdays, and not on Wednesdays."""
    at = datetime.fromisoformat(moment).replace(tzinfo=STOCKHOLM).astimezone(UTC)
    day_of(ekebacka, at).fill()
    assert gap_of(ekebacka, at) is None


@pytest.mark.parametrize("minutes_left", [1, 4, 20, 55])
def test_shortly_before_midnight_all_of_it_is_still_today(ekebacka, minutes_left):
    at = datetime(2026, 3, 12, tzinfo=STOCKHOLM) - timedelta(minutes=minutes_left)
    day_of(ekebacka, at).fill()
    assert all(
        localtime(task.due_at).date() == localtime(at).date()
        for task in FollowUpTask.objects.open()
    )


def test_a_second_look_at_the_same_moment_adds_nothing(ekebacka):
    day_of(ekebacka).fill()
    assert day_of(ekebacka).fill() == 0


def test_a_look_later_that_day_adds_what_is_missing(ekebacka):
    day_of(ekebacka).fill()
    assert 0 < day_of(ekebacka, NOON + timedelta(hours=3)).fill() < 5


def test_the_next_planned_home_visit_is_moved_to_today(ekebacka):
    inquiry = family_that_was_visited_or_rests(ekebacka, rests=False)
    FollowUpTask.objects.filter(inquiry=inquiry).open().update(due_at=NOON + 3 * DAY)
    day_of(ekebacka).fill()
    task = inquiry.followups.open().get()
    assert (task.kind, task.due_at) == (Kind.HOME_VISIT, NOON + timedelta(hours=3))


def test_one_that_rests_wakes_today(ekebacka):
    inquiry = family_that_was_visited_or_rests(ekebacka, rests=True)
    day_of(ekebacka).fill()
    assert wake_due(NOON) == 1
    assert inquiry.followups.open().get().kind == Kind.CALL
    assert day_of(ekebacka).fill() == 0


def test_the_past_leaves_nothing_to_be_sent(ekebacka):
    day_of(ekebacka).fill()
    assert Message.objects.filter(kind="receipt").exists()
    assert not Message.objects.filter(status__in=WAITING).exists()


def test_what_was_left_undone_for_days_is_done_before_today(ekebacka):
    day_of(ekebacka).fill()
    family_that_was_visited_or_rests(ekebacka, rests=False)
    later = NOON + 9 * DAY
    assert day_of(ekebacka, later).carry_on() > CALLS_OF_A_FULL_QUEUE
    midnight = localtime(later).replace(hour=0)
    behind = FollowUpTask.objects.open().filter(due_at__lt=midnight - DAY)
    assert behind.count() <= 2
    assert not Event.objects.filter(recorded_at__gte=midnight).exists()
    assert Promise.objects.filter(outcome=Promise.Outcome.KEPT).exists()
    assert Inquiry.objects.exclude(stage=Stage.RECEIVED).exists()


def test_carrying_on_leaves_today_alone(ekebacka):
    day_of(ekebacka).fill()
    assert day_of(ekebacka).carry_on() == 0
