"""Whatever a provider does for an hour: nothing lost, one message for each intent.

Real servers on loopback; time passes by the moment that each round is given. What one
fault does to one message stands in test_sms.py and test_email.py.
"""

from collections import Counter
from datetime import timedelta
from itertools import count

import pytest

from messaging import delivery, turns
from messaging.delivery import deliver_due
from messaging.models import Channel, Message, Status
from tests.make import NOON, make_message, make_municipality

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
_numbers = count()
SENDERS = ("Ekebacka", "Sjoliden")


@pytest.fixture
def towns():
    return [make_municipality(sms_sender=sender) for sender in SENDERS]


@pytest.fixture
def impatient(monkeypatch):
    """Slow is 0.5 s instead of 30 s, and we wait for 0.2 s instead of 15 s."""
    monkeypatch.setattr(delivery, "MESSAGE_SECONDS", 0.2)
    monkeypatch.setattr(delivery, "LANE_SECONDS", 0.2)


def make_sms(town, **fields):
    number = 605 + next(_numbers) % 95  # one number gets five receipts an hour
    body = f"{town.pk}/{number}"
    recipient = f"+46701740{number}"
    return make_message(town, channel="sms", recipient=recipient, body=body, **fields)


def an_hour():
    for minute in range(0, 60, 10):
        deliver_due(NOON + minute * MINUTE)


def until_nothing_waits(moment):
    while waiting := Message.objects.waiting().order_by("-not_before").first():
        moment = max(moment, waiting.not_before)
        before = Message.objects.values_list("status", "attempt").order_by("pk")
        before = list(before)
        deliver_due(moment)
        after = Message.objects.values_list("status", "attempt").order_by("pk")
        assert list(after) != before, "nothing moves any more"


SMS_FAULTS = {
    "500": {"status": 500},
    "429": {"status": 429, "refuses": True, "retry_after": "120"},
    "503": {"status": 503, "refuses": True},
    "slow": {"slow_seconds": 0.5},
    "garbage": {"body": "<html>"},
    "dropped": {"hangs_up": True},
    "account empty": {"status": 402, "refuses": True},
}


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("fault", SMS_FAULTS)
def test_an_hour_of_a_faulty_sms_service_loses_and_doubles_nothing(elks, towns, fault):
    messages = [make_sms(town) for town in towns for _number in range(3)]
    well = {name: getattr(elks, name) for name in SMS_FAULTS[fault]}
    vars(elks).update(SMS_FAULTS[fault])
    an_hour()
    vars(elks).update(well)
    until_nothing_waits(NOON + 60 * MINUTE)
    taken = Counter(each["message"] for each in elks.accepted)
    fate = dict(Message.objects.values_list("body", "status"))
    assert len(fate) == len(messages)
    assert set(fate.values()) <= {Status.SENT, Status.UNCERTAIN}
    assert max(taken.values()) == 1
    assert {body for body, status in fate.items() if status == Status.SENT} <= {*taken}
    if SMS_FAULTS[fault].get("refuses"):  # surely not accepted: nobody need decide
        assert set(fate.values()) == {Status.SENT}


MAIL_FAULTS = {
    "451": {"answers": {"RCPT": "451 4.7.1 later"}},
    "421": {"answers": {"MAIL": "421 4.3.2 closing"}},
    "garbage": {"answers": {"MAIL": "? ? ?"}},
    "dropped before": {"hang_up_after": "RCPT"},
    "login": {"answers": {"MAIL": "535 5.7.8 who?"}},
}


@pytest.mark.parametrize("fault", MAIL_FAULTS)
def test_an_hour_of_a_faulty_mail_server_loses_and_doubles_nothing(smtp, towns, fault):
    messages = [make_message(town) for town in towns for _number in range(3)]
    well = {"answers": {}, "hang_up_after": None}
    vars(smtp).update(MAIL_FAULTS[fault])
    an_hour()
    assert not smtp.mails
    vars(smtp).update(well)
    until_nothing_waits(NOON + 60 * MINUTE)
    assert sorted(smtp.recipients) == sorted(each.recipient for each in messages)
    assert not Message.objects.exclude(status=Status.SENT).exists()


def test_a_service_that_asks_for_peace_gets_it(elks, towns):
    elks.status, elks.refuses, elks.retry_after = 429, True, "1800"
    message = make_sms(towns[0])
    deliver_due(NOON)
    waiting = Message.objects.get(pk=message.pk)
    assert timedelta(minutes=30) <= waiting.not_before - NOON < timedelta(minutes=31)


@pytest.mark.parametrize("asked", ["", "soon", "-5", "9" * 10, "Wed, 11 Mar 2026"])
def test_a_service_that_asks_for_nonsense_is_asked_again_as_usual(elks, towns, asked):
    elks.status, elks.refuses, elks.retry_after = 429, True, asked
    message = make_sms(towns[0])
    deliver_due(NOON)
    waiting = Message.objects.get(pk=message.pk)
    assert waiting.not_before - NOON < timedelta(minutes=1)


def test_peace_lasts_an_hour_at_most(elks, towns):
    elks.status, elks.refuses, elks.retry_after = 503, True, "999999"
    message = make_sms(towns[0])
    deliver_due(NOON)
    waiting = Message.objects.get(pk=message.pk)
    assert waiting.not_before - NOON < timedelta(minutes=61)


def test_one_municipalitys_broken_provider_costs_another_one_round(
    elks, towns, monkeypatch
):
    """One message holds a round up for 15 s and more at the most: far below 60 s."""
    for patience in ("MESSAGE_SECONDS", "LANE_SECONDS"):
        monkeypatch.setattr(delivery, patience, 1.0)
    elks.slow_seconds, elks.slow_for = 2.0, "Ekebacka"
    for _number in range(10):
        make_sms(towns[0], not_before=NOON - 60 * MINUTE)
    others = [make_sms(towns[1]) for _number in range(3)]
    deliver_due(NOON)
    assert Message.objects.filter(status=Status.UNCERTAIN).count() == 1
    deliver_due(NOON + timedelta(seconds=2))
    sent = Message.objects.filter(status=Status.SENT)
    assert {each.pk for each in sent} == {each.pk for each in others}


def test_municipalities_take_turns_and_whoever_failed_comes_last():
    ids = [make_message().pk for _number in range(5)]
    claimed = list(zip(ids, [1, 1, 1, 2, 2], strict=True))
    a, b, c, d, e = ids
    assert turns.in_turn(Channel.PUSH, claimed) == [a, d, b, e, c]
    turns.note_fault(Channel.PUSH, 1)
    assert turns.in_turn(Channel.PUSH, claimed) == [d, e, a, b, c]
    assert turns.in_turn(Channel.SMS, claimed) == [a, d, b, e, c]
    turns.note_success(Channel.PUSH, 1)
    assert turns.in_turn(Channel.PUSH, claimed) == [a, d, b, e, c]
