"""Ekebacka with an evening, its people, and the manager who plans them; at noon."""

from datetime import time

import pytest
import time_machine

from tests.make import (
    NOON,
    add_window,
    client_of,
    make_municipality,
    make_staff_member,
)
from tests.organisation.rota_pages.asking import EVENING


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def ekebacka():
    municipality = make_municipality()
    add_window(municipality, 2, time(17), time(20), EVENING)
    return municipality


@pytest.fixture
def evening(ekebacka):
    return ekebacka.opening_windows.get(kind=EVENING)


@pytest.fixture
def maria(ekebacka):
    return make_staff_member(ekebacka, display_name="Maria Lind")


@pytest.fixture
def ali(ekebacka):
    return make_staff_member(ekebacka, display_name="Ali Haddad")


@pytest.fixture
def karin(ekebacka, maria, ali):
    return make_staff_member(ekebacka, "manager", display_name="Karin Ek")


@pytest.fixture
def client(karin):
    return client_of(karin)
