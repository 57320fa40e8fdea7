"""A booked time is moved or cancelled."""

from datetime import timedelta

import pytest

from followups.models import Appointment, Engagement
from inquiries.invitations import still_wanted
from inquiries.services.appointments import (
    cancel_appointment,
    move_appointment,
)
from messaging.models import Message, Status
from tests.inquiries.services.appointments.booked import (
    LATER,
    booked,
    next_call,
    send_everything,
    slots,
    told,
)
from tests.make import STOCKHOLM

pytestmark = pytest.mark.django_db


def test_a_moved_visit_keeps_its_uid_and_raises_its_sequence(inquiry, maria, ali):
    visit = booked(inquiry, maria)
    old = Message.objects.get(kind="invitation", channel="email", staff=maria).calendar
    move_appointment(visit, slots(inquiry, 4, ali), by=maria, at=LATER)
    moved = Appointment.objects.get()
    new = Message.objects.get(
        kind="invitation", channel="email", staff=ali, generation=2
    ).calendar
    uid = f"UID:{visit.uid}@example.se"
    assert uid in old.splitlines()
    assert uid in new.splitlines()
    assert "SEQUENCE:0" in old.splitlines()
    assert "SEQUENCE:1" in new.splitlines()
    step = inquiry.followups.open().get()
    assert (step.due_at, step.owner, step.appointment) == (moved.starts_at, ali, moved)


def test_reminders_follow_the_new_time_and_the_old_never_leave(inquiry, maria):
    visit = booked(inquiry, maria, which=4)
    old = list(Message.objects.filter(kind="day-before"))
    move_appointment(visit, slots(inquiry, 7), by=maria, at=LATER)
    new = Message.objects.filter(kind="day-before", status=Status.QUEUED)
    moved = Appointment.objects.get()
    eve = moved.starts_at.astimezone(STOCKHOLM) - timedelta(days=1)
    assert {each.not_before for each in new} == {eve.replace(hour=17, minute=0)}
    assert still_wanted([*old, *new]) == {each.pk for each in new}
    assert not Message.objects.filter(
        pk__in=[each.pk for each in old], status=Status.QUEUED
    )


def test_a_colleague_who_is_left_out_of_the_new_time_is_told(inquiry, maria, ali):
    visit = booked(inquiry, maria)
    send_everything()
    move_appointment(visit, slots(inquiry, 4, maria), by=maria, at=LATER)
    assert ("cancellation", f"staff:{ali.pk}", "email") in told()
    gone = Message.objects.get(kind="cancellation", staff=ali)
    assert "METHOD:CANCEL" in gone.calendar.splitlines()


def test_a_cancelled_visit_is_told_to_all_and_its_time_is_free(inquiry, maria, ali):
    visit = booked(inquiry, maria)
    chosen = slots(inquiry, 0)
    send_everything()
    cancel_appointment(visit, next_call(inquiry), by=maria, at=LATER)
    assert told() == sorted(
        [
            ("cancellation", "family", "email"),
            ("cancellation", "family", "sms"),
            ("cancellation", f"staff:{maria.pk}", "email"),
            ("cancellation", f"staff:{ali.pk}", "email"),
        ]
    )
    assert inquiry.followups.open().get().kind == "call"
    assert not Engagement.objects.filter(is_active=True).exists()
    assert len(chosen) == 2


def test_a_colleague_who_never_heard_of_it_is_not_told_that_it_is_off(inquiry, maria):
    visit = booked(inquiry, maria)
    cancel_appointment(visit, next_call(inquiry), by=maria, at=LATER)
    assert {key for _kind, key, _channel in told()} == {"family"}
