"""Who works when in the demonstration: a rota, limits, somebody away, times to book."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.utils.timezone import localtime

from followups import slots
from followups.assignment import callers
from inquiries.demonstration.towns import administrator_of
from organisation.calendar import STOCKHOLM
from organisation.models import Absence, Municipality, OpeningWindow, StaffMember
from organisation.services import rota

CALLS, VISITS = 25, 4  # a week and person
PAIR: Final = 2  # of those who call share an evening or a weekend day
ONE_DAY: Final = timedelta(days=1)
WORKDAYS: Final = 5


def plan(municipality: Municipality, *, at: datetime) -> None:
    """Everybody in office hours, two by turns in the evening and at the weekend.

    One colleague is away all next week, and another stands in.
    """
    by, staff = administrator_of(municipality), callers(municipality)
    shifts = list(_shifts(municipality, staff))
    rota.save_shifts(municipality, shifts).make(by=by, at=at)
    for each in staff:
        rota.set_capacity(municipality, each, calls=CALLS, visits=VISITS, by=by, at=at)
    if len(staff) > PAIR:
        absence = _next_week(municipality, staff, at)
        rota.add_absence(absence).make(by=by, at=at)
    slots.cut(municipality, at)


def _shifts(
    municipality: Municipality, staff: list[StaffMember]
) -> Iterator[tuple[int, int]]:
    turn = 0
    for window in OpeningWindow.objects.filter(municipality=municipality):
        if window.kind == OpeningWindow.Kind.OFFICE:
            on_duty = staff
        else:
            on_duty = [staff[(turn + each) % len(staff)] for each in range(PAIR)]
            turn += PAIR
        yield from {(window.pk, each.pk) for each in on_duty}


def _next_week(
    municipality: Municipality, staff: list[StaffMember], at: datetime
) -> Absence:
    today = localtime(at, STOCKHOLM).date()
    monday = today + ONE_DAY * (7 - today.weekday())
    return Absence(
        municipality=municipality,
        staff=staff[-1],
        substitute=staff[0],
        first_day=monday,
        last_day=monday + ONE_DAY * (WORKDAYS - 1),
    )
