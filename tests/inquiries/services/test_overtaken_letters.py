"""A letter that was true in the evening and is not in the morning does not leave."""

from datetime import timedelta

import pytest
import time_machine

from followups import slots as cutting
from followups.booking import free_times
from followups.models import Slot
from inquiries.services.calls import log_call
from inquiries.services.chosen_time import choose_time, choose_wish
from inquiries.services.moves import assign_owner, move_inquiry
from inquiries.services.receive import receive
from inquiries.services.undo import undo
from inquiries.workflow import Stage, TheirReason
from messaging import delivery
from messaging.models import Channel, Message
from organisation.services import touch_settings
from tests.make import NOON, Registration, make_municipality, make_staff_member
from tests.messaging.carrying import Scripted

pytestmark = pytest.mark.django_db
EVENING = NOON.replace(hour=20, minute=30)
LATER = EVENING + timedelta(minutes=30)
MORNING = NOON.replace(hour=9) + timedelta(days=1)
SOON = timedelta(minutes=2)


@pytest.fixture
def town():
    return make_municipality()


@pytest.fixture
def maria(town):
    staff = make_staff_member(town, display_name="Maria Lind")
    cutting.cut(town, NOON)
    return staff


@pytest.fixture
def inquiry(town, maria):
    known = {"name": "Anna Holm", "phone": "+46701740612", "email": "anna@example.se"}
    found = receive(town, Registration(**known), at=NOON)
    Message.objects.all().delete()  # the receipt has left
    return found


@pytest.fixture
def ali(town, inquiry):
    staff = make_staff_member(town, display_name="Ali Haddad")
    touch_settings(town)
    return staff


@pytest.fixture
def eva(town, inquiry):
    return make_staff_member(town, display_name="Eva Sandberg")


@pytest.fixture
def leave(monkeypatch):
    """Let the outbox go at a moment; gives the SMS that left, in order."""

    def at(moment):
        for channel in Channel:
            monkeypatch.setitem(delivery.CARRIERS, channel, lambda _s: Scripted())
        with time_machine.travel(moment, tick=False):
            delivery.deliver_due(moment)
        sent = Message.objects.filter(recipient_key="family", status="sent")
        return list(sent.filter(channel="sms").values_list("body", flat=True))

    return at


def test_of_two_times_chosen_within_a_minute_the_last_is_told(town, inquiry, leave):
    choose_wish(inquiry, "write", at=NOON)
    slot = free_times(town, Slot.Kind.CALL, NOON)[0]
    choose_time(inquiry, slot.pk, at=NOON + timedelta(seconds=30))
    (told,) = leave(NOON + SOON)
    assert "ringer dig onsdag 11 mars mellan" in told


def test_no_promise_is_told_that_a_call_has_kept(inquiry, maria, leave):
    choose_wish(inquiry, "soon", at=NOON)
    log_call(inquiry, "answered", by=maria, at=NOON + timedelta(seconds=30))
    assert leave(NOON + SOON) == []


def test_a_new_name_is_told_in_the_morning(inquiry, maria, ali, leave):
    assign_owner(inquiry, ali, by=maria, at=EVENING)
    assert leave(EVENING + SOON) == []
    (told,) = leave(MORNING)
    assert "i stället för Maria" in told


def test_a_family_that_has_left_hears_of_no_new_name(inquiry, maria, ali, leave):
    assign_owner(inquiry, ali, by=maria, at=EVENING)
    reason = TheirReason.NO_REASON
    move_inquiry(inquiry, Stage.WITHDRAWN, by=None, at=LATER, reason=reason)
    waiting = Message.objects.waiting().filter(kind="new-name")
    assert not waiting.exists()
    assert leave(MORNING) == []


def test_a_new_name_put_back_by_hand_is_still_not_told_to_who_has_left(
    inquiry, maria, ali, leave
):
    assign_owner(inquiry, ali, by=maria, at=EVENING)
    reason = TheirReason.NO_REASON
    move_inquiry(inquiry, Stage.WITHDRAWN, by=None, at=LATER, reason=reason)
    Message.objects.filter(kind="new-name").update(status="queued")
    assert leave(MORNING) == []


def test_of_two_new_names_in_one_evening_the_last_is_told(
    inquiry, maria, ali, eva, leave
):
    assign_owner(inquiry, ali, by=maria, at=EVENING)
    assign_owner(inquiry, eva, by=maria, at=LATER)
    (told,) = leave(MORNING)
    assert "Eva" in told


def test_the_first_of_two_new_names_is_told_when_the_second_is_undone(
    inquiry, maria, ali, eva, leave
):
    assign_owner(inquiry, ali, by=maria, at=EVENING)
    second = assign_owner(inquiry, eva, by=maria, at=LATER)
    undo(second, by=maria, at=LATER)
    (told,) = leave(MORNING)
    assert "Ali" in told


def test_who_was_given_to_the_team_hears_of_no_name(inquiry, maria, ali, leave):
    assign_owner(inquiry, ali, by=maria, at=EVENING)
    assign_owner(inquiry, None, by=maria, at=LATER)
    assert leave(MORNING) == []


def test_a_name_with_a_time_that_is_superseded_gives_way_to_the_new_time(
    inquiry, maria, ali, leave
):
    assign_owner(inquiry, ali, by=maria, at=EVENING)
    choose_wish(inquiry, "write", at=LATER)
    (told,) = leave(MORNING)
    assert "Ali skriver till dig senast" in told
    assert "i stället för" not in told
