"""The next step of an inquiry: planned, closed, opened again."""

from dataclasses import dataclass
from datetime import datetime

from followups.models import Appointment, FollowUpTask, Promise, Slot
from followups.moments import Wait, first_reminder_at, wait_of
from messaging.services import cancel_waiting
from organisation.models import Municipality


class NextStepMissing(Exception):
    """An open inquiry cannot be left without a next step."""


class TimeBooked(Exception):
    """The next step is a time that is booked with the family."""

    def __init__(self, booked_at: datetime) -> None:
        super().__init__(booked_at)
        self.booked_at = booked_at


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
        appointment_id=appointment_id or _booked_for(inquiry_id, step, at),
        kind=step.kind,
        due_at=step.due_at,
        owner_id=step.owner_id,
        next_action_at=first_reminder_at(Wait(municipality, at, step.due_at)),
        created_at=at,
    )


def _booked_for(inquiry_id: int, step: NextStep, at: datetime) -> int | None:
    """The visit that is booked for the very moment of a step."""
    if step.kind != Slot.Kind.HOME_VISIT:
        return None
    ahead = Appointment.objects.ahead(at).filter(inquiry=inquiry_id, kind=step.kind)
    found = ahead.filter(starts_at=step.due_at).first()
    return None if found is None else found.pk


def check_booked(step: NextStep, task: FollowUpTask | None, at: datetime) -> None:
    """Raise TimeBooked where the step would leave a booked time with nobody to go."""
    booked = None if task is None else booked_ahead(task, at)
    if booked is None:
        return
    if (step.kind, step.due_at) != (booked.kind, moment_of(booked)):
        raise TimeBooked(booked.starts_at)


def booked_ahead(task: FollowUpTask, at: datetime) -> Appointment | None:
    """The time that a step stands for, where it lies ahead."""
    booked = task.appointment
    if booked is None or booked.cancelled_at is not None or booked.starts_at <= at:
        return None
    return booked


def moment_of(appointment: Appointment) -> datetime:
    """When the step of an appointment falls due: a call when its time ends."""
    is_call = appointment.kind == Slot.Kind.CALL
    return appointment.ends_at if is_call else appointment.starts_at


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
