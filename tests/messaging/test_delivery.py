from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import OperationalError
from django.utils import timezone

from messaging import claims, delivery, lane
from messaging.channels.sms import NullCarrier
from messaging.claims import MOST_TRIES, Verdict
from messaging.delivery import deliver_due
from messaging.faults import CarrierDown, Fault, NotNow, OutcomeUnknown
from messaging.lane import Lane
from messaging.models import Channel, Message, Status
from messaging.rounds import Round
from messaging.verdicts import RECEIPTS_AN_HOUR, postponed
from tests.make import (
    NOON,
    make_inquiry,
    make_message,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


class Scripted(NullCarrier):
    """Answers each message as the script says: a fault is raised, "" is accepted."""

    def __init__(self, *script):
        self.script = list(script)
        self.seen = []

    def send(self, message, municipality):
        self.seen.append(message.pk)
        answer = self.script.pop(0) if self.script else ""
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def carry(monkeypatch):
    """Let one scripted carrier take a channel's messages."""

    def carry(*script, channel=Channel.EMAIL):
        carrier = Scripted(*script)
        monkeypatch.setitem(delivery.CARRIERS, channel, lambda seconds: carrier)
        return carrier

    return carry


def fresh(message):
    return Message.objects.get(pk=message.pk)


def a_claimed_message(**fields):
    return make_message(
        **{
            "status": Status.SENDING,
            "lease_token": uuid4(),
            "lease_until": timezone.now() + MINUTE,
            **fields,
        }
    )


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


def test_an_idle_round_is_three_statements(django_assert_num_queries):
    with django_assert_num_queries(3):
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
    assert timedelta(seconds=24) <= pauses[0] <= timedelta(seconds=36)
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
    assert "test_delivery.py" in caplog.text


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


def test_a_carrier_that_fails_twice_in_a_row_rests_until_the_next_round(carry):
    carrier = carry(*[CarrierDown("unreachable")] * 9)
    messages = [make_message() for _ in range(9)]
    deliver_due(NOON)
    assert len(carrier.seen) == 2
    assert sum(fresh(each).attempt for each in messages) == 2
    assert Message.objects.waiting().count() == 9


def test_a_success_between_faults_keeps_the_lane_open(carry):
    down = CarrierDown("unreachable")
    carry(down, "", down, "", down)
    for _ in range(6):
        make_message()
    assert deliver_due(NOON) == 3


def test_a_carrier_that_is_down_does_not_hold_up_the_other_channel(carry):
    carry(*[CarrierDown("unreachable")] * 5)
    sms = carry(channel=Channel.SMS)
    for _ in range(5):
        make_message()
    message = make_message(channel="sms", recipient="+46701740605")
    deliver_due(NOON)
    assert sms.seen == [message.pk]


def test_a_lane_without_time_takes_nothing(monkeypatch):
    monkeypatch.setattr(delivery, "LANE_SECONDS", 0.0)
    message = make_message()
    assert deliver_due(NOON) == 0
    assert fresh(message).status == Status.QUEUED


def test_a_lane_whose_time_is_up_gives_back_what_it_has_not_sent(carry, monkeypatch):
    class Slow(Scripted):
        def send(self, message, municipality):
            round_lane.ends = 0.0
            return super().send(message, municipality)

    messages = [make_message() for _ in range(25)]
    carrier = Slow()
    round_lane = Lane(Channel.EMAIL, carrier, Round(NOON), seconds=60)
    assert round_lane.run() == 1
    assert Counter(fresh(each).status for each in messages) == {
        Status.SENT: 1,
        Status.QUEUED: 24,
    }
    assert sum(fresh(each).attempt for each in messages) == 1


def test_a_process_asked_to_stop_lets_what_is_in_the_air_land(carry):
    class LastOne(Scripted):
        def send(self, message, municipality):
            lane.stopping.set()
            return super().send(message, municipality)

    messages = [make_message() for _ in range(5)]
    assert Lane(Channel.EMAIL, LastOne(), Round(NOON), seconds=60).run() == 1
    assert Message.objects.waiting().count() == len(messages) - 1


def sizes_of_flights(monkeypatch):
    sizes = []
    begin = claims.begin

    def noted(claimed, ids):
        sizes.append(len(ids))
        return begin(claimed, ids)

    monkeypatch.setattr(claims, "begin", noted)
    return sizes


def test_flights_stay_small_when_the_carrier_is_slow(carry, monkeypatch):
    monkeypatch.setattr(lane, "QUICK_SECONDS", 0.0)
    sizes = sizes_of_flights(monkeypatch)
    for _ in range(12):
        make_message()
    deliver_due(NOON)
    assert sizes == [1] * 12


def test_flights_grow_to_their_limit_when_the_carrier_is_quick(carry, monkeypatch):
    monkeypatch.setattr(lane, "QUICK_SECONDS", 60.0)
    sizes = sizes_of_flights(monkeypatch)
    for _ in range(20):
        make_message()
    deliver_due(NOON)
    assert sizes == [1, 2, 4, 8, 5]
    assert lane.LARGEST_FLIGHT == 10


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
    claims.recover()
    new = claims.claim(Channel.EMAIL, NOON, 1)
    claims.begin(new, new.ids)
    verdict = Verdict(message.pk, Status.SENT, sent_at=NOON)
    assert claims.settle(old, [verdict]) == 0
    assert claims.give_back(old, old.ids) == 0
    assert fresh(message).lease_token == new.token
    assert claims.settle(new, [verdict]) == 1


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
    monkeypatch.setattr(claims, "settle", broken)
    with pytest.raises(delivery.DeliveryFailed):
        deliver_due(NOON)


# --- Still wanted?


def test_a_message_without_recipient_belongs_to_someone_erased(carry):
    carrier = carry()
    message = make_message(recipient="", body="")
    deliver_due(NOON)
    assert carrier.seen == []
    assert (fresh(message).status, fresh(message).last_error) == (
        Status.CANCELLED,
        "erased",
    )
    assert fresh(message).attempt == 0


def test_who_has_left_gets_nothing(carry):
    carrier = carry()
    town = make_municipality()
    shut_out = make_staff_member(town, is_active=False)
    elsewhere = make_staff_member(make_municipality())
    stopped = [
        make_message(town, staff=each, kind="notice") for each in (shut_out, elsewhere)
    ]
    sent = make_message(town, staff=make_staff_member(town), kind="notice")
    deliver_due(NOON)
    assert carrier.seen == [sent.pk]
    assert {fresh(each).last_error for each in stopped} == {"staff-inactive"}


def test_a_kind_of_message_is_asked_about_just_before_it_leaves(carry, settings):
    settings.MESSAGE_CHECKS = {"reminder": f"{__name__}.wants_the_second"}
    carrier = carry()
    kind = {"kind": "reminder", "subject_type": "followup"}
    unwanted = make_message(**kind, step="first")
    wanted = make_message(**kind, step="second")
    deliver_due(NOON)
    assert carrier.seen == [wanted.pk]
    assert (fresh(unwanted).status, fresh(unwanted).last_error) == (
        Status.CANCELLED,
        "unwanted",
    )


def wants_the_second(messages):
    return {each.pk for each in messages if each.step == "second"}


def test_a_check_that_fails_on_one_message_stops_no_other(carry, settings):
    settings.MESSAGE_CHECKS = {"reminder": f"{__name__}.stumbles_over_the_first"}
    carrier = carry()
    bad = make_message(kind="reminder", step="first")
    good = [make_message(kind="reminder", step="second") for _ in range(4)]
    deliver_due(NOON)
    assert sorted(carrier.seen) == sorted(each.pk for each in good)
    assert fresh(bad).status == Status.RETRY
    assert fresh(bad).last_error == "fault:KeyError"


def stumbles_over_the_first(messages):
    if any(each.step == "first" for each in messages):
        raise KeyError("anna@example.se")
    return {each.pk for each in messages}


@pytest.mark.parametrize(
    "fields",
    [
        {"heading": "Tack för din anmälan om att bli familjehem"},
        {"heading": "Your interest in becoming a Foster Home"},
        {
            "channel": "sms",
            "recipient": "+46701740605",
            "body": "Tack för att du vill bli kontaktfamilj!",
        },
    ],
)
def test_a_text_that_gives_the_matter_away_stops_at_the_door(carry, fields):
    mails, texts = carry(), carry(channel=Channel.SMS)
    message = make_message(**fields)
    deliver_due(NOON)
    assert mails.seen == texts.seen == []
    assert (fresh(message).status, fresh(message).last_error) == (
        Status.DEAD,
        "not-neutral",
    )


def test_a_mails_body_may_say_what_it_is_about():
    make_message(body="Vad roligt att ni funderar på att bli familjehem!")
    assert deliver_due(NOON) == 1


# --- Quiet hours


NIGHT = NOON.replace(hour=22)


@pytest.mark.parametrize("kind", ["reminder", "notice", "letter", "promise"])
def test_at_night_everything_but_receipts_waits_for_the_morning(kind, settings):
    settings.MESSAGE_CHECKS = {}
    message = make_message(kind=kind)
    assert deliver_due(NIGHT) == 0
    waiting = fresh(message)
    morning = NOON.replace(day=12, hour=8)
    assert (waiting.status, waiting.not_before) == (Status.QUEUED, morning)
    assert waiting.attempt == 0
    assert deliver_due(morning) == 1


def test_a_receipt_leaves_at_night():
    make_message(kind="receipt")
    assert deliver_due(NIGHT) == 1


# --- No mail cannon


def test_an_address_gets_so_many_receipts_an_hour_and_no_more():
    messages = [
        make_message(recipient=name)
        for name in ["victim@example.se", "Victim@Example.SE"] * RECEIPTS_AN_HOUR
    ]
    assert deliver_due(NOON) == RECEIPTS_AN_HOUR
    stopped = [fresh(each) for each in messages if fresh(each).status != Status.SENT]
    assert {(each.status, each.last_error) for each in stopped} == {
        (Status.CANCELLED, "too-many-receipts")
    }


def test_an_hour_later_the_address_gets_receipts_again():
    for _ in range(RECEIPTS_AN_HOUR):
        make_message(recipient="anna@example.se")
    deliver_due(NOON)
    later = NOON + timedelta(minutes=61)
    make_message(recipient="anna@example.se")
    assert deliver_due(later) == 1


def test_receipts_to_others_and_other_messages_are_not_counted():
    for _ in range(RECEIPTS_AN_HOUR):
        make_message(recipient="anna@example.se")
        make_message(recipient="anna@example.se", kind="letter")
        make_message(recipient="erik@example.se")
    assert deliver_due(NOON) == 3 * RECEIPTS_AN_HOUR


def test_a_receipt_in_another_dispatchers_hand_is_counted():
    for _ in range(RECEIPTS_AN_HOUR):
        a_claimed_message(recipient="anna@example.se", handed_over_at=NOON)
    make_message(recipient="anna@example.se")
    assert deliver_due(NOON) == 0


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
