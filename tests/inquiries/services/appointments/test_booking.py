"""A visit is booked, and everybody is told."""

from datetime import datetime, timedelta

import pytest

from followups import slots as cutting
from followups.booking import SlotTaken, free_times
from followups.models import Appointment
from followups.steps import StepAfterPromise
from inquiries.models import Event
from inquiries.services.acts import InquiryClosed
from inquiries.services.appointments import (
    book_visit,
)
from inquiries.services.moves import move_inquiry
from inquiries.services.receive import receive
from inquiries.workflow import Stage
from messaging.models import Message
from organisation.services import touch_settings
from tests.inquiries.services.appointments.booked import (
    LATER,
    VISIT,
    booked,
    slots,
    told,
)
from tests.make import (
    NOON,
    STOCKHOLM,
    Registration,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db


def test_a_booked_visit_is_the_next_step_and_a_meeting(inquiry, maria, ali):
    event = book_visit(inquiry, slots(inquiry, 1), by=maria, at=NOON, note="Två katter")
    inquiry.refresh_from_db()
    visit = Appointment.objects.get()
    step = inquiry.followups.open().get()
    assert inquiry.stage == Stage.MEETING
    assert event.kind == Event.Kind.BOOKED
    assert (step.kind, step.due_at) == ("home_visit", visit.starts_at)
    assert (step.owner, step.appointment) == (maria, visit)
    assert set(visit.engagements.values_list("staff", flat=True)) == {maria.pk, ali.pk}
    assert inquiry.notes.get().text == "Två katter"


def test_the_family_and_both_colleagues_are_told_and_reminded(inquiry, maria, ali):
    booked(inquiry, maria)
    assert told() == sorted(
        [
            ("invitation", "family", "email"),
            ("invitation", "family", "sms"),
            ("invitation", f"staff:{maria.pk}", "email"),
            ("invitation", f"staff:{ali.pk}", "email"),
            ("day-before", "family", "email"),
            ("day-before", "family", "sms"),
        ]
    )
    sms = Message.objects.get(kind="invitation", channel="sms")
    assert "Ali och Maria hälsar på er torsdag 12 mars klockan 08.00" in sms.body


def test_the_reminder_leaves_at_five_on_the_day_before(inquiry, maria):
    booked(inquiry, maria, which=4)
    reminders = Message.objects.filter(kind="day-before")
    assert set(reminders.values_list("not_before", flat=True)) == {
        datetime(2026, 3, 12, 17, tzinfo=STOCKHOLM)
    }
    assert "fredag 13 mars klockan 08.00" in reminders.get(channel="sms").body


def test_whoever_books_after_five_on_the_day_before_is_not_reminded(inquiry, maria):
    evening = NOON + timedelta(hours=6)
    book_visit(inquiry, slots(inquiry, 1), by=maria, at=evening)
    assert not Message.objects.filter(kind="day-before").exists()


def test_a_visit_after_an_open_promise_is_refused(municipality, maria, ali):
    cutting.cut(municipality, NOON)
    inquiry = receive(
        municipality, Registration(name="Anna", phone="+46701740612"), at=NOON
    )
    with pytest.raises(StepAfterPromise):
        book_visit(inquiry, slots(inquiry, 9), by=maria, at=NOON)
    assert not Appointment.objects.exists()


def test_another_municipalitys_slot_is_not_to_be_had(inquiry, maria):
    elsewhere = make_municipality()
    make_staff_member(elsewhere)
    touch_settings(elsewhere)
    cutting.cut(elsewhere, NOON)
    theirs = free_times(elsewhere, VISIT, NOON)[0]
    with pytest.raises(SlotTaken):
        book_visit(inquiry, [theirs.pk], by=maria, at=NOON)
    with pytest.raises(SlotTaken):
        book_visit(inquiry, [], by=maria, at=NOON)


def test_a_family_has_one_visit_ahead_and_another_after_it(inquiry, maria):
    visit = booked(inquiry, maria, which=1)
    with pytest.raises(SlotTaken):
        book_visit(inquiry, slots(inquiry, 5), by=maria, at=LATER)
    after = visit.ends_at + timedelta(hours=1)
    book_visit(inquiry, slots(inquiry, 9), by=maria, at=after)
    assert Appointment.objects.standing().count() == 2


def test_a_closed_inquiry_is_not_booked(inquiry, maria):
    move_inquiry(inquiry, Stage.WITHDRAWN, by=maria, at=LATER, reason="life_changed")
    with pytest.raises(InquiryClosed):
        book_visit(inquiry, slots(inquiry), by=maria, at=LATER)
