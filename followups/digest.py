"""What the day holds, told at 07.30 to each who calls: numbers and times, no names.

Once for each person and day, whatever crashes: the digests and the row that says that
the municipality's day is told are written together. After an outage they are caught up
with the same morning; at noon nobody needs them any more.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Final, Self

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from followups.models import FollowUpTask
from followups.reminders import who_stands_for
from followups.wording import date_text, time_text
from messaging.models import DailyRun, Topic
from messaging.notices import Notice, drafts_for
from messaging.quiet_hours import DIGEST
from messaging.services import Draft, enqueue
from messaging.town_by_town import for_each
from organisation.calendar import STOCKHOLM
from organisation.models import CALLING, Municipality, StaffMember
from organisation.settings_cache import office_calendar

FROM, UNTIL = time(7, 30), time(12)  # local time; at noon it is too late
VISITS: Final = (
    FollowUpTask.Kind.HOME_VISIT,
    FollowUpTask.Kind.INFORMATION_MEETING,
)
MOST_READ: Final = 2000  # follow-ups of a municipality
MOST_TOLD: Final = 25  # lines under one heading


@dataclass(frozen=True)
class Day:
    """What somebody has to do on a day, earliest first under each heading."""

    late: Sequence[FollowUpTask]
    due: Sequence[FollowUpTask]
    visits: Sequence[FollowUpTask]

    @classmethod
    def of(cls, tasks: Iterable[FollowUpTask], moment: datetime) -> Self:
        late, due, visits = [], [], []
        for task in tasks:
            if task.due_at < moment:
                late.append(task)
            elif task.kind in VISITS:
                visits.append(task)
            else:
                due.append(task)
        return cls(late, due, visits)

    def __bool__(self) -> bool:
        return bool(self.late or self.due or self.visits)


def send_due(moment: datetime) -> int:
    """Write the digests of a working day's morning; how many. A dispatcher's step."""
    local = localtime(moment, STOCKHOLM)
    if not FROM <= local.time() < UNTIL:
        return 0
    return for_each(
        _untold(local.date()),
        lambda municipality: _tell(municipality, local.date(), moment),
        what="The digest",
    )


def _untold(day: date) -> Iterable[Municipality]:
    told = DailyRun.objects.filter(step=DIGEST, day=day).values("municipality")
    for municipality in Municipality.objects.exclude(pk__in=told).order_by("pk"):
        calendar = office_calendar(municipality)
        if calendar is not None and calendar.is_working_day(day):
            yield municipality


@transaction.atomic
def _tell(municipality: Municipality, day: date, moment: datetime) -> int:
    """Write one municipality's; 0 where another dispatcher has, this very moment."""
    _run, is_mine = DailyRun.objects.get_or_create(
        municipality=municipality, step=DIGEST, day=day, defaults={"done_at": moment}
    )
    return enqueue(_drafts(municipality, day, moment), at=moment) if is_mine else 0


def _drafts(municipality: Municipality, day: date, moment: datetime) -> Iterator[Draft]:
    """To each who is not away: their own follow-ups, the team's, and those of whoever
    they stand in for. What somebody away has no substitute for is the team's that day.
    """
    tasks = _until_midnight(municipality, day)
    owners = {each.owner_id for each in tasks if each.owner_id is not None}
    doers = {each: who_stands_for(municipality, each, moment) for each in owners}
    staff = StaffMember.objects.active().with_role(municipality, *CALLING)
    names = {each.pk: each.first_name for each in staff}
    for each in staff:
        if who_stands_for(municipality, each.pk, moment) != each.pk:
            continue
        theirs = (
            task for task in tasks if doers.get(task.owner_id or 0) in (None, each.pk)
        )
        if has_to_do := Day.of(theirs, moment):
            notice = _notice(municipality, each, has_to_do, day, names)
            yield from drafts_for(municipality, each, notice, at=moment)


def _until_midnight(municipality: Municipality, day: date) -> list[FollowUpTask]:
    """Everything open that is due on the day or before; not what is to be reviewed."""
    midnight = datetime.combine(day + timedelta(days=1), time(0), STOCKHOLM)
    return list(
        FollowUpTask.objects.of(municipality)
        .open()
        .filter(due_at__lt=midnight, inquiry__suspicion="")
        .select_related("inquiry")
        .order_by("due_at", "id")[:MOST_READ]
    )


def _notice(
    municipality: Municipality,
    staff: StaffMember,
    tasks: Day,
    day: date,
    names: Mapping[int, str],
) -> Notice:
    with translation.override(staff.desk_language):
        told = _in_short(tasks)
        line = partial(_line, staff=staff, names=names)
        address = f"{settings.BASE_URL}{reverse('inquiries:today')}"
        parts = [
            _under(_("Late"), [line(each, _dated) for each in tasks.late]),
            _under(_("Due today"), [line(each, _timed) for each in tasks.due]),
            _under(
                _("Visits and meetings"), [line(each, _timed) for each in tasks.visits]
            ),
            address,
        ]
        return Notice(
            topic=Topic.DIGEST,
            kind=DIGEST,
            subject_type="municipality",
            subject_id=municipality.pk,
            step=f"{DIGEST}-{day:%Y-%m-%d}",
            heading=_("%(day)s: %(told)s") % {"day": date_text(day), "told": told},
            body="\n\n".join(filter(None, parts)),
            short=_("Today: %(told)s") % {"told": told},
        )


def _in_short(tasks: Day) -> str:
    """“2 sena, 5 i dag, 1 besök”; what there is none of is left out."""
    late, due, visits = len(tasks.late), len(tasks.due), len(tasks.visits)
    counts = [
        late and ngettext("%(n)s late", "%(n)s late ones", late) % {"n": late},
        due and ngettext("%(n)s due", "%(n)s due ones", due) % {"n": due},
        visits and ngettext("%(n)s visit", "%(n)s visits", visits) % {"n": visits},
    ]
    return ", ".join(each for each in counts if each)


def _under(heading: str, lines: Sequence[str]) -> str:
    """A heading with its lines, the first MOST_TOLD of them; "" for none."""
    if not lines:
        return ""
    told = list(lines[:MOST_TOLD])
    if more := len(lines) - len(told):
        told.append(_("and %(number)s more") % {"number": more})
    return "\n".join([f"{heading}:", *told])


def _line(
    task: FollowUpTask,
    words: Callable[[FollowUpTask], str],
    *,
    staff: StaffMember,
    names: Mapping[int, str],
) -> str:
    """2026-12, 10.30; with whose it is, where somebody away has it."""
    if task.owner_id in (None, staff.pk):
        return words(task)
    name = names.get(task.owner_id or 0, "")
    return _("%(line)s, for %(name)s") % {"line": words(task), "name": name}


def _timed(task: FollowUpTask) -> str:
    """2026-12, 10.30"""
    return f"{task.inquiry}, {time_text(task.due_at)}"


def _dated(task: FollowUpTask) -> str:
    """2026-12, ons 11 mars 10.30"""
    day = date_text(localtime(task.due_at, STOCKHOLM).date())
    return f"{task.inquiry}, {day} {time_text(task.due_at)}"
