"""One channel's share of a round: how much, how long, and when it rests."""

from collections import Counter

import pytest

from messaging import delivery, lane
from messaging.delivery import deliver_due
from messaging.faults import CarrierDown
from messaging.lane import Lane
from messaging.models import Channel, Message, Status
from messaging.rounds import Round
from tests.make import NOON, make_message
from tests.messaging.carrying import Scripted, fresh

pytestmark = pytest.mark.django_db


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
    fly = Lane._fly

    def noted(self, messages):
        sizes.append(len(messages))
        return fly(self, messages)

    monkeypatch.setattr(Lane, "_fly", noted)
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
