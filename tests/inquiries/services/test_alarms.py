"""Managers are told each time that a promise has nobody who can keep it."""

from datetime import timedelta

import pytest

from followups import steps
from followups.models import FollowUpTask, Promise
from followups.promise import make, supersede
from inquiries.alarms import of_nobody_free
from messaging.services import enqueue
from tests.make import NOON, make_inquiry, make_municipality, make_staff_member

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def inquiry():
    """Promised a call by five, with one manager to be told."""
    town = make_municipality()
    make_staff_member(town, "manager")
    inquiry = make_inquiry(town)
    make(town, inquiry.pk, "soon", due_at=NOON + 5 * HOUR, at=NOON)
    return inquiry


def told(inquiry):
    promise = Promise.objects.open().get(inquiry=inquiry)
    return enqueue(of_nobody_free(inquiry, promise, at=NOON), at=NOON)


def test_one_occasion_is_told_once(inquiry):
    assert [told(inquiry), told(inquiry)] == [1, 0]


def test_a_promise_whose_step_begins_again_is_told_of_again(inquiry):
    told(inquiry)
    steps.hand_to(FollowUpTask.objects.open().get(inquiry=inquiry), None)
    assert told(inquiry) == 1


def test_another_promise_is_told_of_too(inquiry):
    told(inquiry)
    supersede(inquiry.pk, at=NOON)
    make(inquiry.municipality, inquiry.pk, "soon", due_at=NOON + 6 * HOUR, at=NOON)
    assert told(inquiry) == 1
