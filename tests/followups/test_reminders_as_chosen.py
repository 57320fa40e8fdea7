"""Reminders go the way that each person chose, and wait where the person is not to be
disturbed."""

from datetime import datetime, time, timedelta

import pytest

from followups import reminders
from followups.models import FollowUpTask, ReminderRule
from messaging.choices import Quiet, choose
from messaging.devices import add_device
from messaging.models import Message, Reach
from messaging.notices import DEFAULTS
from messaging.vapid import new_private_key
from organisation.services import touch_settings
from tests.make import STOCKHOLM, make_inquiry, make_municipality, make_staff_member
from tests.messaging.push_service import Browser

pytestmark = pytest.mark.django_db

EVENING = datetime(2026, 3, 11, 18, 30, tzinfo=STOCKHOLM)
MORNING = datetime(2026, 3, 12, 7, tzinfo=STOCKHOLM)


@pytest.fixture
def ekebacka(settings):
    settings.VAPID_PRIVATE_KEY = new_private_key()
    municipality = make_municipality()
    ReminderRule.objects.filter(municipality=municipality).exclude(step="due").delete()
    touch_settings(municipality)
    return municipality


@pytest.fixture
def maria(ekebacka):
    """Quiet from 18 to 7, and with a browser that takes notices."""
    maria = make_staff_member(ekebacka)
    quiet = Quiet(time(18), time(7), urgent_passes=True)
    choose(maria, ekebacka, DEFAULTS, quiet, at=EVENING)
    browser = Browser()
    add_device(
        maria,
        ekebacka,
        endpoint="https://fcm.googleapis.com/fcm/send/abc",
        p256dh=browser.p256dh,
        auth=browser.auth,
        name="Firefox, Windows",
        at=EVENING,
    )
    return maria


def remind(municipality, number):
    """So many steps that are due; what waits, by way and moment."""
    due_at = EVENING - timedelta(minutes=10)
    made = [make_inquiry(municipality, due_at=due_at) for _ in range(number)]
    FollowUpTask.objects.filter(inquiry__in=made).update(next_action_at=due_at)
    reminders.create_due(EVENING)
    rows = Message.objects.waiting().order_by("channel", "pk")
    return [(each.kind, each.channel, each.not_before) for each in rows]


def test_a_reminder_goes_every_way_and_waits_for_the_morning(ekebacka, maria):
    assert remind(ekebacka, 1) == [
        ("reminder", "email", MORNING),
        ("reminder", "push", MORNING),
    ]


def test_many_in_one_message_wait_as_each_would_have(ekebacka, maria):
    assert remind(ekebacka, 6) == [
        ("reminders", "email", MORNING),
        ("reminders", "push", MORNING),
    ]


def test_who_wants_no_reminders_gets_none(ekebacka, maria):
    reaches = DEFAULTS | {"reminder": Reach.NONE}
    choose(maria, ekebacka, reaches, None, at=EVENING)
    assert remind(ekebacka, 1) == []
