"""Ekebacka, with Eva who administers it, Maria who calls, and a manager."""

import pytest

from tests.make import client_of, make_municipality, make_staff_member


@pytest.fixture
def ekebacka():
    return make_municipality(name="Ekebacka")


@pytest.fixture
def administrator(ekebacka):
    return make_staff_member(ekebacka, role="administrator", display_name="Eva Ek")


@pytest.fixture
def client(administrator):
    return client_of(administrator)


@pytest.fixture
def manager(ekebacka):
    return client_of(make_staff_member(ekebacka, role="manager"))


@pytest.fixture
def maria(ekebacka):
    return make_staff_member(
        ekebacka, email="maria@example.se", display_name="Maria Lind"
    )
