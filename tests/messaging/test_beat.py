"""The beat only says “look now”: plain intervals, and the database's clock."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from celery import current_app
from celery.schedules import maybe_schedule
from django.conf import settings
from django.utils import timezone

from messaging import jobs
from messaging.dispatch import database_now
from messaging.models import Status
from tests.make import make_message
from tests.messaging.carrying import fresh

ENTRIES = settings.CELERY_BEAT_SCHEDULE
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
JUMPS = [  # 02.00 becomes 03.00, and 03.00 becomes 02.00
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
]


@pytest.mark.parametrize("name", ENTRIES)
def test_every_entry_is_a_task_that_is_there_and_a_plain_interval(name):
    entry = ENTRIES[name]
    current_app.loader.import_default_modules()
    assert entry["task"] in current_app.tasks
    assert isinstance(entry["schedule"], timedelta)
    assert entry["schedule"] > timedelta()
    assert entry["options"]["expires"] > 0
    assert (current_app.conf.timezone, current_app.conf.enable_utc) == ("UTC", True)


@pytest.mark.parametrize("jump", JUMPS)
def test_clocks_that_are_moved_cost_no_beat_and_bring_none(jump):
    schedule = maybe_schedule(ENTRIES["dispatch"]["schedule"], app=current_app)
    last, beats = jump - HOUR, 0
    for second in range(1, 2 * 3600 + 1):
        now = jump - HOUR + second * SECOND
        schedule.nowfun = lambda now=now: now
        if schedule.is_due(last).is_due:
            last, beats = now, beats + 1
    assert beats == 2 * HOUR / ENTRIES["dispatch"]["schedule"]


@pytest.mark.parametrize("wrong_by", [-365 * 24 * HOUR, -HOUR, HOUR, 365 * 24 * HOUR])
@pytest.mark.django_db
def test_a_machine_whose_clock_is_wrong_sends_what_is_due_by_the_databases(
    wrong_by, mailoutbox
):
    now = database_now()
    due = make_message(not_before=now)
    soon = make_message(not_before=now + HOUR / 2)
    with time_machine.travel(timezone.now() + wrong_by):
        jobs.dispatch()
        jobs.dispatch()
    assert (fresh(due).status, fresh(soon).status) == (Status.SENT, Status.QUEUED)
    assert len(mailoutbox) == 1
    assert abs(fresh(due).sent_at - now) < HOUR / 2
