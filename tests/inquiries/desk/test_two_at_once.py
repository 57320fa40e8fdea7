"""Two people press at the same moment, on real connections."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.urls import reverse

from inquiries.models import CallAttempt, Event
from inquiries.services.receive import Registration, receive
from tests.make import NOON, client_of, make_municipality, make_staff_member

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def inquiry():
    return receive(
        make_municipality(),
        Registration(name="Anna Holm", phone="+46701740612"),
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
    at_once(inquiry, "move", {"stage": "contacted", **step})
    assert Event.objects.filter(kind=Event.Kind.MOVED).count() == 1
    assert inquiry.followups.open().count() == 1
