"""A past time of lying low: more got in touch than could be called well.

Written as the service of the plan writes it, which stands above this app.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from audit.services import record
from campaigns.models import Activity, ActivityPause
from organisation.calendar import STOCKHOLM
from organisation.models import LieLow, Municipality, Role, StaffMember
from organisation.services import touch_settings
from organisation.settings_cache import office_calendar

BEGAN_ON: Final = 8  # of last month, or the first open day after it
BEGAN_AT, ENDED_AT = time(9, 40), time(15, 10)
LASTED: Final = timedelta(days=13)
WORKING_DAYS: Final = 5
REASON: Final = "Fler hörde av sig än vi hann ringa upp i tid."
STILL_SEEN: Final = 0.15  # of the pull: what was pinned up and shared lives on
ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Rest:
    """The activities that rested, by number, from the first day to the last."""

    first: date
    last: date
    activities: frozenset[int]

    def part_of(self, activity: Activity, day: date) -> float:
        """How much of its pull an activity has on a day, 0 to 1."""
        rests = activity.pk in self.activities and self.first <= day <= self.last
        return STILL_SEEN if rests else 1.0


def lie_low(
    municipality: Municipality, activities: Sequence[Activity], today: date
) -> Rest:
    """Let the advertisements of last month rest for two weeks."""
    by = _communicator(municipality)
    began_at = _open_moment(municipality, _last_month(today), BEGAN_AT)
    ended_at = _open_moment(municipality, began_at.date() + LASTED, ENDED_AT)
    low = LieLow.objects.create(
        municipality=municipality,
        began_at=began_at,
        ended_at=ended_at,
        working_days=WORKING_DAYS,
        reason=REASON,
        began_by=by,
        ended_by=by,
    )
    resting = [each for each in activities if _runs(each, began_at.date())]
    ActivityPause.objects.bulk_create(
        ActivityPause(
            municipality=municipality,
            activity=each,
            lie_low=low,
            began_at=began_at,
            ended_at=ended_at,
        )
        for each in resting
    )
    touch_settings(municipality)
    fields = ["working_days", "resumes_on"]
    record("lay-low", low, by=by, at=began_at, fields=fields)
    record("resumed", low, by=by, at=ended_at)
    numbers = frozenset(each.pk for each in resting)
    return Rest(began_at.date(), ended_at.date(), numbers)


def _runs(activity: Activity, day: date) -> bool:
    """Whether it is a push of that day: what always stands somewhere is none."""
    return (
        activity.ends_on is not None and activity.starts_on <= day <= activity.ends_on
    )


def _last_month(today: date) -> date:
    return (today.replace(day=1) - ONE_DAY).replace(day=BEGAN_ON)


def _open_moment(municipality: Municipality, day: date, clock: time) -> datetime:
    """At that time of the first day from `day` on that has office hours."""
    calendar = office_calendar(municipality)
    while calendar is not None and not calendar.intervals_on(day):
        day += ONE_DAY
    return datetime.combine(day, clock, STOCKHOLM)


def _communicator(municipality: Municipality) -> StaffMember:
    staff = StaffMember.objects.with_role(municipality, Role.COMMUNICATOR)
    communicator: StaffMember = staff.order_by("pk")[0]
    return communicator
