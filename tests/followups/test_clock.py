"""Clocks that jump, days on which they are moved, and rounds that do not come.

A round is given its moment, which is the database's. By that moment nothing leaves
before it is due, nothing twice, and what is due leaves in the first round. A round that
is told a moment far ahead cannot know it: what it settles or puts off then is settled,
or put off, by that moment, and stays so when the clock is right again.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from threading import Barrier

import pytest
from django.db import connections

from followups import reminders
from followups.steps import NextStep
from inquiries.models import Event
from inquiries.services.moves import plan_next_step
from inquiries.services.receive import receive
from messaging.dispatch import run_once
from messaging.models import Message, Status
from organisation.calendar import STOCKHOLM
from tests.make import (
    NOON,
    Registration,
    make_inquiry,
    make_message,
    make_municipality,
    make_staff_member,
)

HOUR, DAY, YEAR = timedelta(hours=1), timedelta(days=1), timedelta(days=364)
HALF_AN_HOUR = HOUR / 2
A_ROUND = timedelta(seconds=5)
THURSDAY = NOON + timedelta(hours=21)  # 09.00: half of the time to the promise is gone
HALF = NOON + timedelta(hours=20, minutes=30)  # what the first reminder waits for
MOST = NOON + timedelta(hours=22, minutes=54)  # and the second
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


@pytest.fixture(autouse=True)
def _nobody_is_called_by_sms(settings):
    settings.SMS_URL = "null://"


@pytest.fixture
def town(db):
    return make_municipality()


@pytest.fixture
def maria(town):
    return make_staff_member(town)


@pytest.fixture
def karin(town):
    return make_staff_member(town, "manager")


@pytest.fixture
def inquiry(town, maria, karin):
    """A family that wrote on Wednesday at noon, and is promised Thursday 13.30."""
    return received(town)


def received(town, number=12, at=NOON):
    who = Registration(
        name="Anna", phone=f"+467017406{number}", email=f"anna{number}@example.se"
    )
    return receive(town, who, at=at)


def dispatch(moment):
    """One round; how many messages left in it: nothing early, and nothing left over."""
    before = set(left())
    result = run_once(moment, "test")
    assert result.failed_steps == ()
    assert all(left()[pk] <= moment for pk in left().keys() - before)
    assert not Message.objects.waiting().filter(not_before__lte=moment)
    return result.sent


def left():
    """What has left, and when it was due."""
    sent = Message.objects.filter(status=Status.SENT)
    return dict(sent.values_list("pk", "not_before"))


def steps_sent(kind="reminder"):
    """Of reminders that left, in their order."""
    left = Message.objects.filter(status=Status.SENT, kind=kind)
    return list(left.order_by("sent_at").values_list("step", flat=True))


def each_mail_once(mailoutbox):
    numbers = Counter(each.extra_headers["Message-ID"] for each in mailoutbox)
    return set(numbers.values()) <= {1}


# --- Jumps


@pytest.mark.parametrize("gap", [HOUR, DAY, YEAR])
def test_after_a_gap_of_any_length_all_that_is_due_leaves_in_one_round(
    inquiry, town, gap, mailoutbox
):
    """The clock has jumped forwards, or the dispatcher has stood still: it is one."""
    dispatch(THURSDAY - HOUR)
    received(town, 13, at=THURSDAY - HOUR / 2)  # meanwhile
    assert dispatch(THURSDAY - HOUR + gap) > 0
    assert dispatch(THURSDAY - HOUR + gap + A_ROUND) == 0
    assert each_mail_once(mailoutbox)
    about_staff = Message.objects.filter(status=Status.SENT, staff__isnull=False)
    apart = about_staff.filter(kind="reminder").values_list("staff", "subject_id")
    assert max(Counter(apart).values()) == 1


def test_a_promise_that_fell_due_while_the_dispatcher_stood_still_is_broken_once(
    inquiry,
):
    dispatch(NOON)
    for _ in range(3):
        dispatch(NOON + 2 * DAY)
    broken = Event.objects.filter(kind=Event.Kind.PROMISE_BROKEN)
    assert broken.count() == 1


@pytest.mark.parametrize("jump", [HOUR, YEAR])
def test_a_clock_that_jumps_back_sends_nothing_again_and_nothing_early(
    inquiry, jump, mailoutbox
):
    dispatch(THURSDAY)
    assert steps_sent() == ["half"]
    for moment in (THURSDAY - jump, THURSDAY - jump + A_ROUND, THURSDAY + A_ROUND):
        assert dispatch(moment) == 0
    assert dispatch(MOST - A_ROUND) == 0
    assert dispatch(MOST) == 1
    assert steps_sent() == ["half", "most"]
    assert each_mail_once(mailoutbox)


@pytest.mark.parametrize("jump", [HOUR, YEAR])
def test_after_a_round_with_a_clock_far_ahead_what_is_new_leaves_at_once_and_once(
    inquiry, town, jump, mailoutbox
):
    dispatch(THURSDAY)
    dispatch(THURSDAY + jump)
    sent = len(mailoutbox)
    received(town, 13, at=THURSDAY + A_ROUND)
    assert dispatch(THURSDAY + 2 * A_ROUND) > 0
    assert len(mailoutbox) > sent
    assert dispatch(THURSDAY + 3 * A_ROUND) == 0
    assert each_mail_once(mailoutbox)


# --- The days on which clocks are moved


def half_hours(day, end):
    """From midnight to that hour by the clock on the wall; 24 is midnight again."""
    moment = datetime.combine(day, time(0), STOCKHOLM).timestamp()
    last_day, hour = (day + DAY, 0) if end == 24 else (day, end)
    over = datetime.combine(last_day, time(hour), STOCKHOLM).timestamp()
    while moment < over:
        yield datetime.fromtimestamp(moment, STOCKHOLM)
        moment += HALF_AN_HOUR.total_seconds()


@pytest.mark.parametrize(
    ("day", "end", "number"),
    [
        (SPRING, 5, 8),
        (AUTUMN, 5, 12),
        pytest.param(SPRING, 24, 46, marks=pytest.mark.slow),
        pytest.param(AUTUMN, 24, 50, marks=pytest.mark.slow),
    ],
)
@pytest.mark.django_db
def test_every_half_hour_of_a_change_day_has_its_round_and_its_message(
    day, end, number
):
    """In short of the night alone: after five o'clock a day is like any other."""
    town = make_municipality()
    moments = list(half_hours(day, end))
    for moment in moments:
        make_message(town, not_before=moment)
    assert [dispatch(moment) for moment in moments] == [1] * number


@pytest.mark.parametrize(
    "due_at",
    [
        datetime(2026, 3, 29, 1, 30, tzinfo=STOCKHOLM),
        datetime(2026, 3, 29, 3, 0, tzinfo=STOCKHOLM),
        datetime(2026, 10, 25, 2, 30, tzinfo=STOCKHOLM),
        datetime(2026, 10, 25, 2, 30, tzinfo=STOCKHOLM, fold=1),
        datetime(2026, 10, 25, 3, 30, tzinfo=STOCKHOLM),
    ],
)
@pytest.mark.django_db
def test_what_is_due_in_the_night_of_a_change_is_reminded_of_then_and_once(due_at):
    always = {"quiet_from": time(0), "quiet_until": time(0)}
    maria = make_staff_member(make_municipality(hours=False, **always))
    inquiry = make_inquiry(maria.memberships.get().municipality, owner=maria)
    step = NextStep("call", due_at.astimezone(UTC), maria.pk)
    plan_next_step(inquiry, step, by=maria, at=step.due_at - HOUR)
    for moment in half_hours(due_at.date(), end=6):
        dispatch(moment)
    reminder = Message.objects.get(step="due")
    assert (reminder.created_at, reminder.status) == (step.due_at, Status.SENT)
    assert steps_sent() == ["half", "due"]


# --- Two beats at once


def two_beats(moment):
    def beat(number):
        try:
            return run_once(moment, f"beat {number}").failed_steps
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(beat, range(2))) == [(), ()]
    assert dispatch(moment + A_ROUND) == 0


def let_two_meet(monkeypatch):
    """Neither goes on with its first reminders before the other has begun."""
    both, first_ones, whole = Barrier(2), iter(range(2)), reminders._look_again

    def look_again(tasks):
        if tasks and next(first_ones, None) is not None:
            both.wait(timeout=10)
        whole(tasks)

    monkeypatch.setattr(reminders, "_look_again", look_again)


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_remind_and_apologise_once(monkeypatch, mailoutbox):
    monkeypatch.setattr(reminders, "BATCH", 2)  # so that both find work
    let_two_meet(monkeypatch)
    town = make_municipality()
    for _ in range(20):
        make_staff_member(town)
    for number in range(10, 30):
        received(town, number)  # whoever has least gets the next
    two_beats(THURSDAY)
    assert steps_sent() == ["half"] * 20
    assert Message.objects.filter(step="half").count() == 20
    two_beats(NOON + 2 * DAY)
    assert Event.objects.filter(kind=Event.Kind.PROMISE_BROKEN).count() == 20
    apologies = Message.objects.filter(kind="apology", status=Status.SENT)
    told = Counter(apologies.values_list("inquiry", "channel"))
    assert list(told.values()) == [1] * 40
    assert each_mail_once(mailoutbox)
