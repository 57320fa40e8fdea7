"""A desk at noon on a Wednesday: Maria calls, Ali too; Eva administers."""

from datetime import timedelta

import pytest
import time_machine

from inquiries.services.receive import receive
from tests.make import (
    NOON,
    Registration,
    client_of,
    make_municipality,
    make_staff_member,
)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def municipality(db):
    return make_municipality()


@pytest.fixture
def maria(municipality):
    return make_staff_member(municipality, display_name="Maria Lind")


@pytest.fixture
def ali(municipality):
    return make_staff_member(municipality, display_name="Ali Rahimi")


@pytest.fixture
def eva(municipality):
    return make_staff_member(municipality, "administrator", display_name="Eva Ek")


@pytest.fixture
def desk(maria):
    return client_of(maria)


@pytest.fixture
def inquiry(municipality, maria):
    """A family that wrote two hours ago and is Maria's."""
    return receive(
        municipality,
        Registration(
            name="Anna Holm",
            phone="+46701740612",
            email="anna@example.se",
            owner_id=maria.pk,
        ),
        at=NOON - timedelta(hours=2),
    )
