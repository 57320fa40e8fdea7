"""The next step of an inquiry: planned, closed, opened again."""

from dataclasses import dataclass
from datetime import datetime

from followups.models import FollowUpTask, Promise
from followups.moments import Wait, first_reminder_at, wait_of
from messaging.services import cancel_waiting
from organisation.models import Municipality


class NextStepMissing(Exception):
    """An open inquiry cannot be left without a next step."""


class StepAfterPromise(Exception):
    """The family was promised an earlier moment, and that promise is open."""

    def __init__(self, promised_at: datetime) -> None:
        super().__init__(promised_at)
        self.promised_at = promised_at


@dataclass(frozen=True)
class NextStep:
    """What is to be done next. Without an owner it is the team's.

    `promise_wish` is set when the family was told the moment: then it is a promise.
    """

    kind: str
    due_at: datetime
    owner_id: int | None = None
    promise_wish: str | None = None


def plan(
    municipality: Municipality,
    inquiry_id: int,
    step: NextStep,
    *,
    at: datetime,
    promise_id: int | None = None,
    appointment_id: int | None = None,
) -> FollowUpTask:
    """Open a follow-up. The inquiry must have no other open one."""
    return FollowUpTask.objects.create(
        municipality=municipality,
        inquiry_id=inquiry_id,
        promise_id=promise_id,
        appointment_id=appointment_id,
        kind=step.kind,
        due_at=step.due_at,
        owner_id=step.owner_id,
        next_action_at=first_reminder_at(Wait(municipality, at, step.due_at)),
        created_at=at,
    )


def check_promise(step: NextStep, promise: Promise | None) -> None:
    """Raise StepAfterPromise where the step lies after the open promise."""
    if promise is not None and step.due_at > promise.due_at:
        raise StepAfterPromise(promise.due_at)


def open_step(inquiry_id: int) -> FollowUpTask | None:
    """The open follow-up, locked against others who would close it."""
    return (
        FollowUpTask.objects.open()
        .filter(inquiry=inquiry_id)
        .select_for_update()
        .first()
    )


def close(task: FollowUpTask, outcome: str, *, by_id: int | None, at: datetime) -> None:
    """Close a follow-up; what waits to remind of it is never sent."""
    task.closed_at = at
    task.closed_by_id = by_id
    task.outcome = outcome
    task.next_action_at = None
    task.save(update_fields=["closed_at", "closed_by", "outcome", "next_action_at"])
    cancel_waiting(subject_type="followup", subject_id=task.pk)


def reopen(task: FollowUpTask) -> None:
    """Open a closed follow-up again, as a new generation with reminders of its own."""
    task.closed_at = None
    task.closed_by_id = None
    task.outcome = ""
    task.generation += 1
    task.next_action_at = first_reminder_at(wait_of(task))
    task.save(
        update_fields=[
            "closed_at",
            "closed_by",
            "outcome",
            "generation",
            "next_action_at",
        ]
    )


def hand_to(task: FollowUpTask, owner_id: int | None) -> None:
    """Give an open follow-up to another; reminders for the first are never sent."""
    task.owner_id = owner_id
    _begin_again(task, "owner")


def promise_anew(task: FollowUpTask, promise: Promise) -> None:
    """Let an open follow-up carry a new promise; reminders begin from its start.

    A time that was booked for it is over.
    """
    task.promise = promise
    task.due_at = promise.due_at
    task.appointment = None
    _begin_again(task, "promise", "due_at", "appointment")


def _begin_again(task: FollowUpTask, *changed: str) -> None:
    """A new generation; what waits to remind of the one before is never sent."""
    task.generation += 1
    task.next_action_at = first_reminder_at(wait_of(task))
    task.save(update_fields=[*changed, "generation", "next_action_at"])
    cancel_waiting(subject_type="followup", subject_id=task.pk)
