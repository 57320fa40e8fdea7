"""When a rung of the ladder is reached: office time, not the wall clock's."""

from datetime import date, datetime, timedelta

import pytest

from followups import reminders
from followups.models import ReminderRule
from followups.moments import Wait, wait_of
from inquiries.services.receive import receive
from messaging.models import Message
from organisation.models import Absence, SpecialDay
from organisation.services import touch_settings
from tests.make import (
    NOON,
    STOCKHOLM,
    Registration,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


def rule(**moment):
    return ReminderRule(step="new", recipient="owner", **moment)


@pytest.mark.parametrize(
    ("since", "due_at", "percent", "reached"),
    [
        ("2026-03-09 08:00", "2026-03-09 12:00", 50, "2026-03-09 10:00"),
        ("2026-03-09 08:00", "2026-03-09 12:00", 80, "2026-03-09 11:12"),
        # Asked when the office has closed: on Tuesday morning, not at midnight.
        ("2026-03-09 17:00", "2026-03-10 11:00", 50, "2026-03-10 09:30"),
        ("2026-03-09 16:00", "2026-03-10 11:00", 80, "2026-03-10 10:18"),
        # Lunch does not count: 3.5 hours before it and after it.
        ("2026-03-09 10:00", "2026-03-09 14:00", 50, "2026-03-09 11:30"),
        # Friday to Monday: the weekend is no time.
        ("2026-03-13 16:00", "2026-03-16 08:30", 50, "2026-03-13 16:30"),
        ("2026-03-13 16:00", "2026-03-16 08:30", 80, "2026-03-16 08:18"),
        # An evening in which no office is open: half of the evening itself.
        ("2026-03-09 17:00", "2026-03-09 20:00", 50, "2026-03-09 18:30"),
        # Over the night in which clocks are moved forward: 6 hours, not 7.
        ("2026-03-28 22:00", "2026-03-29 05:00", 50, "2026-03-29 01:00"),
        # Due before it was planned: at once.
        ("2026-03-10 09:00", "2026-03-09 12:00", 50, "2026-03-09 12:00"),
    ],
)
def test_a_share_of_the_time_is_a_share_of_the_office_time(
    since, due_at, percent, reached
):
    wait = Wait(make_municipality(), local(since), local(due_at))
    assert wait.moment_of(rule(percent=percent)) == local(reached)


def test_of_a_time_that_the_family_chose_a_share_is_of_that_time_alone():
    begin, end = local("2026-03-13 10:00"), local("2026-03-13 10:30")
    wait = Wait(make_municipality(), NOON, end, begin)
    assert wait.moment_of(rule(percent=50)) == local("2026-03-13 10:15")
    assert wait.moment_of(rule(offset_minutes=-60)) == local("2026-03-13 09:30")


def test_without_office_hours_every_hour_counts():
    wait = Wait(make_municipality(hours=False), NOON, NOON + 10 * HOUR)
    assert wait.moment_of(rule(percent=80)) == NOON + 8 * HOUR
    later = rule(offset_minutes=60, in_office_time=True)
    assert wait.moment_of(later) == NOON + 11 * HOUR


def test_minutes_before_are_elapsed_time():
    """GLPI 22678: an hour before Tuesday 11.00 is 10.00, whenever it was asked."""
    wait = Wait(
        make_municipality(), local("2026-03-09 17:00"), local("2026-03-10 11:00")
    )
    assert wait.moment_of(rule(offset_minutes=-60)) == local("2026-03-10 10:00")


@pytest.mark.parametrize(
    ("due_at", "reached"),
    [
        ("2026-03-13 16:00", "2026-03-16 08:30"),  # over the weekend
        ("2026-03-11 20:00", "2026-03-12 09:00"),  # after an evening
        ("2026-03-11 11:30", "2026-03-11 13:30"),  # over lunch
    ],
)
def test_the_managers_hour_is_an_hour_of_office_time(due_at, reached):
    wait = Wait(make_municipality(), NOON - 48 * HOUR, local(due_at))
    after = rule(offset_minutes=60, in_office_time=True)
    assert wait.moment_of(after) == local(reached)


def test_a_red_day_is_no_time():
    municipality = make_municipality()
    SpecialDay.objects.create(
        municipality=municipality, day=date(2026, 3, 12), name="Röd dag"
    )
    touch_settings(municipality)
    wait = Wait(municipality, local("2026-03-11 14:30"), local("2026-03-13 10:00"))
    assert wait.moment_of(rule(percent=50)) == local("2026-03-11 16:30")


def test_nobody_is_warned_of_a_moment_that_had_passed_when_the_step_was_planned():
    wait = Wait(make_municipality(), NOON, NOON + HOUR / 2)
    before = [each.rule.step for each in wait.moments()]
    assert before == ["half", "most", "due", "after"]
    ReminderRule.objects.filter(step="half").update(percent=None, offset_minutes=-60)
    touch_settings(wait.municipality)
    after = [each.rule.step for each in wait.moments()]
    assert after == ["most", "due", "after"]


# Who is reminded while somebody is away


@pytest.fixture
def maria():
    return make_staff_member(make_municipality(), display_name="Maria Lind")


@pytest.fixture
def ali(maria):
    municipality = maria.memberships.get().municipality
    return make_staff_member(municipality, display_name="Ali Demir")


@pytest.fixture
def task(maria):
    municipality = maria.memberships.get().municipality
    told = Registration(name="Anna", phone="+46701740612", owner_id=maria.pk)
    return receive(municipality, told, at=NOON).followups.get()


def away(staff, substitute=None):
    municipality = staff.memberships.get().municipality
    Absence.objects.create(
        municipality=municipality,
        staff=staff,
        substitute=substitute,
        first_day=date(2026, 3, 12),
        last_day=date(2026, 3, 20),
    )
    touch_settings(municipality)


def reminded(task, moment):
    reminders.create_due(moment)
    rows = Message.objects.filter(kind="reminder").order_by("staff")
    return [each.staff for each in rows]


def test_the_substitute_is_warned_instead_of_whoever_is_away(task, maria, ali):
    away(maria, ali)
    half = wait_of(task).moments()[0].at
    assert reminded(task, half) == [ali]


def test_the_substitute_is_reminded_at_the_deadline(task, maria, ali):
    eva = make_staff_member(task.municipality)
    away(maria, ali)
    assert eva not in reminded(task, task.due_at)
    assert Message.objects.get(kind="reminder").staff == ali


def test_the_team_is_reminded_at_the_deadline_where_there_is_no_substitute(
    task, maria, ali
):
    assert reminded(task, task.due_at) == [maria, ali]


def test_the_team_is_warned_where_the_owner_is_away_without_a_substitute(
    task, maria, ali
):
    away(maria)
    half = wait_of(task).moments()[0].at
    assert ali in reminded(task, half)
