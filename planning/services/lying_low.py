"""Lie low, and go on: what families are promised, and what rests, in one.

What was promised before stands. Links stay alive and no form is closed.
Source: docs/decisions/0101-lying-low.md.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.timezone import localtime

from audit.services import record
from campaigns.models import Activity, ActivityPause
from messaging.town_by_town import for_each
from organisation.calendar import STOCKHOLM
from organisation.models import LieLow, Municipality, StaffMember
from organisation.services.versions import touch_settings

SOON: Final = timedelta(days=60)  # ahead: what begins within it may be chosen to rest


class AlreadyLyingLow(Exception):
    """The municipality lies low: end that first."""


class NotLyingLow(Exception):
    """Somebody else, or the day that was set, has ended it."""


class EndsBeforeItBegins(ValueError):
    """The day on which it is to end by itself is not after the day it begins."""


@transaction.atomic
def lie_low(
    municipality: Municipality,
    activities: Collection[int] | None = None,
    *,
    working_days: int,
    resumes_on: date | None,
    reason: str,
    by: StaffMember,
    at: datetime,
) -> LieLow:
    """Promise everybody who asks from now on within so many working days.

    Args:
        activities: those that rest meanwhile; None: all that run on that day. One that
            is over already does not rest.
        resumes_on: it ends when that day begins; None: when somebody ends it.

    Raises:
        AlreadyLyingLow: one that has not ended.
        EndsBeforeItBegins: `resumes_on` is not after the day of `at`.
    """
    today = localtime(at, STOCKHOLM).date()
    if resumes_on is not None and resumes_on <= today:
        raise EndsBeforeItBegins(resumes_on)
    _lock(municipality)
    if LieLow.objects.of(municipality).going_on().exists():
        raise AlreadyLyingLow
    low = LieLow.objects.create(
        municipality=municipality,
        began_at=at,
        resumes_on=resumes_on,
        working_days=working_days,
        reason=reason,
        began_by=by,
    )
    _pause(low, activities, today)
    touch_settings(municipality)
    record("lay-low", low, by=by, at=at, fields=["working_days", "resumes_on"])
    return low


@transaction.atomic
def resume(
    municipality: Municipality, *, by: StaffMember | None, at: datetime
) -> LieLow:
    """End it, and let everything that rests go on. `by` None: by the day that was set.

    Raises:
        NotLyingLow: it has ended.
    """
    _lock(municipality)
    low = LieLow.objects.of(municipality).going_on().first()
    if low is None:
        raise NotLyingLow
    low.ended_at = max(at, low.began_at)  # by a clock that is a little behind
    low.ended_by = by
    low.save(update_fields=["ended_at", "ended_by"])
    for pause in low.pauses.filter(ended_at=None):
        _end(pause, low.ended_at)
    touch_settings(municipality)
    record("resumed", low, by=by, at=at)
    return low


@transaction.atomic
def resume_activities(
    municipality: Municipality,
    activities: Collection[int],
    *,
    by: StaffMember,
    at: datetime,
) -> int:
    """Let some of what rests go on, while the promise stays longer; how many did.

    Raises:
        NotLyingLow: it has ended, and everything goes on.
    """
    _lock(municipality)
    if not LieLow.objects.of(municipality).going_on().exists():
        raise NotLyingLow
    resting = ActivityPause.objects.of(municipality).going_on()
    chosen = list(resting.filter(activity__in=activities).select_related("activity"))
    for pause in chosen:
        _end(pause, max(at, pause.began_at))
        record("resumed-activity", pause.activity, by=by, at=at)
    return len(chosen)


def resume_due(moment: datetime) -> int:
    """End what was to end by itself, from its day's first moment on; how many.

    A step of the dispatcher: a second run finds nothing.
    """
    today = localtime(moment, STOCKHOLM).date()
    due = Municipality.objects.filter(
        lie_lows__ended_at=None, lie_lows__resumes_on__lte=today
    )
    return for_each(
        due.order_by("pk"),
        lambda municipality: _resume_due(municipality, today, moment),
        what="The end of lying low",
    )


def can_rest(municipality: Municipality, day: date) -> list[Activity]:
    """Those that go on that day, then those that are to begin soon; with channels."""
    open_ones = Activity.objects.of(municipality).exclude(ends_on__lt=day)
    near = open_ones.filter(starts_on__lte=day + SOON).select_related("channel")
    return sorted(near, key=lambda each: (each.starts_on > day, each.name))


@transaction.atomic
def _resume_due(municipality: Municipality, today: date, moment: datetime) -> int:
    _lock(municipality)
    due = LieLow.objects.of(municipality).going_on()
    if not due.filter(resumes_on__lte=today).exists():
        return 0  # somebody was first, or began anew
    resume(municipality, by=None, at=moment)
    return 1


def _lock(municipality: Municipality) -> None:
    """One change at a time. Families who send a form meanwhile do not wait for it."""
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)


def _pause(low: LieLow, chosen: Collection[int] | None, today: date) -> None:
    activities = Activity.objects.of(low.municipality).exclude(ends_on__lt=today)
    if chosen is None:
        activities = activities.filter(starts_on__lte=today)
    else:
        activities = activities.filter(pk__in=chosen)
    ActivityPause.objects.bulk_create(
        ActivityPause(
            municipality=low.municipality,
            activity=each,
            lie_low=low,
            began_at=low.began_at,
        )
        for each in activities
    )


def _end(pause: ActivityPause, at: datetime) -> None:
    pause.ended_at = at
    pause.save(update_fields=["ended_at"])
