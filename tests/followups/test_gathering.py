"""Many reminders for one person become one, and what is late is told every morning."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from followups import gathering, lateness, reminders
from followups.models import FollowUpTask, ReminderRule
from inquiries.services.broken import settle_broken
from inquiries.services.receive import receive
from messaging.failing import failures_of_a_step
from messaging.models import Message, Status
from organisation.models import SpecialDay
from organisation.services import touch_settings
from tests.make import (
    NOON,
    STOCKHOLM,
    Registration,
    make_inquiry,
    make_municipality,
    make_staff_member,
)
from tests.waiting import second_of_two

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
DUE = NOON + HOUR


@pytest.fixture
def ekebacka():
    municipality = make_municipality()
    ReminderRule.objects.filter(municipality=municipality).exclude(step="due").delete()
    touch_settings(municipality)
    return municipality


@pytest.fixture
def maria(ekebacka):
    return make_staff_member(ekebacka)


def owe(municipality, number, due_at=DUE):
    """So many steps of the team's that are due then."""
    made = [make_inquiry(municipality, due_at=due_at) for _ in range(number)]
    FollowUpTask.objects.filter(inquiry__in=made).update(next_action_at=due_at)
    return made


def waiting():
    rows = Message.objects.filter(staff__isnull=False).waiting()
    return [(each.kind, each.heading) for each in rows]


def gathered():
    return Message.objects.waiting().get(kind="reminders")


def test_five_reminders_leave_one_by_one(ekebacka, maria):
    owe(ekebacka, 5)
    reminders.create_due(DUE)
    assert [kind for kind, _ in waiting()] == ["reminder"] * 5


def test_more_than_five_become_one_message_with_ages(ekebacka, maria):
    owe(ekebacka, 6)
    owe(ekebacka, 1, due_at=DUE - 2 * HOUR)
    assert reminders.create_due(DUE + HOUR) == 7
    assert waiting() == [("reminders", "7 samtal är sena, det äldsta sedan 3 timmar")]
    assert gathered().body.count(": försenad sedan 1 timme") == 6


def test_what_was_gathered_never_fires_later(ekebacka, maria):
    owe(ekebacka, 6)
    reminders.create_due(DUE)
    FollowUpTask.objects.update(next_action_at=DUE)
    assert reminders.create_due(DUE + HOUR) == 0
    assert len(waiting()) == 1


def test_reminders_of_several_rounds_that_still_wait_are_gathered_too(ekebacka, maria):
    """At night nothing leaves: the morning begins with one message, not with ten."""
    for number in range(10):
        owe(ekebacka, 1, due_at=DUE + number * HOUR)
        reminders.create_due(DUE + number * HOUR)
    assert [kind for kind, _ in waiting()] == ["reminders"]
    assert len(gathering.open_tasks(gathering._told_in([gathered()]))) == 10


def test_more_than_one_batch_is_one_message_all_the_same(ekebacka, maria, monkeypatch):
    monkeypatch.setattr(reminders, "BATCH", 4)
    owe(ekebacka, 11)
    reminders.create_due(DUE + HOUR)
    assert waiting() == [("reminders", "11 samtal är sena, det äldsta sedan 1 timme")]


def test_a_gathered_message_is_wanted_while_one_of_its_steps_is_open(ekebacka, maria):
    owe(ekebacka, 6)
    reminders.create_due(DUE)
    message = gathered()
    assert gathering.still_wanted([message]) == {message.pk}
    FollowUpTask.objects.update(generation=2)
    assert gathering.still_wanted([message]) == set()


def test_while_mail_is_away_a_step_has_one_reminder_that_waits(maria, ekebacka):
    """CiviCRM 31600: two hours without a mail server, and one mail when it is back."""
    (inquiry,) = owe(ekebacka, 1)
    for minutes in (30, 60, 90):
        ReminderRule.objects.create(
            municipality=ekebacka,
            step=f"after-{minutes}",
            offset_minutes=minutes,
            recipient="substitute",
        )
    touch_settings(ekebacka)
    for minutes in (0, 30, 60, 90):
        reminders.create_due(DUE + timedelta(minutes=minutes))
    (message,) = Message.objects.waiting().filter(kind="reminder")
    assert (message.step, message.inquiry) == ("after-90", inquiry)
    FollowUpTask.objects.update(next_action_at=DUE)
    assert reminders.create_due(DUE + 2 * HOUR) == 0


def test_each_person_has_a_count_of_their_own(ekebacka, maria):
    ali = make_staff_member(ekebacka)
    ReminderRule.objects.update(recipient="owner")
    touch_settings(ekebacka)
    for owner, number in ((maria, 6), (ali, 2)):
        for inquiry in owe(ekebacka, number):
            inquiry.followups.update(owner=owner)
    reminders.create_due(DUE)
    by_kind = Message.objects.waiting().order_by("kind").values_list("kind", "staff")
    assert list(by_kind) == [
        ("reminder", ali.pk),
        ("reminder", ali.pk),
        ("reminders", maria.pk),
    ]


def test_many_broken_promises_are_one_message_to_a_manager(ekebacka):
    karin = make_staff_member(ekebacka, "manager")
    for number in range(6):
        who = Registration(name=f"Bo {number}", phone=f"+4670174062{number}")
        receive(ekebacka, who, at=NOON)
    settle_broken(NOON + timedelta(days=2))
    message = gathered()
    assert (message.staff, message.heading) == (karin, "6 löften har brutits")


@pytest.mark.django_db(transaction=True)
def test_two_dispatchers_remind_one_person_in_one_message(ekebacka, maria):
    """The second waits for the first, and puts what both have written together."""
    owe(ekebacka, 8)

    def claim_four():
        reminders._claim(DUE)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(reminders, "BATCH", 4)
        second_of_two(claim_four, claim_four)
    assert [kind for kind, _ in waiting()] == ["reminders"]
    assert gathered().body.count("2026-") == 8


# What is late, every working morning


@pytest.fixture
def karin(ekebacka):
    return make_staff_member(ekebacka, "manager")


def morning(day):
    return datetime(2026, 3, day, 8, tzinfo=STOCKHOLM)


def late_ones():
    return Message.objects.filter(kind="late").order_by("created_at")


def test_managers_are_told_each_working_morning_until_it_is_done(ekebacka, karin):
    owe(ekebacka, 2)
    told = {}
    for day in range(12, 19):  # Thursday to Wednesday
        told[day] = lateness.tell_managers(morning(day))
        if day == 17:
            FollowUpTask.objects.update(due_at=morning(31))
    assert told == {12: 1, 13: 1, 14: 0, 15: 0, 16: 1, 17: 1, 18: 0}
    first = late_ones()[0]
    assert first.heading == "2 samtal är sena, det äldsta sedan 19 timmar"
    assert first.staff == karin


def test_a_manager_is_told_once_a_day_and_not_before_eight(ekebacka, karin):
    owe(ekebacka, 1)
    assert lateness.tell_managers(morning(12) - timedelta(seconds=1)) == 0
    assert lateness.tell_managers(morning(12)) == 1
    assert lateness.tell_managers(morning(12) + 5 * HOUR) == 0


def test_after_an_outage_the_morning_is_caught_up_with(ekebacka, karin):
    owe(ekebacka, 1)
    assert lateness.tell_managers(morning(12) + 3 * HOUR) == 1


def test_nothing_is_said_where_nothing_was_late_at_eight(ekebacka, karin):
    owe(ekebacka, 1, due_at=morning(12) + HOUR)
    assert lateness.tell_managers(morning(12)) == 0
    assert lateness.tell_managers(morning(12) + 2 * HOUR) == 0


def test_a_red_day_is_no_working_day(ekebacka, karin):
    SpecialDay.objects.create(
        municipality=ekebacka, day=morning(12).date(), name="Röd dag"
    )
    touch_settings(ekebacka)
    owe(ekebacka, 1)
    assert lateness.tell_managers(morning(12)) == 0


def test_without_office_hours_mondays_to_fridays_are_worked():
    municipality = make_municipality(hours=False)
    make_staff_member(municipality, "manager")
    owe(municipality, 1)
    assert lateness.tell_managers(morning(13)) == 1
    assert lateness.tell_managers(morning(14)) == 0


@pytest.mark.parametrize("day", ["2026-03-30", "2026-10-26"])
def test_eight_is_eight_after_the_clocks_have_moved(ekebacka, karin, day):
    owe(ekebacka, 1)
    eight = datetime.fromisoformat(f"{day} 08:00").replace(tzinfo=STOCKHOLM)
    assert lateness.tell_managers(eight - timedelta(minutes=1)) == 0
    assert lateness.tell_managers(eight) == 1


def test_what_was_done_before_it_left_is_not_told(ekebacka, karin):
    owe(ekebacka, 1)
    lateness.tell_managers(morning(12))
    message = late_ones().get()
    assert lateness.still_wanted([message]) == {message.pk}
    FollowUpTask.objects.update(due_at=morning(31))
    assert lateness.still_wanted([message]) == set()


def test_one_municipality_that_fails_silences_no_other(ekebacka, karin, monkeypatch):
    sjoliden = make_municipality()
    make_staff_member(sjoliden, "manager")
    owe(ekebacka, 1)
    owe(sjoliden, 1)
    real = lateness.managers

    def fail_in_the_first(municipality, moment):
        if municipality == ekebacka:
            raise RuntimeError("planted")
        return real(municipality, moment)

    monkeypatch.setattr(lateness, "managers", fail_in_the_first)
    with failures_of_a_step() as failed:
        assert lateness.tell_managers(morning(12)) == 1
    assert failed == {ekebacka.pk}
    assert late_ones().get().municipality == sjoliden
    assert late_ones().get().status == Status.QUEUED
    assert not connection.needs_rollback
