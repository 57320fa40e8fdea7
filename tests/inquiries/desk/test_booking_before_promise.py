"""A visit that is booked before a call that was promised stays before it."""

import pytest
from django.urls import reverse

from followups import slots as cutting
from followups.models import Appointment, Promise, Slot
from inquiries.services.appointments import book_visit
from organisation.services import touch_settings
from tests.make import NOON

NOT_PROCESSED = 422


@pytest.fixture
def promise(municipality, maria, inquiry):
    """Open, and due tomorrow morning; a visit is booked for today."""
    touch_settings(municipality)
    cutting.cut(municipality, NOON)
    first = Slot.objects.filter(kind="home_visit", starts_at__gt=NOON).earliest(
        "starts_at"
    )
    book_visit(inquiry, [first.pk], by=maria, at=NOON)
    return Promise.objects.open().get()


def address(inquiry, name):
    return reverse(f"inquiries:{name}", args=[inquiry.pk])


def test_a_visit_is_not_moved_past_the_promise_and_the_note_stays(
    desk, inquiry, promise
):
    later = Slot.objects.filter(
        kind="home_visit", starts_at__gt=promise.due_at
    ).earliest("starts_at")
    answer = desk.post(
        address(inquiry, "visit"), {"time": later.pk, "note": "Två katter."}
    )
    assert answer.status_code == NOT_PROCESSED
    body = answer.content.decode()
    assert "vi har lovat att ringa senast" in body
    assert "Två katter." in body
    assert Appointment.objects.get().starts_at < promise.due_at


def test_what_is_proposed_instead_of_a_visit_keeps_the_promise(desk, inquiry, promise):
    assert desk.post(address(inquiry, "visit_cancel"), {}).status_code == 302
    step = inquiry.followups.open().get()
    assert (step.kind, step.due_at) == ("call", promise.due_at)


def test_what_is_typed_instead_of_a_visit_keeps_the_promise(desk, inquiry, promise):
    answer = desk.post(
        address(inquiry, "visit_cancel"), {"due_on": "2026-03-20", "due_time": "10.00"}
    )
    assert answer.status_code == NOT_PROCESSED
    assert "vi har lovat att ringa senast" in answer.content.decode()
    assert Appointment.objects.standing().exists()
