"""The month's report arrives once, although the sender is killed in the middle."""

import signal
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from messaging.models import Message, Status
from organisation.months import Month
from reports.models import Recipient, Snapshot
from reports.services.sending import last_due
from tests.make import make_inquiry, make_municipality
from tests.messaging.processes import PATIENCE, let_the_lease_pass, wait_until

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESSES = ["anna@example.se", "bo@example.se", "carin@example.se"]


class KillsAtTheSecond(dict):
    """Answers of a mail server: to the second recipient it answers no more."""

    def __init__(self, kill):
        super().__init__()
        self.kill = kill
        self.asked = 0

    def get(self, command):
        self.asked += command == "RCPT"
        if self.asked == 2:
            self.kill()
            return "421 Too late"
        return None


def test_each_recipient_gets_the_month_once_though_the_sender_is_killed(
    smtp, start_dispatcher
):
    """It freezes, writes the mails, sends one and is killed; another goes on."""
    due = last_due(timezone.now())
    month = Month.of(due).plus(-1)
    town = make_municipality()
    make_inquiry(town, received_at=month.start + timedelta(days=10))
    for each in ADDRESSES:
        Recipient.objects.create(
            municipality=town, email=each, added_at=due - timedelta(days=5)
        )
    smtp.answers = KillsAtTheSecond(lambda: process.kill())
    process = start_dispatcher()
    assert process.wait(PATIENCE) == -signal.SIGKILL
    assert Counter(smtp.recipients).total() == 1
    smtp.answers = {}
    let_the_lease_pass()
    start_dispatcher()
    reports = Message.objects.filter(kind="report")
    wait_until(lambda: reports.filter(status=Status.SENT).count() == 3)
    assert Counter(smtp.recipients) == dict.fromkeys(ADDRESSES, 1)
    assert [each.of_month for each in Snapshot.objects.all()] == [month]
