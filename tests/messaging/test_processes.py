"""Dispatchers that are killed, frozen, stopped and many: with real processes."""

import os
import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import time as time_of_day
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from followups.steps import NextStep
from inquiries.services.moves import plan_next_step
from messaging import claims, delivery
from messaging.channels.sms import NullCarrier
from messaging.delivery import deliver_due
from messaging.lane import Lane
from messaging.models import Channel, DispatcherRun, Message, Status
from messaging.rounds import Round
from tests.make import (
    NOON,
    make_inquiry,
    make_message,
    make_municipality,
    make_staff_member,
)
from tests.messaging.processes import PATIENCE, let_the_lease_pass, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def due_message(**fields):
    now = timezone.now()
    fields = {"not_before": now, "created_at": now, **fields}
    return make_message(make_municipality(), **fields)


def once(provider, act):
    """Do something at the first acceptance, before the provider answers."""

    def on_mail():
        provider.on_mail = None
        act()

    provider.on_mail = on_mail


def test_a_dispatcher_killed_between_acceptance_and_commit_doubles_one_mail(
    smtp, start_dispatcher
):
    message = due_message()
    once(smtp, lambda: process.kill())
    process = start_dispatcher()
    assert process.wait(PATIENCE) == -signal.SIGKILL
    assert Message.objects.get().status == Status.SENDING
    assert deliver_due(timezone.now()) == 0
    let_the_lease_pass()
    assert deliver_due(timezone.now()) == 1
    assert [each["Message-ID"] for each in smtp.mails] == [
        f"<{message.pk}@example.se>"
    ] * 2
    assert Message.objects.get().status == Status.SENT


def test_a_dispatcher_killed_with_an_sms_in_hand_leaves_it_to_a_person(
    elks, smtp, start_dispatcher
):
    due_message(channel="sms", recipient="+46701740605")
    elks.slow_seconds = 2.0
    process = start_dispatcher()
    wait_until(lambda: elks.accepted)
    process.kill()
    process.wait(PATIENCE)
    let_the_lease_pass()
    deliver_due(timezone.now())
    assert len(elks.accepted) == 1
    assert Message.objects.get().status == Status.UNCERTAIN


def test_a_dispatcher_frozen_past_its_lease_changes_nothing_when_it_wakes(
    smtp, start_dispatcher
):
    due_message()
    once(smtp, lambda: os.kill(process.pid, signal.SIGSTOP))
    process = start_dispatcher()
    wait_until(lambda: smtp.mails)
    let_the_lease_pass()
    assert deliver_due(timezone.now()) == 1
    before = Message.objects.values().get()
    os.kill(process.pid, signal.SIGCONT)
    wait_until(DispatcherRun.objects.exists)  # its first round has ended
    process.terminate()
    said, _nothing = process.communicate(timeout=PATIENCE)
    assert "passed into other hands" in said
    assert Message.objects.values().get() == before
    assert len(smtp.mails) == 2


@pytest.mark.slow
def test_a_dispatcher_asked_to_stop_ends_well(smtp, start_dispatcher):
    process = start_dispatcher()
    wait_until(DispatcherRun.objects.exists)
    process.terminate()
    said, _nothing = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert "Stopped" in said


CLAIMS = """
claims.claim("email", timezone.now(), 10)
"""
RECEIVES = """
whoever = Registration(name="Anna", email="anna@example.se")
receive(Municipality.objects.get(), whoever, at=timezone.now())
"""
AND_IS_KILLED = """
import os, signal
from django.utils import timezone
from inquiries.services.receive import receive
from tests.make import Registration
from messaging import claims
from organisation.models import Municipality
{deed}
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("deed", [CLAIMS, RECEIVES], ids=["claims", "receives"])
def test_a_process_killed_just_after_its_commit_leaves_a_message_that_is_sent_once(
    smtp, start, deed
):
    """It has claimed and not begun; or received a family and told nobody of it."""
    if deed == CLAIMS:
        due_message()
    else:
        make_municipality()
    process = start("shell", "--no-imports", "-c", AND_IS_KILLED.format(deed=deed))
    assert process.wait(PATIENCE) == -signal.SIGKILL
    let_the_lease_pass()
    soon = timezone.now() + timedelta(minutes=2)
    assert deliver_due(soon) == 1
    assert deliver_due(soon) == 0
    assert len(smtp.mails) == 1
    assert Message.objects.get().attempt == 1


@pytest.mark.slow
def test_without_any_beat_a_loop_reminds_in_time_and_once(smtp, start_dispatcher):
    """No broker and no beat: one process, a few rounds, and a step due in seconds."""
    always = {"quiet_from": time_of_day(0), "quiet_until": time_of_day(0)}
    town = make_municipality(hours=False, **always)
    maria = make_staff_member(town)
    inquiry = make_inquiry(town, owner=maria)
    process = start_dispatcher()
    wait_until(DispatcherRun.objects.exists)
    now = timezone.now()
    due_at = now + timedelta(seconds=1)
    plan_next_step(inquiry, NextStep("call", due_at, maria.pk), by=maria, at=now)
    wait_until(lambda: Message.objects.filter(step="due", status=Status.SENT))
    for _ in range(3):
        last = DispatcherRun.objects.get().finished_at
        wait_until(lambda last=last: DispatcherRun.objects.get().finished_at > last)
    reminder = Message.objects.get(step="due")
    assert due_at <= reminder.created_at <= reminder.sent_at
    assert process.poll() is None
    assert len(smtp.mails) == Message.objects.filter(status=Status.SENT).count()
    assert max(Counter(each["Message-ID"] for each in smtp.mails).values()) == 1


class Counting(NullCarrier):
    def __init__(self):
        self.taken = []

    def send(self, message, municipality):
        self.taken.append(message.pk)
        return ""


def test_eight_dispatchers_at_once_take_each_message_once(monkeypatch):
    municipalities = [make_municipality() for _ in range(3)]
    Message.objects.bulk_create(
        Message(
            municipality=municipalities[number % 3],
            kind="notice",
            subject_type="inquiry",
            subject_id=number,
            step="received",
            channel="email",
            recipient_key="staff:1",
            recipient="maria@example.se",
            heading="Hej",
            body="Hej",
            not_before=NOON,
            created_at=NOON,
        )
        for number in range(1600)
    )
    carrier = Counting()
    monkeypatch.setitem(delivery.CARRIERS, Channel.EMAIL, lambda seconds: carrier)

    def dispatch(_number):
        try:
            return deliver_due(NOON)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(dispatch, range(8))) == 1600
    assert max(Counter(carrier.taken).values()) == 1
    assert Message.objects.filter(status=Status.SENT, attempt=1).count() == 1600


def test_what_became_of_a_message_is_written_after_the_database_came_back():
    class Unlucky(NullCarrier):
        def send(self, message, municipality):
            with ThreadPoolExecutor(1) as pool:
                pool.submit(_end_connection, connection.connection.info.backend_pid)
            return ""

    due_message()
    lane = Lane(Channel.EMAIL, Unlucky(), Round(timezone.now()), seconds=30)
    assert lane.run() == 1
    message = Message.objects.get()
    assert (message.status, message.attempt) == (Status.SENT, 1)
    assert claims.recover(timezone.now()) == 0


def _end_connection(process_id):
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [process_id])
    finally:
        connection.close()
