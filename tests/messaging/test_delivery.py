"""What is due leaves, and what fails is tried again."""

from datetime import timedelta

import pytest
from django.core import mail

from messaging import claims
from messaging.claims import MOST_TRIES
from messaging.delivery import deliver_due
from messaging.faults import Fault, NotNow, OutcomeUnknown
from messaging.models import Channel, Message, Status
from messaging.verdicts import postponed
from tests.make import NOON, make_inquiry, make_message, make_municipality
from tests.messaging.carrying import MINUTE, fresh

pytestmark = pytest.mark.django_db


# --- What is due


def test_nothing_leaves_before_its_moment():
    message = make_message(not_before=NOON + MINUTE)
    assert deliver_due(NOON) == 0
    assert deliver_due(NOON + MINUTE) == 1
    assert fresh(message).status == Status.SENT


@pytest.mark.parametrize("status", [Status.DEAD, Status.UNCERTAIN, Status.CANCELLED])
def test_what_waits_for_a_person_does_not_leave_by_itself(status):
    make_message(status=status)
    assert deliver_due(NOON) == 0


def test_an_idle_round_is_four_statements(django_assert_num_queries):
    with django_assert_num_queries(4):  # what the dead left, and each channel
        deliver_due(NOON)


def test_a_municipality_with_many_due_does_not_hold_up_another():
    crowded, quiet = make_municipality(), make_municipality()
    for number in range(30):
        make_message(crowded, not_before=NOON - timedelta(hours=number))
    receipt = make_message(quiet)
    claimed = claims.claim(Channel.EMAIL, NOON, 10)
    assert receipt.pk in claimed.ids


def test_the_longest_waiting_leave_first():
    municipality = make_municipality()
    newer = make_message(municipality, not_before=NOON)
    older = make_message(municipality, not_before=NOON - MINUTE)
    assert claims.claim(Channel.EMAIL, NOON, 1).ids == [older.pk]
    assert claims.claim(Channel.EMAIL, NOON, 1).ids == [newer.pk]


def test_a_message_claimed_is_not_claimed_again():
    make_message()
    assert len(claims.claim(Channel.EMAIL, NOON, 10).ids) == 1
    assert claims.claim(Channel.EMAIL, NOON, 10).ids == []


def test_each_channel_is_claimed_for_itself():
    make_message(channel="sms", recipient="+46701740605")
    assert claims.claim(Channel.EMAIL, NOON, 10).ids == []


# --- Tries


def test_the_pauses_between_tries_grow():
    message = make_message()
    pauses = []
    for attempt in range(1, MOST_TRIES):
        message.attempt = attempt
        pauses.append(postponed(message, "later:451", NOON).not_before - NOON)
    assert pauses == sorted(pauses)
    assert timedelta(seconds=8) <= pauses[0] <= timedelta(seconds=12)
    assert pauses[-1] > timedelta(hours=24)


def test_messages_that_failed_together_do_not_come_back_together():
    moments = {
        postponed(make_message(attempt=3), "later:451", NOON).not_before
        for _ in range(20)
    }
    assert len(moments) > 15


def test_after_the_last_try_a_message_is_dead(carry):
    carry(NotNow("later:451"))
    message = make_message(attempt=MOST_TRIES - 1, status=Status.RETRY)
    deliver_due(NOON)
    assert fresh(message).status == Status.DEAD
    assert list(Message.objects.needing_a_person()) == [message]


def test_a_fault_that_nobody_foresaw_is_tried_again_and_its_text_is_not_kept(
    carry, caplog
):
    carry(RuntimeError("anna@example.se lives here"))
    message = make_message()
    deliver_due(NOON)
    assert fresh(message).status == Status.RETRY
    assert fresh(message).last_error == "fault:RuntimeError"
    assert "anna@example.se" not in caplog.text
    assert "carrying.py" in caplog.text


def test_an_unforeseen_fault_in_sending_an_sms_goes_to_a_person(carry):
    carry(RuntimeError("?"), channel=Channel.SMS)
    message = make_message(channel="sms", recipient="+46701740605")
    deliver_due(NOON)
    assert fresh(message).status == Status.UNCERTAIN


def test_a_mail_of_unknown_outcome_is_sent_again(carry):
    carry(OutcomeUnknown("no-answer"))
    message = make_message()
    deliver_due(NOON)
    assert fresh(message).status == Status.RETRY


def test_one_bad_row_among_many_stops_nobody(carry):
    carry("", RuntimeError("?"), "", NotNow("later:451"))
    for _ in range(10):
        make_message()
    assert deliver_due(NOON) == 8


# --- Erased between


def test_the_text_is_read_at_the_moment_of_sending(carry):
    inquiry = make_inquiry()
    make_message(inquiry=inquiry, body="Gammal text")
    claimed = claims.claim(Channel.EMAIL, NOON, 1)
    Message.objects.update(body="Ny text")
    assert claims.begin(claimed, claimed.ids)[0].body == "Ny text"


def test_every_fault_has_a_code_that_is_safe_to_show():
    for fault in Fault.__subclasses__():
        assert fault("later:451").code == "later:451"


def test_what_leaves_is_plain_text_only():
    make_message()
    deliver_due(NOON)
    assert mail.outbox[0].content_subtype == "plain"
