import pytest
from django.utils import translation

from campaigns import defaults
from tests.make import make_municipality, make_staff_member


@pytest.fixture(autouse=True)
def _patient(settings):
    """Tests write faster than people."""
    settings.FORM_MINIMUM_SECONDS = 0


@pytest.fixture(autouse=True)
def _swedish():
    with translation.override("sv"):
        yield


@pytest.fixture
def municipality():
    """One municipality, where Maria alone calls."""
    municipality = make_municipality(name="Ekebacka kommun")
    make_staff_member(municipality, display_name="Maria Lind", title="rekryterare")
    return municipality


@pytest.fixture
def town():
    """The same with all that a receipt asks for, for a browser."""
    town = make_municipality(name="Ekebacka kommun", committee="Socialnämnden")
    defaults.create(town)
    make_staff_member(town, display_name="Maria Lind", title="familjehemssekreterare")
    return town
