"""Who has a message in hand, and what becomes of it when its process is gone."""

from uuid import uuid4

import pytest
from django.db import OperationalError
from django.utils import timezone

from messaging import claims, delivery
from messaging.claims import MOST_TRIES, Verdict
from messaging.delivery import deliver_due
from messaging.lane import Lane
from messaging.models import Channel, Message, Status
from messaging.rounds import Round
from tests.make import NOON, make_message
from tests.messaging.carrying import MINUTE, Scripted, a_claimed_message, fresh

pytestmark = pytest.mark.django_db


# --- Leases and fences


def test_a_mail_left_by_a_dead_process_is_sent_again():
    message = a_claimed_message(
        lease_until=timezone.now() - MINUTE, handed_over_at=NOON, attempt=1
    )
    assert deliver_due(NOON) == 1
    assert fresh(message).attempt == 2


def test_an_sms_left_in_a_dead_processs_hand_goes_to_a_person():
    message = a_claimed_message(
        channel="sms",
        recipient="+46701740605",
        lease_until=timezone.now() - MINUTE,
        handed_over_at=NOON,
    )
    deliver_due(NOON)
    assert fresh(message).status == Status.UNCERTAIN
    assert fresh(message).last_error == "abandoned"


def test_an_sms_claimed_and_never_begun_is_sent(settings):
    settings.SMS_URL = "null://"
    message = a_claimed_message(
        channel="sms",
        recipient="+46701740605",
        lease_until=timezone.now() - MINUTE,
    )
    assert deliver_due(NOON) == 1
    assert fresh(message).status == Status.SENT


def test_a_lease_that_holds_is_respected():
    message = a_claimed_message(handed_over_at=NOON)
    assert deliver_due(NOON) == 0
    assert fresh(message).status == Status.SENDING


def test_a_message_that_kills_its_process_every_time_is_dead_in_the_end():
    message = a_claimed_message(
        lease_until=timezone.now() - MINUTE, handed_over_at=NOON, attempt=MOST_TRIES
    )
    assert deliver_due(NOON) == 0
    assert fresh(message).status == Status.DEAD


def test_an_old_token_changes_nothing():
    message = make_message()
    old = claims.claim(Channel.EMAIL, NOON, 1)
    claims.begin(old, old.ids)
    Message.objects.update(lease_until=timezone.now() - MINUTE)
    claims.recover(NOON)
    new = claims.claim(Channel.EMAIL, NOON, 1)
    claims.begin(new, new.ids)
    verdict = Verdict(message.pk, Status.SENT, sent_at=NOON)
    assert claims.land(old, [verdict], []) == (0, [])
    assert claims.give_back(old, old.ids) == 0
    assert fresh(message).lease_token == new.token
    assert claims.land(new, [verdict], []) == (1, [])


def test_what_is_begun_keeps_the_order_of_the_turns():
    ids = [make_message().pk for _number in range(6)]
    claimed = claims.claim(Channel.EMAIL, timezone.now(), len(ids))
    for order in (ids, ids[::-1]):
        assert [each.pk for each in claims.begin(claimed, order)] == order


def test_nothing_is_begun_after_its_lease_has_passed():
    make_message()
    claimed = claims.claim(Channel.EMAIL, NOON, 1)
    Message.objects.update(lease_until=timezone.now() - MINUTE)
    assert claims.begin(claimed, claimed.ids) == []


def test_a_message_cancelled_after_the_claim_is_not_begun():
    make_message()
    claimed = claims.claim(Channel.EMAIL, NOON, 1)
    Message.objects.update(status=Status.CANCELLED, lease_token=None)
    assert claims.begin(claimed, claimed.ids) == []


def test_what_was_sent_into_other_hands_is_logged_without_harm(carry, caplog):
    class Stolen(Scripted):
        def send(self, message, municipality):
            Message.objects.update(lease_token=uuid4())
            return super().send(message, municipality)

    message = make_message()
    Lane(Channel.EMAIL, Stolen(), Round(NOON), seconds=60).run()
    assert fresh(message).status == Status.SENDING
    assert "passed into other hands" in caplog.text


def test_the_writing_down_gives_up_at_once_inside_a_transaction(carry, monkeypatch):
    def broken(*_arguments):
        raise OperationalError

    carry("")
    make_message()
    monkeypatch.setattr(claims, "land", broken)
    with pytest.raises(delivery.DeliveryFailed):
        deliver_due(NOON)
