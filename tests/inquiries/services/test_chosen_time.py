"""A time that the family chooses: with the form, and again afterwards."""

from datetime import time, timedelta

import pytest

from followups import slots as cutting
from followups.booking import SlotTaken, free_times
from followups.models import Appointment, Engagement, FollowUpTask, Promise, Slot
from inquiries.models import Event, Inquiry
from inquiries.services.acts import InquiryClosed
from inquiries.services.chosen_time import choose_time, choose_wish, times_for
from inquiries.services.moves import move_inquiry
from inquiries.services.receive import receive
from inquiries.services.waiting import assign_waiting
from inquiries.workflow import Stage, TheirReason
from messaging.models import Message
from organisation.services.rota import save_shifts, set_capacity
from tests.make import (
    NOON,
    Registration,
    add_window,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def town():
    municipality = make_municipality()
    add_window(municipality, 2, time(17), time(20), "evening")
    return municipality


@pytest.fixture
def maria(town):
    staff = make_staff_member(town, display_name="Maria Lind")
    cutting.cut(town, NOON)
    return staff


@pytest.fixture
def slots(town, maria):
    return free_times(town, Slot.Kind.CALL, NOON)


def family(town, at=NOON, **fields):
    known = {"name": "Anna Holm", "phone": "+46701740612", "email": "anna@example.se"}
    return receive(town, Registration(**{**known, **fields}), at=at)


def chosen(town, slot, **fields):
    return family(town, wish="time", slot_id=slot.pk, **fields)


def test_a_chosen_time_is_a_promise_that_opens_and_falls_due_with_it(
    town, maria, slots
):
    inquiry = chosen(town, slots[2])
    promise = Promise.objects.get()
    assert (promise.wish, promise.opens_at, promise.due_at) == (
        "time",
        slots[2].starts_at,
        slots[2].ends_at,
    )
    task = FollowUpTask.objects.get()
    assert (task.due_at, task.appointment.kind) == (slots[2].ends_at, "call")
    assert inquiry.owner == maria


def test_the_receipt_tells_the_time_from_and_to(town, slots):
    chosen(town, slots[2])
    receipt = Message.objects.get(kind="receipt", channel="email")
    assert "mellan 14.00 och 14.30" in receipt.body


def test_of_two_who_choose_one_time_the_second_leaves_no_trace(town, slots):
    chosen(town, slots[2])
    with pytest.raises(SlotTaken):
        chosen(town, slots[2], name="Eva Ek")
    assert Inquiry.objects.count() == 1
    assert Promise.objects.count() == 1


def test_the_time_of_another_municipality_is_not_to_be_had(town, slots):
    with pytest.raises(SlotTaken):
        chosen(make_municipality(), slots[2])


def test_whoever_leaves_no_number_books_nothing(town, slots):
    inquiry = chosen(town, slots[2], phone="")
    assert inquiry.wish == "write"
    assert not Appointment.objects.exists()


def test_choosing_a_time_afterwards_supersedes_the_promise(town, maria, slots):
    inquiry = family(town)
    promise = choose_time(inquiry, slots[0].pk, at=NOON)
    old = Promise.objects.exclude(pk=promise.pk).get()
    assert old.outcome == "superseded"
    assert FollowUpTask.objects.open().get().promise == promise
    told = Message.objects.filter(kind="promise")
    assert {each.channel for each in told} == {"email", "sms"}


def test_another_time_moves_the_booking_and_frees_the_first(town, slots):
    inquiry = chosen(town, slots[0])
    choose_time(inquiry, slots[1].pk, at=NOON)
    booked = Appointment.objects.standing().get()
    assert (booked.starts_at, booked.sequence) == (slots[1].starts_at, 1)
    assert Engagement.objects.get(is_active=True).slot == slots[1]
    assert free_times(town, Slot.Kind.CALL, NOON)[0] == slots[0]


def test_a_taken_time_leaves_the_promise_and_the_booking_as_they_were(town, slots):
    chosen(town, slots[1], name="Eva Ek")
    inquiry = chosen(town, slots[0])
    with pytest.raises(SlotTaken):
        choose_time(inquiry, slots[1].pk, at=NOON)
    promise = Promise.objects.get(inquiry=inquiry)
    assert (promise.outcome, promise.opens_at) == ("open", slots[0].starts_at)
    assert Event.objects.filter(inquiry=inquiry).count() == 1


def test_as_soon_as_possible_instead_gives_the_time_back(town, slots):
    inquiry = chosen(town, slots[5])
    promise = choose_wish(inquiry, "soon", at=NOON)
    assert promise.opens_at is None
    assert not Appointment.objects.standing().exists()
    assert FollowUpTask.objects.open().get().appointment is None


@pytest.fixture
def ali(town, maria):
    """He works evenings, and Maria in the day."""
    staff = make_staff_member(town, display_name="Ali Haddad")
    shifts = [
        (each.pk, (staff if each.kind == "evening" else maria).pk)
        for each in town.opening_windows.all()
    ]
    save_shifts(town, shifts).make(by=maria, at=NOON)
    return staff


def test_another_wish_goes_to_who_is_there_to_keep_it(town, maria, ali):
    inquiry = family(town)
    assert inquiry.owner == maria
    choose_wish(inquiry, "evening", at=NOON)
    inquiry.refresh_from_db()
    assert inquiry.owner == ali
    assert FollowUpTask.objects.open().get().owner == ali
    assert Message.objects.filter(staff=ali, step__startswith="assigned").exists()
    assert "Ali" in Message.objects.get(kind="promise", channel="email").body
    choose_wish(inquiry, "evening", at=NOON)
    assert Event.objects.filter(inquiry=inquiry, kind="assigned").count() == 1


def test_a_wish_that_nobody_has_room_for_is_the_teams_and_the_managers_know(
    town, maria, ali
):
    karin = make_staff_member(town, "manager")
    set_capacity(town, ali, calls=0, visits=None, by=karin, at=NOON)
    inquiry = family(town)
    choose_wish(inquiry, "evening", at=NOON)
    inquiry.refresh_from_db()
    assert (inquiry.owner, inquiry.awaits_owner_since) == (None, NOON)
    assert Message.objects.get(kind="alarm").staff == karin
    assert assign_waiting(NOON) == 0  # Maria has room, but not for that promise


def test_a_promise_that_was_overdue_is_broken_by_choosing_again(town, slots):
    inquiry = chosen(town, slots[0])
    late = slots[0].ends_at + HOUR
    free = free_times(town, Slot.Kind.CALL, late)[0]
    choose_time(inquiry, free.pk, at=late)
    outcomes = Promise.objects.order_by("pk").values_list("outcome", flat=True)
    assert list(outcomes) == ["broken", "open"]


@pytest.mark.parametrize("choose", ["time", "wish"])
def test_a_call_that_has_taken_place_is_neither_moved_nor_cancelled(
    town, slots, choose
):
    inquiry = chosen(town, slots[0])
    over = Appointment.objects.get()
    later = over.ends_at
    if choose == "time":
        choose_time(inquiry, free_times(town, Slot.Kind.CALL, later)[0].pk, at=later)
    else:
        choose_wish(inquiry, "soon", at=later)
    over.refresh_from_db()
    assert (over.starts_at, over.sequence) == (slots[0].starts_at, 0)
    assert over.cancelled_at is None
    assert not Message.objects.filter(kind="cancellation").exists()


def test_nothing_is_booked_for_who_has_withdrawn(town, maria, slots):
    inquiry = family(town)
    reason = next(iter(TheirReason))
    move_inquiry(inquiry, Stage.WITHDRAWN, by=maria, at=NOON, reason=reason)
    with pytest.raises(InquiryClosed):
        choose_time(inquiry, slots[0].pk, at=NOON)


def test_what_may_be_chosen_is_what_is_staffed_and_free(town, slots):
    inquiry = family(town)
    found = times_for(inquiry, NOON)
    assert [each.wish for each in found.offers] == ["soon", "evening", "write"]
    assert [each.slot for each in found.times] == [each.pk for each in slots]
