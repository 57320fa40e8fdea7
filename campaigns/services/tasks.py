"""Things to do for the campaigns: opened, changed, done, opened again."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, connection, transaction

from audit.services import record
from campaigns.models import CampaignTask, ContentUse, Routine
from campaigns.models.routine import OWNER_FUNCTION, THANK_DAYS
from campaigns.routine import day_of, routine_of
from campaigns.services.uses import locked_content
from organisation.models import Municipality, StaffMember

Kind = CampaignTask.Kind

# One statement: finds the home whose code it is and opens a task, or makes the open
# one count once more, or finds nobody.
THANK: Final = """
INSERT INTO campaigns_campaigntask
    (municipality_id, kind, ambassador_id, due_on, owner_function, opened_at)
SELECT home.municipality_id, 'thank', home.id,
       %(day)s + coalesce(routine.thank_days, %(days)s)::integer,
       coalesce(routine.owner_function, %(function)s), %(at)s
FROM campaigns_ambassador AS home
LEFT JOIN campaigns_routine AS routine USING (municipality_id)
WHERE home.activity_id = %(activity)s AND home.erased_at IS NULL
ON CONFLICT (ambassador_id) WHERE (done_at IS NULL AND kind = 'thank')
DO UPDATE SET occasions = campaigns_campaigntask.occasions + 1
"""


# By these a task that somebody typed is known again.
SAME: Final = ("kind", "about", "due_on", "assignment_ends_on", "owner", "note")


class IsDone(Exception):
    """Somebody has done the task already."""


class IsOpen(Exception):
    """The task is open already, or another about the same thing is."""


def thank_for(activity_id: int, *, at: datetime) -> int:
    """Remind of thanking the home by whose code an inquiry came; how many tasks.

    In the caller's transaction. A home that waits to be thanked has one task, however
    many inquiries came. For any other activity this is one look by a key.
    """
    given: dict[str, Any] = {
        "activity": activity_id,
        "day": day_of(at),
        "at": at,
        "days": THANK_DAYS,
        "function": OWNER_FUNCTION,
    }
    with connection.cursor() as cursor:
        cursor.execute(THANK, given)
        return int(cursor.rowcount)


@transaction.atomic
def open_task(task: CampaignTask, *, by: StaffMember, at: datetime) -> CampaignTask:
    """Save what somebody typed. What is to be asked again gets its day here.

    Where a form was sent twice, the open task that it made is given.
    """
    task.opened_at = at
    if task.kind == Kind.ASK_AGAIN:
        task.due_on = _asked_on(task, routine_of(task.municipality), day_of(at))
    # One at a time: the second finds the first.
    Municipality.objects.select_for_update(no_key=True).get(pk=task.municipality_id)
    same = {name: getattr(task, name) for name in SAME}
    there = CampaignTask.objects.of(task.municipality).open().filter(**same).first()
    if there is not None:
        return there
    task.save(force_insert=True)
    record("opened-task", task, by=by, at=at)
    return task


@transaction.atomic
def change_task(
    task: CampaignTask, values: Mapping[str, Any], *, by: StaffMember, at: datetime
) -> CampaignTask:
    """Change what differs.

    Raises:
        IsDone: what is done stands; open it again first.
    """
    fresh = _locked(task)
    if fresh.done_at is not None:
        raise IsDone
    fields = [name for name, new in values.items() if getattr(fresh, name) != new]
    for name in fields:
        setattr(fresh, name, values[name])
    if "assignment_ends_on" in fields:
        fresh.due_on = _asked_on(fresh, routine_of(fresh.municipality), day_of(at))
    if fields:
        fresh.save()
        record("changed-task", fresh, by=by, at=at, fields=fields)
    return fresh


@transaction.atomic
def finish_task(
    task: CampaignTask, outcome: str = "", *, by: StaffMember, at: datetime
) -> CampaignTask:
    """Note that it is done. What was to be taken down is shown no more from that day.

    Raises:
        IsDone: somebody was quicker.
    """
    fresh = _locked(task)
    if fresh.done_at is not None:
        raise IsDone
    fresh.done_at, fresh.done_by, fresh.outcome = at, by, outcome
    fresh.save(update_fields=["done_at", "done_by", "outcome"])
    if fresh.use_id is not None:
        uses = ContentUse.objects.filter(pk=fresh.use_id, stopped_on=None)
        uses.update(stopped_on=day_of(at), stop_cause=fresh.cause)
    record("finished-task", fresh, by=by, at=at)
    return fresh


def reopen_task(task: CampaignTask, *, by: StaffMember, at: datetime) -> CampaignTask:
    """Take back that it is done; what was to be taken down is still shown.

    Raises:
        IsOpen: it is open, or there is another open one about the same thing.
    """
    try:
        with transaction.atomic():
            fresh = _locked(task)
            if fresh.done_at is None:
                raise IsOpen
            fresh.done_at, fresh.done_by, fresh.outcome = None, None, ""
            fresh.save(update_fields=["done_at", "done_by", "outcome"])
            if fresh.use_id is not None:
                use = ContentUse.objects.filter(pk=fresh.use_id)
                use.update(stopped_on=None, stop_cause="")
            record("reopened-task", fresh, by=by, at=at)
    except IntegrityError as error:
        raise IsOpen from error
    return fresh


@transaction.atomic
def erase_task(task: CampaignTask, *, by: StaffMember, at: datetime) -> CampaignTask:
    """Take away whom a finished task was about, and what was noted; the rest stands.

    Raises:
        IsOpen: it is yet to be done.
    """
    fresh = _locked(task)
    if fresh.done_at is None:
        raise IsOpen
    fresh.about = fresh.note = fresh.outcome = ""
    fresh.save(update_fields=["about", "note", "outcome"])
    record("erased-task", fresh, by=by, at=at, fields=["about", "note", "outcome"])
    return fresh


@transaction.atomic
def change_routine(
    municipality: Municipality,
    values: Mapping[str, Any],
    *,
    by: StaffMember,
    at: datetime,
) -> Routine:
    """Change the routine; open tasks to ask again move to their new days."""
    Routine.objects.get_or_create(municipality=municipality)
    routine = Routine.objects.select_for_update().get(municipality=municipality)
    fields = [name for name, new in values.items() if getattr(routine, name) != new]
    if not fields:
        return routine
    for name in fields:
        setattr(routine, name, values[name])
    routine.save(update_fields=fields)
    if "ask_again_days" in fields:
        _plan_asking_anew(routine, day_of(at))
    record("changed-routine", routine, by=by, at=at, fields=fields)
    return routine


def _plan_asking_anew(routine: Routine, today: date) -> None:
    tasks = CampaignTask.objects.of(routine.municipality).open()
    asking = list(tasks.filter(kind=Kind.ASK_AGAIN).select_for_update())
    for task in asking:
        task.due_on = _asked_on(task, routine, today)
    CampaignTask.objects.bulk_update(asking, ["due_on"], batch_size=500)


def _asked_on(task: CampaignTask, routine: Routine, today: date) -> date:
    """So many days before the end; today where that day has passed."""
    ends_on = task.assignment_ends_on or today
    return max(today, ends_on - timedelta(days=routine.ask_again_days))


def _locked(task: CampaignTask) -> CampaignTask:
    """The task's row; before it the content's, which is where consents are held."""
    if task.use is not None:
        locked_content(task.use.content_id)
    tasks = CampaignTask.objects.select_for_update(of=("self",))
    return tasks.select_related("municipality").get(pk=task.pk)
