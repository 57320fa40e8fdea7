"""What is kept in memory is of the settings that stand, whatever was refused."""

from datetime import time

import pytest

from organisation.calendar import CalendarNeverOpens
from organisation.models import OpeningWindow
from organisation.services import touch_settings
from organisation.services.hours import add_windows, remove_window
from organisation.settings_cache import office_calendar
from tests.make import NOON, make_municipality, make_staff_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make_municipality()


def test_a_refused_change_leaves_nothing_behind_for_the_next(town):
    eva = make_staff_member(town, "administrator")
    *others, last = OpeningWindow.objects.filter(municipality=town, kind="office")
    for window in others:
        remove_window(window, NOON).make(by=eva, at=NOON)
    with pytest.raises(CalendarNeverOpens):
        remove_window(last, NOON).make(by=eva, at=NOON)
    town.refresh_from_db()
    saturday = add_windows(town, [5], "office", time(9), time(12))
    saturday.make(by=eva, at=NOON)
    town.refresh_from_db()
    assert office_calendar(town) is not None


def test_each_change_has_a_number_of_its_own(town):
    numbers = []
    for _ in range(3):
        touch_settings(town)
        numbers.append(town.settings_version)
    assert numbers == sorted(set(numbers))
    town.refresh_from_db()
    assert town.settings_version == numbers[-1]
