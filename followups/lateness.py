"""What is still late, told to the unit managers each working morning until it is done.

One message to each manager and day, whatever crashes: the messages and the row that
says that the municipality’s day is told are written together. Nothing is late,
nothing is said. Source: docs/decisions/0071-no-storm.md.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localtime

from followups.gathering import late_text, step_lines
from followups.models import FollowUpTask
from followups.reminders import managers
from messaging.models import DailyRun, Message, Topic
from messaging.notices import Notice, drafts_for
from messaging.services import Draft, enqueue
from messaging.town_by_town import for_each
from organisation.calendar import STOCKHOLM
from organisation.models import Municipality, StaffMember
from organisation.settings_cache import office_calendar

KIND: Final = "late"
SUBJECT: Final = "municipality"
FROM: Final = time(8)  # local time; later that day after an outage
FRIDAY: Final = 4
MOST: Final = 1000  # steps that are counted; a town with more knows that it has many


def tell_managers(moment: datetime) -> int:
    """Write to the managers of what was late at 08.00; how many messages.

    On the municipality's working days. A step of the dispatcher.
    """
    today = localtime(moment, STOCKHOLM).date()
    as_of = datetime.combine(today, FROM, STOCKHOLM)
    if moment < as_of:
        return 0
    return for_each(
        _untold(today),
        lambda municipality: _tell(municipality, as_of, moment),
        what="The lateness",
    )


def still_wanted(messages: Iterable[Message]) -> set[object]:
    """The ids of those messages after which something is still late."""
    found: set[object] = set()
    for each in messages:
        late = FollowUpTask.objects.open().filter(due_at__lt=each.created_at)
        if late.filter(municipality=each.municipality_id).exists():
            found.add(each.pk)
    return found


def _untold(day: date) -> Iterator[Municipality]:
    told = DailyRun.objects.filter(step=KIND, day=day).values("municipality")
    for municipality in Municipality.objects.exclude(pk__in=told).order_by("pk"):
        if _works_on(municipality, day):
            yield municipality


def _works_on(municipality: Municipality, day: date) -> bool:
    """By the office hours; where there are none, Mondays to Fridays."""
    calendar = office_calendar(municipality)
    if calendar is None:
        return day.weekday() <= FRIDAY
    return calendar.is_working_day(day)


@transaction.atomic
def _tell(municipality: Municipality, as_of: datetime, moment: datetime) -> int:
    """0 where another dispatcher tells, this very moment."""
    _run, is_mine = DailyRun.objects.get_or_create(
        municipality=municipality,
        step=KIND,
        day=as_of.date(),
        defaults={"done_at": moment},
    )
    if not is_mine:
        return 0
    late = (
        FollowUpTask.objects.of(municipality)
        .open()
        .filter(due_at__lt=as_of)
        .select_related("inquiry")
        .order_by("due_at", "pk")[:MOST]
    )
    return enqueue(_drafts(municipality, list(late), as_of, moment), at=moment)


def _drafts(
    municipality: Municipality,
    late: list[FollowUpTask],
    as_of: datetime,
    moment: datetime,
) -> Iterator[Draft]:
    if not late:
        return
    for staff in managers(municipality, moment):
        notice = _notice(municipality, staff, late, as_of, moment)
        yield from drafts_for(municipality, staff, notice, at=moment)


def _notice(
    municipality: Municipality,
    staff: StaffMember,
    late: list[FollowUpTask],
    as_of: datetime,
    moment: datetime,
) -> Notice:
    with translation.override(staff.desk_language):
        heading = late_text(late, moment)
        address = f"{settings.BASE_URL}{reverse('inquiries:today')}"
        lines = [heading, "", *step_lines(late, moment), "", address]
    return Notice(
        topic=Topic.REMINDER,
        kind=KIND,
        subject_type=SUBJECT,
        subject_id=municipality.pk,
        step=f"late-{as_of:%Y-%m-%d}",
        heading=heading,
        body="\n".join(lines),
    )
