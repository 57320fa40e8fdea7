"""What is still late, told to the unit managers each working morning until it is done.

One message to each manager and day, whatever crashes: the outbox's unique key sees to
it. Nothing is late, nothing is said. Source: docs/decisions/0071-no-storm.md.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Final

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localtime

from followups.gathering import late_text, step_lines
from followups.models import FollowUpTask
from followups.reminders import managers
from messaging.models import Channel, Message
from messaging.services import Draft, enqueue
from organisation.calendar import STOCKHOLM
from organisation.models import Municipality, StaffMember
from organisation.settings_cache import office_calendar

KIND: Final = "late"
SUBJECT: Final = "late-steps"
AT: Final = time(8)  # local time
FRIDAY: Final = 4
MOST: Final = 1000  # steps that are counted; a town with more knows that it has many

# Where something was late then, and nobody has been told today.
UNTOLD: Final = """
SELECT municipality.id FROM organisation_municipality AS municipality
WHERE EXISTS (
    SELECT FROM followups_followuptask
    WHERE municipality_id = municipality.id AND closed_at IS NULL AND due_at < %s
) AND NOT EXISTS (
    SELECT FROM messaging_message
    WHERE subject_type = 'late-steps' AND subject_id = municipality.id
      AND generation = 1 AND step = %s
)
"""


def tell_managers(moment: datetime) -> int:
    """Write to the managers of what was late at 08.00; how many messages.

    On the municipality's working days, later that day after an outage. A step of the
    dispatcher.
    """
    today = localtime(moment, STOCKHOLM).date()
    as_of = datetime.combine(today, AT, STOCKHOLM)
    if moment < as_of:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(UNTOLD, [as_of, _step(today)])
        untold = [pk for (pk,) in cursor.fetchall()]
    drafts = [
        draft
        for municipality in Municipality.objects.filter(pk__in=untold)
        if _works_on(municipality, today)
        for draft in _drafts(municipality, as_of, moment)
    ]
    return enqueue(drafts, at=moment)


def still_wanted(messages: Iterable[Message]) -> set[object]:
    """The ids of those messages after which something is still late."""
    found: set[object] = set()
    for each in messages:
        late = FollowUpTask.objects.open().filter(due_at__lt=each.created_at)
        if late.filter(municipality=each.municipality_id).exists():
            found.add(each.pk)
    return found


def _step(day: date) -> str:
    return f"late-{day:%Y-%m-%d}"


def _works_on(municipality: Municipality, day: date) -> bool:
    """By the office hours; where there are none, Mondays to Fridays."""
    calendar = office_calendar(municipality)
    if calendar is None:
        return day.weekday() <= FRIDAY
    return calendar.is_working_day(day)


def _drafts(
    municipality: Municipality, as_of: datetime, moment: datetime
) -> Iterable[Draft]:
    told = managers(municipality)
    if not told:
        return
    tasks = list(
        FollowUpTask.objects.of(municipality)
        .open()
        .filter(due_at__lt=as_of)
        .select_related("inquiry")
        .order_by("due_at", "pk")[:MOST]
    )
    for staff in told:
        yield _draft(municipality, staff, tasks, moment)


def _draft(
    municipality: Municipality,
    staff: StaffMember,
    tasks: list[FollowUpTask],
    moment: datetime,
) -> Draft:
    with translation.override(staff.desk_language):
        heading = late_text(tasks, moment)
        address = f"{settings.BASE_URL}{reverse('inquiries:today')}"
        lines = [heading, "", *step_lines(tasks, moment), "", address]
        return Draft(
            municipality_id=municipality.pk,
            kind=KIND,
            subject_type=SUBJECT,
            subject_id=municipality.pk,
            step=_step(localtime(moment, STOCKHOLM).date()),
            channel=Channel.EMAIL,
            recipient_key=f"staff:{staff.pk}",
            recipient=staff.email,
            staff_id=staff.pk,
            language=staff.desk_language,
            heading=heading,
            body="\n".join(lines),
        )
