"""When a follow-up's reminders are due, by the municipality's rules.

A share of the time until the due moment is a share of the *office* time in it: half
of the time from Monday 16.30 to Tuesday 11.00 ends on Tuesday morning, not at night.
Source: docs/decisions/0070-the-ladder-of-reminders.md.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from followups.models import FollowUpTask, ReminderRule
from organisation.calendar import CalendarNeverOpens
from organisation.models import Municipality
from organisation.settings_cache import office_calendar, remember

NO_TIME = timedelta()


class Moment(NamedTuple):
    """When a rule's reminder of one follow-up is due."""

    at: datetime
    rule: ReminderRule


@dataclass(frozen=True)
class Wait:
    """The time of which a rule takes its share, and after which it counts.

    Args:
        since: when the promise was made or, where that is later, the step planned.
        opens_at: when a time begins that the family chose; nobody can call before, so
            shares are of that time alone.
    """

    municipality: Municipality
    since: datetime
    due_at: datetime
    opens_at: datetime | None = None

    def __post_init__(self) -> None:
        """In UTC: between moments of one zone Python counts by the wall's clock."""
        for name in ("since", "due_at"):
            object.__setattr__(self, name, getattr(self, name).astimezone(UTC))

    def moments(self) -> list[Moment]:
        """Every rule's moment, in order of time.

        A warning whose moment lay before `since` is left out: whoever planned the
        step a minute ago knows of it.
        """
        found = [
            Moment(self.moment_of(rule), rule)
            for rule in reminder_rules(self.municipality)
        ]
        earliest = min(self.since, self.due_at)
        return sorted(
            (each for each in found if each.at >= earliest), key=lambda each: each.at
        )

    def moment_of(self, rule: ReminderRule) -> datetime:
        """When that rule's reminder is due."""
        if rule.percent is not None:
            return self._share_passed(rule.percent)
        offset = timedelta(minutes=rule.offset_minutes or 0)
        if rule.in_office_time:
            return self._office_time_later(offset)
        return self.due_at + offset

    @property
    def _start(self) -> datetime:
        return self.since if self.opens_at is None else max(self.since, self.opens_at)

    @cached_property
    def _office_time(self) -> timedelta:
        """How much office time lies in it."""
        calendar = office_calendar(self.municipality)
        if calendar is None:
            return NO_TIME
        return calendar.working_time_between(self._start, self.due_at)

    def _share_passed(self, percent: int) -> datetime:
        """Where no office is open in between (an evening’s promise), elapsed time."""
        start = self._start
        if start >= self.due_at:
            return self.due_at
        calendar = office_calendar(self.municipality)
        if calendar is None or self._office_time == NO_TIME:
            return start + (self.due_at - start) * percent / 100
        share = self._office_time * percent / 100
        return calendar.add_working_time(start, share)

    def _office_time_later(self, amount: timedelta) -> datetime:
        """Elapsed time where the municipality has no office hours."""
        calendar = office_calendar(self.municipality)
        try:
            if calendar is not None:
                return calendar.add_working_time(self.due_at, amount)
        except CalendarNeverOpens:
            pass
        return self.due_at + amount


def wait_of(task: FollowUpTask) -> Wait:
    """The time from when a follow-up is waited for until it is due."""
    promise = task.promise
    if promise is None:
        return Wait(task.municipality, task.created_at, task.due_at)
    since = max(task.created_at, promise.made_at)
    return Wait(task.municipality, since, task.due_at, promise.opens_at)


def reminder_rules(municipality: Municipality) -> list[ReminderRule]:
    """The municipality's rules, from memory where unchanged."""
    return remember(
        municipality,
        "reminder-rules",
        lambda: list(ReminderRule.objects.filter(municipality=municipality)),
    )


def first_reminder_at(wait: Wait) -> datetime | None:
    """When the dispatcher must first look at a step; None: nobody is reminded."""
    moments = wait.moments()
    return moments[0].at if moments else None
