"""Changes to what is promised and to who is reminded: rows, each with its log entry."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final

from django.db import IntegrityError, connection, transaction

from audit.services import record
from followups.models import FollowUpTask, PromisePolicy, ReminderRule
from followups.moments import wait_of
from organisation.models import Municipality, StaffMember
from organisation.services import touch_settings
from organisation.services.versions import save_changes

BATCH: Final = 1000  # follow-ups to a statement
LOOK_BY: Final = """
UPDATE followups_followuptask AS task
SET next_action_at = least(task.next_action_at, rule.at)
FROM unnest(%s::bigint[], %s::timestamptz[]) AS rule (id, at)
WHERE task.id = rule.id AND task.closed_at IS NULL
"""


class RuleExists(Exception):
    """The same people are already reminded at that moment."""


@dataclass(frozen=True)
class RuleMoment:
    """When a rule reminds; see ReminderRule. Exactly one of the first two is given."""

    percent: int | None = None
    offset_minutes: int | None = None
    in_office_time: bool = False

    @property
    def code(self) -> str:
        """Part of a rule's step: "50%", "-60", "+60", "+60o" in office time."""
        if self.percent is not None:
            return f"{self.percent}%"
        return f"{self.offset_minutes:+d}{'o' if self.in_office_time else ''}"


@transaction.atomic
def change_policy(
    policy: PromisePolicy, values: Mapping[str, Any], *, by: StaffMember, at: datetime
) -> list[str]:
    """Save what differs. Promises that are made already stay as they were made."""
    fresh = PromisePolicy.objects.select_for_update().get(pk=policy.pk)
    changed = save_changes(fresh, values)
    if changed:
        touch_settings(policy.municipality)
        record("changed-promise-policy", policy, by=by, at=at, fields=changed)
    return changed


@transaction.atomic
def add_reminder(
    municipality: Municipality,
    moment: RuleMoment,
    recipient: str,
    *,
    by: StaffMember,
    at: datetime,
) -> ReminderRule:
    """Add a rule; open follow-ups follow it where its moment lies ahead.

    Raises:
        RuleExists: there is one for the same people and moment.
    """
    rule = ReminderRule(
        municipality=municipality,
        step=f"{recipient}{moment.code}",
        recipient=recipient,
        **asdict(moment),
    )
    same = ReminderRule.objects.filter(
        municipality=municipality, recipient=recipient, **asdict(moment)
    )
    if same.exists():
        raise RuleExists
    try:
        with transaction.atomic():
            rule.save()
    except IntegrityError as error:  # a colleague added it this very moment
        raise RuleExists from error
    _look_by(rule, at)
    touch_settings(municipality)
    record("added-reminder", rule, by=by, at=at, fields=[*asdict(moment), "recipient"])
    return rule


def _look_by(rule: ReminderRule, at: datetime) -> None:
    """Let the dispatcher look at every open follow-up when the rule says so."""
    waiting = FollowUpTask.objects.of(rule.municipality).open()
    if rule.percent is not None:  # else its moment has passed for all of these
        waiting = waiting.filter(due_at__gt=at)
    tasks = waiting.select_related("promise").prefetch_related("municipality")
    rows = tasks.iterator(chunk_size=BATCH)
    while some := list(islice(rows, BATCH)):
        moments = {each.pk: wait_of(each).moment_of(rule) for each in some}
        ahead = {pk: moment for pk, moment in moments.items() if moment > at}
        with connection.cursor() as cursor:
            cursor.execute(LOOK_BY, [list(ahead), list(ahead.values())])


@transaction.atomic
def remove_reminder(rule: ReminderRule, *, by: StaffMember, at: datetime) -> None:
    record("removed-reminder", rule, by=by, at=at)
    rule.delete()
    touch_settings(rule.municipality)
