"""The demonstration's rota: evenings are staffed, somebody is away, times are free."""

from datetime import timedelta

import pytest

from followups.booking import free_times
from followups.models import Slot
from inquiries.demonstration import staffing
from inquiries.demonstration.loading import settle
from inquiries.demonstration.towns import TOWNS
from inquiries.services.coverage import uncovered
from organisation.models import Absence, OpeningWindow
from organisation.rota import rota_of
from tests.make import NOON


@pytest.fixture
def towns(db):
    pairs = settle(TOWNS, at=NOON)
    for _town, municipality in pairs:
        staffing.plan(municipality, at=NOON)
    return [municipality for _town, municipality in pairs]


def test_every_window_of_the_coming_week_is_staffed(towns):
    for municipality in towns:
        rota = rota_of(municipality, NOON)
        for day in (NOON.date() + timedelta(days=each) for each in range(7)):
            for pk, (_kind, window) in rota.windows.items():
                if window.weekday == day.weekday():
                    assert rota.on_duty(pk, day)


def test_two_share_an_evening(towns):
    evenings = towns[0].opening_windows.filter(kind=OpeningWindow.Kind.EVENING)
    assert {each.shifts.count() for each in evenings} == {2}


def test_somebody_is_away_next_week_and_has_a_substitute(towns):
    absence = Absence.objects.get(municipality=towns[0])
    assert absence.first_day.weekday() == 0
    assert absence.substitute is not None


def test_there_are_times_to_book_and_nothing_that_nobody_keeps(towns):
    for municipality in towns:
        assert len(free_times(municipality, Slot.Kind.CALL, NOON)) == 12
        assert free_times(municipality, Slot.Kind.HOME_VISIT, NOON)
        assert uncovered(municipality, NOON) == []
