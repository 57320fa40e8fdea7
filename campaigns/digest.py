"""What is to be done for the campaigns, told at 07.30: kinds and days, no names.

Once for each person and working day, whatever crashes, as followups tells what the day
holds. Communicators are told of everything, where there is none the managers; whoever
is named for a task is told of that. Nobody is told where nothing is due.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import CampaignTask
from messaging.models import DailyRun, Topic
from messaging.notices import Notice, drafts_for
from messaging.quiet_hours import DIGEST
from messaging.services import Draft, enqueue
from messaging.town_by_town import for_each
from organisation.calendar import STOCKHOLM
from organisation.models import Municipality, Role, StaffMember
from organisation.settings_cache import office_calendar

STEP: Final = "campaigns"
PAGE: Final = "campaigns:tasks"
FROM, UNTIL = time(7, 30), time(12)  # local time, as the other digest
MOST_READ: Final = 500  # tasks of a municipality
MOST_TOLD: Final = 25  # lines


def send_due(moment: datetime) -> int:
    """Write the digests of a working day's morning; how many. A dispatcher's step."""
    local = localtime(moment, STOCKHOLM)
    if not FROM <= local.time() < UNTIL:
        return 0
    return for_each(
        _untold(local.date()),
        lambda municipality: _tell(municipality, local.date(), moment),
        what="The communicators’ digest",
    )


def _untold(day: date) -> Iterable[Municipality]:
    told = DailyRun.objects.filter(step=STEP, day=day).values("municipality")
    for municipality in Municipality.objects.exclude(pk__in=told).order_by("pk"):
        calendar = office_calendar(municipality)
        if calendar is not None and calendar.is_working_day(day):
            yield municipality


@transaction.atomic
def _tell(municipality: Municipality, day: date, moment: datetime) -> int:
    """Write one municipality's; 0 where another dispatcher has, this very moment."""
    _run, is_mine = DailyRun.objects.get_or_create(
        municipality=municipality, step=STEP, day=day, defaults={"done_at": moment}
    )
    return enqueue(_drafts(municipality, day, moment), at=moment) if is_mine else 0


def _drafts(municipality: Municipality, day: date, moment: datetime) -> Iterator[Draft]:
    tasks = list(
        CampaignTask.objects.of(municipality)
        .open()
        .due_by(day)
        .select_related("use")[:MOST_READ]
    )
    all_told = {each.pk for each in _all_told(municipality)}
    owners = {each.owner_id for each in tasks}
    staff = StaffMember.objects.active().of(municipality)
    for each in staff.filter(pk__in=all_told | owners).order_by("pk"):
        theirs = [
            task for task in tasks if each.pk in all_told or task.owner_id == each.pk
        ]
        if theirs:
            notice = _notice(municipality, each, theirs, day)
            yield from drafts_for(municipality, each, notice, at=moment)


def _all_told(municipality: Municipality) -> Sequence[StaffMember]:
    staff = StaffMember.objects.active()
    communicators = list(staff.with_role(municipality, Role.COMMUNICATOR))
    return communicators or list(staff.with_role(municipality, Role.MANAGER))


def _notice(
    municipality: Municipality,
    staff: StaffMember,
    tasks: Sequence[CampaignTask],
    day: date,
) -> Notice:
    with translation.override(staff.desk_language):
        told = _in_short(tasks, day)
        address = f"{settings.BASE_URL}{reverse(PAGE)}"
        return Notice(
            topic=Topic.DIGEST,
            kind=DIGEST,
            subject_type="municipality",
            subject_id=municipality.pk,
            step=f"{STEP}-{day:%Y-%m-%d}",
            heading=_("Campaigns: %(told)s") % {"told": told},
            body="\n".join([*_lines(tasks, day), "", address]),
            short=_("Campaigns: %(told)s") % {"told": told},
            page=PAGE,
        )


def _in_short(tasks: Sequence[CampaignTask], day: date) -> str:
    """“2 sena, 1 i dag”; what there is none of is left out."""
    late = sum(task.due_on < day for task in tasks)
    due = len(tasks) - late
    counts = [
        late and ngettext("%(n)s late", "%(n)s late ones", late) % {"n": late},
        due and ngettext("%(n)s today", "%(n)s today", due) % {"n": due},
    ]
    return ", ".join(each for each in counts if each)


def _lines(tasks: Sequence[CampaignTask], day: date) -> Iterator[str]:
    """The first MOST_TOLD, by day; the rest as a number."""
    for task in tasks[:MOST_TOLD]:
        words = {"what": _what(task), "day": date_format(task.due_on, "D j F")}
        late = task.due_on < day
        text = (
            _("%(what)s: should have been done %(day)s")
            if late
            else _("%(what)s: today")
        )
        yield text % words
    if more := len(tasks[MOST_TOLD:]):
        yield _("and %(number)s more") % {"number": more}


def _what(task: CampaignTask) -> str:
    """The kind of task; where it is to be taken down from, never what or of whom."""
    if task.use is None:
        return str(task.get_kind_display())
    where = task.use.get_place_display()
    return _("Take something down: %(where)s") % {"where": where}
