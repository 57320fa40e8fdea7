"""Undo touches the messages of the act that is undone, and no others."""

from datetime import timedelta

import pytest

from inquiries.models import CallAttempt
from inquiries.services.calls import log_call
from inquiries.services.moves import assign_owner, move_inquiry
from inquiries.services.receive import receive
from inquiries.services.undo import undo
from inquiries.workflow import Stage
from messaging.models import Message, Status
from tests.make import NOON, Registration, make_municipality, make_staff_member

pytestmark = pytest.mark.django_db

Outcome = CallAttempt.Outcome
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def maria():
    return make_staff_member(make_municipality())


@pytest.fixture
def inquiry(maria):
    return receive(
        maria.memberships.get().municipality,
        Registration(name="Anna", phone="+46701740612", email="anna@example.se"),
        at=NOON,
    )


def waiting():
    """Kind and channel of what the family is to get."""
    rows = Message.objects.filter(recipient_key="family").waiting()
    return sorted(rows.values_list("kind", "channel"))


def withdraw(inquiry, by):
    return move_inquiry(
        inquiry, Stage.WITHDRAWN, by=by, at=LATER, reason="life_changed"
    )


def test_what_closing_cancelled_waits_again_when_it_is_undone(inquiry, maria):
    log_call(inquiry, Outcome.CALL_BACK, by=maria, at=NOON)
    before = waiting()
    assert {kind for kind, _channel in before} == {"receipt", "promise"}
    event = withdraw(inquiry, maria)
    assert waiting() == []
    undo(event, by=maria, at=LATER)
    assert waiting() == before


def test_undo_sends_nothing_that_was_stopped_before_the_undone_act(inquiry, maria):
    Message.objects.filter(kind="receipt", channel="sms").update(
        status=Status.CANCELLED, last_error="withdrawn"
    )
    undo(withdraw(inquiry, maria), by=maria, at=LATER)
    assert waiting() == [("receipt", "email")]


def test_undo_sends_nothing_twice(inquiry, maria):
    Message.objects.filter(channel="email").update(status=Status.SENT, sent_at=NOON)
    undo(withdraw(inquiry, maria), by=maria, at=LATER)
    assert waiting() == [("receipt", "sms")]


def test_an_act_remembers_ids_of_messages_and_nothing_of_the_person(inquiry, maria):
    remembered = withdraw(inquiry, maria).before["messages"]
    receipts = Message.objects.filter(kind="receipt")
    assert remembered == sorted(str(each.pk) for each in receipts)


def test_undoing_a_handover_lets_the_message_of_an_earlier_act_wait(inquiry, maria):
    ali = make_staff_member(inquiry.municipality, display_name="Ali Demir")
    log_call(inquiry, Outcome.CALL_BACK, by=maria, at=NOON)
    before = waiting()
    undo(assign_owner(inquiry, ali, by=maria, at=LATER), by=maria, at=LATER)
    assert waiting() == before


def test_undoing_a_call_back_ends_its_own_promise_message_only(inquiry, maria):
    log_call(inquiry, Outcome.CALL_BACK, by=maria, at=NOON)
    before = waiting()
    undo(log_call(inquiry, Outcome.CALL_BACK, by=maria, at=LATER), by=maria, at=LATER)
    assert waiting() == before


def test_a_handover_that_is_undone_is_not_told_to_the_colleague(inquiry, maria):
    ali = make_staff_member(inquiry.municipality, display_name="Ali Demir")
    event = assign_owner(inquiry, ali, by=maria, at=LATER)
    told = Message.objects.get(staff=ali, step=f"assigned-{event.pk}")
    undo(event, by=maria, at=LATER)
    told.refresh_from_db()
    assert told.status == Status.CANCELLED


def test_a_handover_that_stands_is_told_though_a_later_act_is_undone(inquiry, maria):
    ali = make_staff_member(inquiry.municipality, display_name="Ali Demir")
    assign_owner(inquiry, ali, by=maria, at=LATER)
    undo(withdraw(inquiry, maria), by=maria, at=LATER)
    assert Message.objects.waiting().filter(staff=ali).exists()
