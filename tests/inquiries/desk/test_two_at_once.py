"""Two people press at the same moment, on real connections."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from inquiries.models import CallAttempt, Event
from inquiries.services.erase import erase_person
from inquiries.services.moves import move_inquiry
from inquiries.services.receive import receive
from inquiries.workflow import Stage
from tests.make import (
    NOON,
    Registration,
    client_of,
    make_municipality,
    make_staff_member,
)
from tests.waiting import second_of_two

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def inquiry():
    return receive(
        make_municipality(),
        Registration(name="Anna Holm", phone="+46701740612"),
        at=NOON - timedelta(hours=2),
    )


@pytest.fixture
def suspect():
    return receive(
        make_municipality(),
        Registration(name="Anna Holm", phone="+46701740612", suspicion="honeypot"),
        at=NOON - timedelta(hours=2),
    )


def at_once(inquiry, name, fields):
    """Two logged-in clients send the same form together; the answers' status."""
    task = inquiry.followups.open().get()
    seen = f"{task.pk}-{task.generation}"
    clients = [client_of(make_staff_member(inquiry.municipality)) for _ in range(2)]
    together = Barrier(2)

    def send(client):
        together.wait(timeout=10)
        try:
            address = reverse(f"inquiries:{name}", args=[inquiry.pk])
            return client.post(address, {"seen": seen, **fields}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(send, clients))


def test_of_two_calls_logged_at_once_one_counts(inquiry):
    assert at_once(inquiry, "log", {"outcome": "no_answer"}) == [302, 409]
    assert CallAttempt.objects.count() == 1
    assert inquiry.followups.open().count() == 1


def test_of_two_moves_at_once_one_counts(inquiry):
    step = {"kind": "call", "due_on": "2026-03-12", "due_time": "10:00"}
    at_once(inquiry, "move", {"stage": "meeting", **step})
    assert Event.objects.filter(kind=Event.Kind.MOVED).count() == 1
    assert inquiry.followups.open().count() == 1


def test_a_suspect_inquiry_that_a_colleague_is_putting_aside_is_judged_once(suspect):
    ali, maria = (make_staff_member(suspect.municipality) for _ in range(2))
    desk, address = client_of(maria), reverse("inquiries:review", args=[suspect.pk])
    answer = second_of_two(
        lambda: move_inquiry(
            suspect, Stage.SPAM, by=ali, at=timezone.now(), reason="not_an_inquiry"
        ),
        lambda: desk.post(address, {"verdict": "spam"}),
    )
    assert answer.status_code == 409
    assert Event.objects.filter(kind=Event.Kind.MOVED).count() == 1


def test_a_suspect_inquiry_whose_person_is_being_erased_is_not_released(suspect):
    eva = make_staff_member(suspect.municipality, "administrator")
    desk = client_of(make_staff_member(suspect.municipality))
    address = reverse("inquiries:review", args=[suspect.pk])
    answer = second_of_two(
        lambda: erase_person(suspect, by=eva, at=timezone.now(), reason="Egen begäran"),
        lambda: desk.post(address, {"verdict": "genuine"}),
    )
    assert answer.status_code == 409
    assert not Event.objects.filter(kind=Event.Kind.CORRECTED).exists()


def test_of_two_who_erase_a_person_at_once_one_is_told_of_the_other(inquiry):
    eva, omar = (
        make_staff_member(inquiry.municipality, "administrator") for _ in range(2)
    )
    desk, address = client_of(omar), reverse("inquiries:erase", args=[inquiry.pk])
    answer = second_of_two(
        lambda: erase_person(inquiry, by=eva, at=timezone.now(), reason="Egen begäran"),
        lambda: desk.post(address, {"reason": "Egen begäran", "is_sure": "on"}),
    )
    assert answer.status_code == 409
    assert Event.objects.filter(kind=Event.Kind.ERASED).count() == 1
