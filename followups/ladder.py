"""What to do after a call: the attempt ladder.

No answer: again after three working hours; then in the next evening window, where
one is staffed; then on the next working day. After the fifth attempt a kind letter
and rest. The answers are proposals: the recruiter may choose otherwise.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.timezone import localtime

from followups.models import FollowUpTask, Wish
from followups.promise import NotOffered, offer_for
from followups.steps import NextStep
from organisation.calendar import STOCKHOLM, CalendarNeverOpens
from organisation.models import Municipality
from organisation.settings_cache import office_calendar

GIVES_UP_AFTER = 5  # attempts without an answer
RESTS_FOR = timedelta(days=90)
SOON_AGAIN = timedelta(hours=3)  # of working time
VISIT_AFTER = 5  # working days
VISIT_HOUR = time(15)
ANSWER_WITHIN = 3  # working days


@dataclass(frozen=True)
class Rest:
    """Nobody answers: write a kind letter, and let the inquiry rest until then."""

    wake_up_on: date


def after_no_answer(
    municipality: Municipality,
    attempts: int,
    moment: datetime,
    owner_id: int | None = None,
) -> NextStep | Rest:
    """What follows the `attempts`-th call that nobody answered."""
    if attempts >= GIVES_UP_AFTER:
        return Rest(localtime(moment).date() + RESTS_FOR)
    if attempts <= 1:
        due_at = _working_time_later(municipality, moment)
    elif attempts == 2:
        due_at = _next_evening(municipality, moment)
    else:
        due_at = _next_day(municipality, moment)
    return NextStep(FollowUpTask.Kind.CALL, due_at, owner_id)


def after_answer(
    municipality: Municipality, moment: datetime, owner_id: int | None = None
) -> NextStep:
    """A home visit, five working days ahead at 15.00."""
    day = localtime(moment).date()
    for _ in range(VISIT_AFTER):
        day = _next_working_day(municipality, day)
    due_at = datetime.combine(day, VISIT_HOUR, STOCKHOLM)
    return NextStep(FollowUpTask.Kind.HOME_VISIT, due_at, owner_id)


def after_call_back(
    municipality: Municipality, moment: datetime, owner_id: int | None = None
) -> NextStep:
    """Another call, three working hours ahead, promised to whoever answered."""
    return NextStep(
        FollowUpTask.Kind.CALL,
        _working_time_later(municipality, moment),
        owner_id,
        promise_wish=Wish.SOON,
    )


def after_wrong_number(
    municipality: Municipality,
    moment: datetime,
    owner_id: int | None = None,
    *,
    has_email: bool,
) -> NextStep:
    """Write where there is an address; else look for the right number. Next day."""
    kind = FollowUpTask.Kind.WRITE if has_email else FollowUpTask.Kind.OTHER
    return NextStep(kind, _next_day(municipality, moment), owner_id)


def after_written(
    municipality: Municipality, moment: datetime, owner_id: int | None = None
) -> NextStep:
    """A look at whether they have answered, three working days after a letter."""
    day = localtime(moment).date()
    for _ in range(ANSWER_WITHIN):
        day = _next_working_day(municipality, day)
    due_at = _working_time_later(
        municipality, datetime.combine(day, time(0), STOCKHOLM)
    )
    return NextStep(FollowUpTask.Kind.WRITE, due_at, owner_id)


def _working_time_later(municipality: Municipality, moment: datetime) -> datetime:
    calendar = office_calendar(municipality)
    if calendar is None:
        return moment + SOON_AGAIN
    try:
        return calendar.add_working_time(moment, SOON_AGAIN)
    except CalendarNeverOpens:
        return moment + SOON_AGAIN


def _next_evening(municipality: Municipality, moment: datetime) -> datetime:
    try:
        return offer_for(municipality, Wish.EVENING, moment).due_at
    except NotOffered:
        return _next_day(municipality, moment)


def _next_day(municipality: Municipality, moment: datetime) -> datetime:
    """Three working hours into the next working day."""
    day = _next_working_day(municipality, localtime(moment).date())
    return _working_time_later(municipality, datetime.combine(day, time(0), STOCKHOLM))


def _next_working_day(municipality: Municipality, day: date) -> date:
    calendar = office_calendar(municipality)
    try:
        if calendar is not None:
            return calendar.next_working_day(day)
    except CalendarNeverOpens:
        pass
    return day + timedelta(days=1)


def first_call_of(
    municipality: Municipality, day: date, moment: datetime, owner_id: int | None
) -> NextStep:
    """A call three working hours into the day, or as soon after as somebody works."""
    morning = max(moment, datetime.combine(day, time(0), STOCKHOLM))
    due_at = _working_time_later(municipality, morning)
    return NextStep(FollowUpTask.Kind.CALL, due_at, owner_id)
