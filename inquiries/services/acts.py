"""What every change to an inquiry has in common: the lock, the act, the event."""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from followups import steps
from followups.models import FollowUpTask
from followups.steps import NextStep, NextStepMissing
from inquiries.models import Event, Inquiry, Note
from inquiries.workflow import (
    MoveRefused,
    Stage,
    WakeUpMissing,
    check_move,
    check_reason,
)
from organisation.models import StaffMember

# What an undo puts back on the inquiry itself.
REMEMBERED = (
    "stage",
    "close_reason",
    "wake_up_on",
    "owner_id",
    "awaits_owner_since",
    "attempts",
    "first_attempt_at",
    "first_contact_at",
)


class InquiryClosed(Exception):
    """There is nothing to do on it: closed, resting or erased."""


class OutOfOrder(ValueError):
    """The moment lies before the receipt of the inquiry, or ahead."""


@dataclass
class Act:
    """One person's change to one inquiry, under lock, as one or more events."""

    inquiry: Inquiry
    by: StaffMember | None
    at: datetime
    key: uuid.UUID = field(default_factory=uuid.uuid4)

    def write(
        self, kind: str, *, happened_at: datetime | None = None, **fields: Any
    ) -> Event:
        """Add an event of this act."""
        return Event.objects.create(
            municipality_id=self.inquiry.municipality_id,
            inquiry=self.inquiry,
            act=self.key,
            kind=kind,
            at=happened_at or self.at,
            recorded_at=self.at,
            by=self.by,
            **fields,
        )

    def move(
        self,
        stage: Stage,
        *,
        reason: str = "",
        wake_up_on: date | None = None,
        happened_at: datetime | None = None,
    ) -> Event:
        """Change the stage by the workflow and say so in an event.

        Raises:
            MoveRefused: the workflow has no such move, or the inquiry would be
                contacted though nobody has spoken with the family.
            ReasonMissing: the stage closes the inquiry and the reason is not its own.
            WakeUpMissing: the inquiry is to rest and no date is given.
        """
        old = Stage(self.inquiry.stage)
        check_move(old, stage)
        if stage is Stage.CONTACTED and self.inquiry.first_contact_at is None:
            raise MoveRefused(old, stage)
        check_reason(stage, reason)
        if stage is Stage.DORMANT and wake_up_on is None:
            raise WakeUpMissing
        self.inquiry.stage = stage
        self.inquiry.close_reason = reason
        self.inquiry.wake_up_on = wake_up_on if stage is Stage.DORMANT else None
        return self.write(
            Event.Kind.MOVED,
            happened_at=happened_at,
            from_stage=old,
            to_stage=stage,
            reason=reason,
        )

    def replace_step(
        self,
        step: NextStep | None,
        outcome: str,
        *,
        promise_id: int | None = None,
        appointment_id: int | None = None,
    ) -> FollowUpTask | None:
        """Close the open follow-up, and open the next where one is demanded.

        Raises:
            NextStepMissing: the inquiry is open and no step is given.
        """
        by_id = None if self.by is None else self.by.pk
        current = steps.open_step(self.inquiry.pk)
        if current is not None:
            steps.close(current, outcome, by_id=by_id, at=self.at)
        if not self.inquiry.is_open:
            return None
        if step is None:
            raise NextStepMissing
        return steps.plan(
            self.inquiry.municipality,
            self.inquiry.pk,
            step,
            at=self.at,
            promise_id=promise_id,
            appointment_id=appointment_id,
        )


def begin(inquiry: Inquiry, *, by: StaffMember | None, at: datetime) -> Act:
    """Lock the inquiry and start an act on its present state.

    The caller must be in a transaction.

    Raises:
        InquiryClosed: the person has been erased.
    """
    fresh = (
        Inquiry.objects.select_for_update(of=("self",))
        .select_related("municipality", "owner")
        .get(pk=inquiry.pk)
    )
    if fresh.erased_at is not None:
        raise InquiryClosed
    return Act(fresh, by, at)


def check_moment(inquiry: Inquiry, moment: datetime, at: datetime) -> None:
    """Raise OutOfOrder unless the moment lies between receipt and now."""
    if not inquiry.received_at <= moment <= at:
        raise OutOfOrder(moment)


def remembered(inquiry: Inquiry) -> dict[str, Any]:
    """The present state, as an undo needs it: ids and moments as JSON knows them."""
    state: dict[str, Any] = {}
    for name in REMEMBERED:
        value = getattr(inquiry, name)
        is_moment = isinstance(value, date)
        state[name] = value.isoformat() if is_moment else value
    task = FollowUpTask.objects.open().filter(inquiry=inquiry).first()
    state["followup_id"] = None if task is None else task.pk
    state["followup_owner_id"] = None if task is None else task.owner_id
    return state


def keep_note(act: Act, text: str) -> None:
    """Keep what was noted during the call; the author's draft has become it."""
    if not text.strip():
        return
    Note.objects.filter(inquiry=act.inquiry, author=act.by, is_draft=True).delete()
    Note.objects.create(
        municipality_id=act.inquiry.municipality_id,
        inquiry=act.inquiry,
        author=act.by,
        written_at=act.at,
        text=text.strip(),
    )
