"""Reminders to staff before, at and after a due moment, by the rows of the rules.

Each rule fires once per generation of a follow-up: the outbox's unique key sees to
it. After an outage a person gets only the latest of the rules passed, never one for
each missed, and many follow-ups become one message: see followups/gathering.py.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from followups.assignment import callers, here, people_who_call
from followups.gathering import BROKEN, REMINDER, gather
from followups.models import FollowUpTask, ReminderRule
from followups.moments import Moment, wait_of
from followups.wording import deadline_text
from messaging.faults import trace_of
from messaging.models import Message, Topic
from messaging.notices import Notice, drafts_for
from messaging.services import Draft, enqueue
from organisation.calendar import STOCKHOLM
from organisation.models import Municipality, Role, StaffMember
from organisation.rota import rota_of
from organisation.settings_cache import remember

logger = logging.getLogger(__name__)

BATCH = 200  # follow-ups to a transaction
SUBJECT = "followup"
PAUSE_AFTER_FAILURE = timedelta(minutes=5)
# Plain SQL: bulk_update took a third of the whole round.
LOOK_AGAIN: Final = """
UPDATE followups_followuptask AS task
SET next_action_at = acted_on.next_action_at, failures = acted_on.failures
FROM unnest(%s::bigint[], %s::timestamptz[], %s::integer[])
  AS acted_on (id, next_action_at, failures)
WHERE task.id = acted_on.id
"""


def create_due(moment: datetime) -> int:
    """Write the reminders that are due; how many. A step of the dispatcher."""
    written = 0
    while True:
        batch, drafts = _claim(moment)
        written += drafts
        if batch < BATCH:
            return written


@transaction.atomic
def _claim(moment: datetime) -> tuple[int, int]:
    """Take one batch under lock, write its reminders, set when to look again."""
    tasks = list(
        FollowUpTask.objects.open()
        .filter(next_action_at__lte=moment)
        .select_related("inquiry", "promise")
        .prefetch_related("municipality", "owner")  # few, and each read once
        .order_by("next_action_at")
        .select_for_update(skip_locked=True, of=("self",))[:BATCH]
    )
    drafts: list[Draft] = []
    for task in tasks:
        drafts += _act_on(task, moment)
    _look_again(tasks)
    written = enqueue(drafts, at=moment)
    if written:
        gather(drafts, moment)
    return len(tasks), written


def _act_on(task: FollowUpTask, moment: datetime) -> list[Draft]:
    """The drafts for one follow-up. One that fails waits, and stops no other."""
    try:
        moments = wait_of(task).moments()
        drafts = list(_drafts(task, moments, moment))
        task.next_action_at = next(
            (each.at for each in moments if each.at > moment), None
        )
    except Exception as error:
        # Whatever is wrong with one row must not stop the reminders of all others.
        trace = trace_of(error)  # without its text, which may name somebody
        logger.error("Follow-up %s could not be reminded of: %s", task.pk, trace)
        task.failures = min(task.failures + 1, 1000)
        task.next_action_at = moment + PAUSE_AFTER_FAILURE * task.failures
        return []
    return drafts


def _look_again(tasks: Sequence[FollowUpTask]) -> None:
    columns: list[Any] = [
        [each.pk for each in tasks],
        [each.next_action_at for each in tasks],
        [each.failures for each in tasks],
    ]
    with connection.cursor() as cursor:
        cursor.execute(LOOK_AGAIN, columns)


def _drafts(
    task: FollowUpTask, moments: Sequence[Moment], moment: datetime
) -> Iterable[Draft]:
    """To each person the latest that has passed of the rules that name them."""
    latest = {each.rule.recipient: each.rule for each in moments if each.at <= moment}
    told: dict[int, tuple[StaffMember, ReminderRule]] = {}
    for _at, rule in moments:
        if latest.get(rule.recipient) == rule:
            told |= {each.pk: (each, rule) for each in _recipients(task, rule, moment)}
    for staff, rule in told.values():
        yield from _of_step(task, rule.step, staff, moment)


def _recipients(
    task: FollowUpTask, rule: ReminderRule, moment: datetime
) -> list[StaffMember]:
    municipality = task.municipality
    if rule.recipient == ReminderRule.Recipient.MANAGER:
        return managers(municipality, moment)
    one = present_owner(task, moment)
    if rule.recipient == ReminderRule.Recipient.SUBSTITUTE:
        # Of whoever is here nobody is the substitute: the whole team stands in.
        one = None if one is not None and one.pk == task.owner_id else one
    return here(municipality, callers(municipality), moment) if one is None else [one]


def present_owner(task: FollowUpTask, moment: datetime) -> StaffMember | None:
    """Who is to do it that day: the owner or, while the owner is away, the substitute.

    None: the team.
    """
    if task.owner_id is None:
        return None
    number = who_stands_for(task.municipality, task.owner_id, moment)
    who_call = people_who_call(task.municipality)
    return next((each for each in who_call if each.pk == number), None)


def who_stands_for(
    municipality: Municipality, staff: int, moment: datetime
) -> int | None:
    """The person's own number; whose stands in while they are away; None: nobody's."""
    rota = rota_of(municipality, moment)
    day = localtime(moment, STOCKHOLM).date()
    return staff if rota.is_present(staff, day) else rota.substitute_of(staff, day)


def managers(municipality: Municipality, moment: datetime) -> list[StaffMember]:
    """The active unit managers; whoever stands in for one who is away.

    All of them where nobody is left: somebody has to know.
    """
    everybody = remember(
        municipality,
        "managers",
        lambda: list(
            StaffMember.objects.active()
            .with_role(municipality, Role.MANAGER)
            .order_by("pk")
        ),
    )
    numbers = {who_stands_for(municipality, each.pk, moment) for each in everybody}
    present = [each for each in everybody if each.pk in numbers]
    others = numbers - {each.pk for each in present}
    stand_ins = [each for each in people_who_call(municipality) if each.pk in others]
    return [*present, *stand_ins] or everybody


def tell_of_broken(
    task: FollowUpTask, was_due_at: datetime, due_at: datetime | None, moment: datetime
) -> int:
    """Tell the managers, and who is to call, of a broken promise; how many messages.

    Args:
        due_at: what the family has been promised instead; None: nothing.
    """
    caller = present_owner(task, moment)
    told = {each.pk: each for each in managers(task.municipality, moment)}
    if caller is not None:
        told[caller.pk] = caller
    drafts = [
        draft
        for each in told.values()
        for draft in _of_broken(task, each, was_due_at, due_at, moment)
    ]
    written = enqueue(drafts, at=moment)
    if written:
        gather(drafts, moment)
    return written


def _of_broken(
    task: FollowUpTask,
    staff: StaffMember,
    was_due_at: datetime,
    due_at: datetime | None,
    moment: datetime,
) -> list[Draft]:
    with translation.override(staff.desk_language):
        words = {"number": task.inquiry, "was": deadline_text(was_due_at, moment)}
        told = _("The family has not been told anything new.")
        if due_at is not None:
            when = deadline_text(due_at, moment)
            told = _("The family is told that we are sorry, and %(when)s instead.") % {
                "when": when
            }
        body = _("%(number)s was promised a call %(was)s, and nobody called.") % words
        heading = _("Broken promise: %(number)s") % words
    notice = _notice(task, BROKEN, heading, f"{body} {told}", is_urgent=True)
    return drafts_for(task.municipality, staff, notice, at=moment)


def _of_step(
    task: FollowUpTask, step: str, staff: StaffMember, moment: datetime
) -> list[Draft]:
    late = task.due_at < moment
    with translation.override(staff.desk_language):
        words = {"number": task.inquiry, "when": deadline_text(task.due_at, moment)}
        heading = _("Late: %(number)s") if late else _("Due: %(number)s")
        body = (
            _("%(number)s was to be done %(when)s and is not done.")
            if late
            else _("%(number)s is to be done %(when)s at the latest.")
        )
    is_promised = task.promise is not None
    notice = _notice(task, step, heading % words, body % words, is_urgent=is_promised)
    return drafts_for(task.municipality, staff, notice, at=moment)


def _notice(
    task: FollowUpTask, step: str, heading: str, body: str, *, is_urgent: bool
) -> Notice:
    address = f"{settings.BASE_URL}{reverse('inquiries:today')}"
    return Notice(
        topic=Topic.REMINDER,
        kind=REMINDER,
        subject_type=SUBJECT,
        subject_id=task.pk,
        generation=task.generation,
        step=step,
        heading=heading,
        body=f"{body}\n\n{address}",
        inquiry_id=task.inquiry_id,
        is_urgent=is_urgent,
    )


def still_wanted(messages: Iterable[Message]) -> set[object]:
    """The ids of those messages whose follow-up is open and of that generation."""
    batch = list(messages)
    open_tasks = dict(
        FollowUpTask.objects.open()
        .filter(pk__in={each.subject_id for each in batch})
        .values_list("pk", "generation")
    )
    return {
        each.pk for each in batch if open_tasks.get(each.subject_id) == each.generation
    }
