"""Who and what these tests are about."""

import pytest
from django.db import connection

from tests.inquiries.services.meetings.seated import CONTACT
from tests.make import (
    make_inquiry,
    make_meeting,
    make_municipality,
    make_staff_member,
)


@pytest.fixture
def municipality():
    return make_municipality()


@pytest.fixture
def maria(municipality):
    return make_staff_member(municipality, display_name="Maria Lind")


@pytest.fixture
def meeting(municipality, maria):
    return make_meeting(municipality, maria, link="https://meet.example.se/k4")


@pytest.fixture
def family(municipality):
    return lambda **fields: make_inquiry(municipality, **{"contact": CONTACT} | fields)


@pytest.fixture(autouse=True)
def _whole_at_the_end():
    """What the database asks at the commit, it is asked at the end of every test."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
