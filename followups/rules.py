"""Changes to what is promised and to who is reminded: rows, each with its log entry."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Least

from audit.services import record
from followups.models import FollowUpTask, PromisePolicy, ReminderRule
from organisation.models import Municipality, StaffMember
from organisation.services import touch_settings
from organisation.services.versions import save_changes


class RuleExists(Exception):
    """The same people are already reminded at that moment."""


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
    offset: timedelta,
    recipient: str,
    *,
    by: StaffMember,
    at: datetime,
) -> ReminderRule:
    """Add a rule; open follow-ups follow it where its moment lies ahead.

    Args:
        offset: from the due moment, negative before it; whole minutes.

    Raises:
        RuleExists: there is one for the same people and moment.
    """
    minutes = offset // timedelta(minutes=1)
    rule = ReminderRule(
        municipality=municipality,
        step=f"{recipient}{minutes:+d}",
        offset_minutes=minutes,
        recipient=recipient,
    )
    same = ReminderRule.objects.filter(
        municipality=municipality, offset_minutes=minutes, recipient=recipient
    )
    if same.exists():
        raise RuleExists
    try:
        with transaction.atomic():
            rule.save()
    except IntegrityError as error:  # a colleague added it this very moment
        raise RuleExists from error
    waiting = FollowUpTask.objects.of(municipality).open()
    waiting.filter(due_at__gt=at - offset).update(
        next_action_at=Least("next_action_at", F("due_at") + offset)
    )
    touch_settings(municipality)
    record("added-reminder", rule, by=by, at=at, fields=["offset_minutes", "recipient"])
    return rule


@transaction.atomic
def remove_reminder(rule: ReminderRule, *, by: StaffMember, at: datetime) -> None:
    record("removed-reminder", rule, by=by, at=at)
    rule.delete()
    touch_settings(rule.municipality)
