"""How much the pages ask of the database: session and municipality, no more."""

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.inquiries.public.filling import EXPRESS, WHAT, WHEN, WHO, send, to_last_page
from tests.make import make_staff_member

TRANSACTION = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


@pytest.fixture(autouse=True)
def _one_moment():
    """Free times are kept by the minute: none begins between two looks."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


def statements(captured):
    return [
        each["sql"]
        for each in captured.captured_queries
        if not each["sql"].startswith(TRANSACTION)
    ]


@pytest.mark.django_db(transaction=True)
def test_the_last_page_takes_at_most_twelve_statements(municipality):
    make_staff_member(municipality, display_name="Ali Rahimi")
    client = Client()
    send(client, to_last_page(client))  # so that everything in memory is there
    page = to_last_page(client)
    with CaptureQueriesContext(connection) as captured:
        assert send(client, page).status_code == 302
    assert len(statements(captured)) <= 12


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", WHAT, WHO, WHEN, EXPRESS])
def test_reading_a_page_takes_session_and_municipality(municipality, address):
    client = Client()
    to_last_page(client)
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    assert len(statements(captured)) <= 2


@pytest.mark.django_db
def test_a_first_visit_asks_for_the_municipality_only(municipality):
    Client().get("/")
    with CaptureQueriesContext(connection) as captured:
        Client().get("/")
    assert len(statements(captured)) == 1
