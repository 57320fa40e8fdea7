"""What is asked of a message just before it leaves: is it wanted, and now?"""

from datetime import timedelta

import pytest

from messaging.delivery import deliver_due
from messaging.models import Channel, Status
from messaging.verdicts import RECEIPTS_AN_HOUR
from tests.make import NOON, make_message, make_municipality, make_staff_member
from tests.messaging.carrying import a_claimed_message, fresh

pytestmark = pytest.mark.django_db


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
