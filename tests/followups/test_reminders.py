from datetime import datetime, timedelta

import pytest

from followups import reminders, steps
from followups.models import FollowUpTask, ReminderRule
from inquiries.services.calls import log_call
from inquiries.services.moves import assign_owner, plan_next_step
from inquiries.services.receive import receive
from messaging.models import Message, Status
from organisation.services import touch_settings
from tests.make import (
    NOON,
    STOCKHOLM,
    Registration,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def maria():
    return make_staff_member(make_municipality())


@pytest.fixture
def karin(maria):
    return make_staff_member(maria.memberships.get().municipality, "manager")


@pytest.fixture
def task(maria, karin):
    inquiry = receive(
        maria.memberships.get().municipality,
        Registration(name="Anna", phone="+46701740612"),
        at=NOON,
    )
    return inquiry.followups.get()


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


def reminded():
    """Step and who, in the order in which they were written."""
    messages = Message.objects.filter(kind="reminder").order_by("created_at", "pk")
    return [(each.step, each.staff) for each in messages]


def test_owner_at_half_and_most_of_the_time_team_when_due_managers_after(
    task, maria, karin
):
    """Promised on Wednesday at 12.00 until Thursday 13.30: 8 h of office time."""
    ladder = [
        (local("2026-03-12 08:30"), ("half", maria)),
        (local("2026-03-12 10:54"), ("most", maria)),
        (local("2026-03-12 13:30"), ("due", maria)),
        (local("2026-03-12 14:30"), ("after", karin)),
    ]
    for number, (moment, expected) in enumerate(ladder):
        assert reminders.create_due(moment - MINUTE) == 0
        assert reminders.create_due(moment) == 1
        assert reminded()[number] == expected


def test_a_reminder_is_written_once_however_often_one_looks(task):
    reminders.create_due(task.due_at)
    FollowUpTask.objects.update(next_action_at=task.due_at)
    assert reminders.create_due(task.due_at) == 0


def test_after_an_outage_each_person_gets_one_reminder_and_no_storm(task):
    assert reminders.create_due(task.due_at + 24 * HOUR) == 2


def test_nothing_more_is_due_when_all_rules_have_fired(task):
    reminders.create_due(task.due_at + 24 * HOUR)
    task.refresh_from_db()
    assert task.next_action_at is None


def test_a_step_that_is_done_is_never_reminded_of(task, maria):
    reminders.create_due(task.due_at - HOUR)
    log_call(task.inquiry, "answered", by=maria, at=task.due_at - HOUR)
    message = Message.objects.get(kind="reminder")
    assert message.status == Status.CANCELLED


def test_nothing_more_is_said_of_a_step_that_is_done(task, maria):
    reminders.create_due(task.due_at - HOUR)
    next_step = steps.NextStep("home_visit", task.due_at + 100 * HOUR)
    log_call(
        task.inquiry, "answered", by=maria, at=task.due_at - HOUR, next_step=next_step
    )
    assert reminders.create_due(task.due_at + 2 * HOUR) == 0
    task.refresh_from_db()
    assert task.next_action_at is None


def test_a_step_moved_twice_in_a_day_is_reminded_of_both_times(task, maria):
    for hour in (1, 2):
        due_at = NOON + hour * HOUR
        plan_next_step(
            task.inquiry,
            steps.NextStep("call", due_at, maria.pk),
            by=maria,
            at=NOON,
        )
        assert reminders.create_due(due_at) == 1


def test_a_reminder_of_an_earlier_generation_is_no_longer_wanted(task, maria):
    reminders.create_due(task.due_at)
    message = Message.objects.get(kind="reminder")
    assert reminders.still_wanted([message]) == {message.pk}
    FollowUpTask.objects.update(generation=2)
    assert reminders.still_wanted([message]) == set()


def test_after_a_handover_the_new_owner_is_reminded_and_the_old_is_not(task, maria):
    ali = make_staff_member(task.municipality)
    touch_settings(task.municipality)
    assign_owner(task.inquiry, ali, by=maria, at=NOON)
    reminders.create_due(task.due_at - MINUTE)
    assert Message.objects.get(kind="reminder").staff == ali


def test_the_whole_team_is_reminded_where_the_owner_is_gone(task, maria):
    ali = make_staff_member(task.municipality)
    maria.is_active = False
    maria.save()
    touch_settings(task.municipality)
    reminders.create_due(task.due_at)
    assert [each.staff for each in Message.objects.filter(kind="reminder")] == [ali]


def test_a_deactivated_rule_reminds_nobody(task):
    ReminderRule.objects.all().delete()
    touch_settings(task.municipality)
    assert reminders.create_due(task.due_at + HOUR) == 0


def test_a_reminder_names_no_family(task):
    reminders.create_due(task.due_at + HOUR)
    for message in Message.objects.filter(kind="reminder"):
        assert "Anna" not in message.heading + message.body
        assert "2026-0001" in message.heading


def test_one_row_that_fails_stops_no_other(task, monkeypatch):
    other = receive(
        task.municipality, Registration(name="Bo", phone="+46701740613"), at=NOON
    )
    draft = reminders._of_step

    def fail_on_the_first(about, *arguments):
        if about.pk == task.pk:
            raise RuntimeError("planted")
        return draft(about, *arguments)

    monkeypatch.setattr(reminders, "_of_step", fail_on_the_first)
    assert reminders.create_due(task.due_at) == 1
    task.refresh_from_db()
    assert task.failures == 1
    assert task.next_action_at > task.due_at
    assert Message.objects.get(kind="reminder").inquiry == other


def test_more_reminders_than_one_batch_holds_are_all_written(task, monkeypatch):
    receive(task.municipality, Registration(name="Bo", phone="+46701740613"), at=NOON)
    monkeypatch.setattr(reminders, "BATCH", 1)
    assert reminders.create_due(task.due_at) == 2


def test_where_nobody_is_reminded_the_dispatcher_need_not_look(maria):
    municipality = maria.memberships.get().municipality
    ReminderRule.objects.filter(municipality=municipality).delete()
    inquiry = receive(
        municipality, Registration(name="Anna", phone="+46701740612"), at=NOON
    )
    assert inquiry.followups.get().next_action_at is None
