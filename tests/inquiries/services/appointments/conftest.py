"""Who and what these tests are about."""

import pytest

from followups import slots as cutting
from organisation.services import touch_settings
from tests.inquiries.services.appointments.booked import answered
from tests.make import NOON, make_municipality, make_staff_member


@pytest.fixture
def maria():
    return make_staff_member(make_municipality(), display_name="Maria Lind")


@pytest.fixture
def municipality(maria):
    return maria.memberships.get().municipality


@pytest.fixture
def ali(municipality):
    staff = make_staff_member(municipality, display_name="Ali Haddad")
    touch_settings(municipality)
    return staff


@pytest.fixture
def inquiry(municipality, maria, ali):
    """Called a moment ago, and they answered."""
    cutting.cut(municipality, NOON)
    return answered(municipality, maria)
