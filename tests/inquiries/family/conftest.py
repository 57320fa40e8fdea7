import pytest

from followups import slots as cutting
from inquiries.services.receive import receive
from tests.inquiries.family.visiting import ANNA, link_to
from tests.make import NOON, Registration, make_municipality, make_staff_member


@pytest.fixture
def town(db):
    return make_municipality(name="Ekebacka kommun")


@pytest.fixture
def maria(town):
    staff = make_staff_member(town, display_name="Maria Lind", title="rekryterare")
    cutting.cut(town, NOON)
    return staff


@pytest.fixture
def inquiry(town, maria):
    return receive(town, Registration(**ANNA), at=NOON)


@pytest.fixture
def link(inquiry):
    """The address of the family's page, with a slash at its end."""
    return link_to(inquiry)
