"""Move an inquiry to another stage, plan its next step, give it to another."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from audit.services import record
from campaigns.services.tasks import thank_for
from followups import promise as promises
from followups import steps
from followups.models import Promise
from followups.steps import NextStep
from inquiries import messages
from inquiries.handover_words import of_new_name
from inquiries.models import Event, Inquiry
from inquiries.services.acts import (
    Act,
    InquiryClosed,
    begin,
    check_moment,
    remembered,
)
from inquiries.services.appointments import cancel_ahead
from inquiries.services.parts import take_call, take_visit
from inquiries.workflow import OPEN_STAGES, Stage
from messaging.services import cancel_waiting, enqueue
from organisation.models import StaffMember


@transaction.atomic
def move_inquiry(
    inquiry: Inquiry,
    stage: Stage,
    *,
    by: StaffMember | None,
    at: datetime,
    next_step: NextStep | None = None,
    reason: str = "",
    wake_up_on: date | None = None,
    happened_at: datetime | None = None,
) -> Event:
    """Move an inquiry and replace its next step.

    Closing it, or letting it rest, ends the open promise: superseded where the
    promised moment lies ahead, else broken. Booked times that lie ahead are cancelled,
    and whoever knows of them is told.

    Raises:
        MoveRefused: the workflow has no such move, somebody moved it meanwhile, or it
            would be contacted though no conversation is logged.
        ReasonMissing: the stage closes the inquiry and the reason is not its own.
        NextStepMissing: the stage is open and no next step is given.
        StepAfterPromise: the next step lies after a promise that is open.
        TimeBooked: the next step is a booked time, and another one is given.
        OutOfOrder: the move lies before the receipt, or ahead.
    """
    act = begin(inquiry, by=by, at=at)
    check_moment(act.inquiry, happened_at or at, at)
    before = remembered(act.inquiry)
    if stage not in OPEN_STAGES:
        before |= _cancel_messages(inquiry)
    event = act.write(Event.Kind.PLANNED, before=before)
    act.move(stage, reason=reason, wake_up_on=wake_up_on, happened_at=happened_at)
    if not act.inquiry.is_open:
        promises.supersede(act.inquiry.pk, at=at, event_id=event.pk)
        cancel_ahead(act)
    _replace_step(act, next_step, f"moved-{stage.value}")
    act.inquiry.save()
    record(f"moved-to-{stage.value}", act.inquiry, by=by, at=at)
    return event


def _cancel_messages(inquiry: Inquiry) -> dict[str, list[str]]:
    """Cancel what the family was to get; what an undo must know to queue it again."""
    cancelled = cancel_waiting(
        subject_type=messages.SUBJECT,
        subject_id=inquiry.pk,
        kinds=messages.FAMILY_KINDS,
    )
    return {"messages": cancelled} if cancelled else {}


def _replace_step(act: Act, step: NextStep | None, outcome: str) -> None:
    """Plan the step, which carries the open promise and may not lie after it.

    Nor may it take the place of a booked time, which would stand with nobody to go.
    """
    promise = Promise.objects.open().filter(inquiry=act.inquiry).first()
    if step is not None and act.inquiry.is_open:
        steps.check_promise(step, promise)
        steps.check_booked(step, steps.open_step(act.inquiry.pk), act.at)
    act.replace_step(step, outcome, promise_id=None if promise is None else promise.pk)


@transaction.atomic
def plan_next_step(
    inquiry: Inquiry, next_step: NextStep, *, by: StaffMember, at: datetime
) -> Event:
    """Replace the next step. An open promise stands: it is never silently moved.

    Raises:
        InquiryClosed: the inquiry is not open.
        StepAfterPromise: the step lies after a promise that is open.
        TimeBooked: the next step is a booked time; it is moved or cancelled first.
    """
    act = begin(inquiry, by=by, at=at)
    if not act.inquiry.is_open:
        raise InquiryClosed
    event = act.write(Event.Kind.PLANNED, before=remembered(act.inquiry))
    _replace_step(act, next_step, "replanned")
    record("planned", act.inquiry, by=by, at=at, fields=["kind", "due_at", "owner"])
    return event


@transaction.atomic
def assign_owner(
    inquiry: Inquiry,
    owner: StaffMember | None,
    *,
    by: StaffMember | None,
    at: datetime,
    awaits_owner: bool = False,
    takes_visit: bool = False,
) -> Event:
    """Give the inquiry, and its open follow-up, to another; None: to the team.

    A booked call that lies ahead is then the new owner's to make; the team's stays
    with who has it until somebody takes it.

    Args:
        by: None where the program does it, for somebody is free again.
        awaits_owner: the team has it, until somebody can keep it.
        takes_visit: the new owner goes on the booked visit in the old one's place.

    Raises:
        SlotTaken: the new owner has something else when a call, or a visit that
            goes with it, is booked.
    """
    act = begin(inquiry, by=by, at=at)
    task, before = steps.open_step(act.inquiry.pk), remembered(act.inquiry)
    if task is not None and owner is not None:
        before |= take_call(act.inquiry, task, owner, at=at)
    if takes_visit and owner is not None:
        before |= take_visit(act.inquiry, act.inquiry.owner, owner, at=at)
    event = act.write(Event.Kind.ASSIGNED, before=before)
    old = act.inquiry.owner
    act.inquiry.owner = owner
    waits_since = act.inquiry.awaits_owner_since or at
    act.inquiry.awaits_owner_since = waits_since if awaits_owner else None
    act.inquiry.save(update_fields=["owner", "awaits_owner_since"])
    if task is not None:
        steps.hand_to(task, None if owner is None else owner.pk)
    if owner is not None and owner != by:
        notice = messages.of_assignment(act.inquiry, owner, generation=event.pk, at=at)
        enqueue(notice, at=at)
    if old is not None and owner is not None and old != owner and act.inquiry.is_open:
        enqueue(of_new_name(act.inquiry, old, generation=event.pk, at=at), at=at)
    record("assigned", act.inquiry, by=by, at=at, fields=["owner"])
    return event


@transaction.atomic
def change_facts(
    inquiry: Inquiry, *, by: StaffMember, at: datetime, **fields: Any
) -> Event:
    """Correct what the inquiry itself says: diary number, language, wanted, …"""
    act = begin(inquiry, by=by, at=at)
    for name, value in fields.items():
        setattr(act.inquiry, name, value)
    act.inquiry.save(update_fields=list(fields))
    event = act.write(Event.Kind.CORRECTED)
    record("corrected", act.inquiry, by=by, at=at, fields=fields)
    return event


@transaction.atomic
def tell_channel(inquiry: Inquiry, channel_id: int | None, *, at: datetime) -> None:
    """Keep the family's own answer to how they heard of us; they may change it."""
    act = begin(inquiry, by=None, at=at)
    act.inquiry.told_channel_id = channel_id
    act.inquiry.save(update_fields=["told_channel"])
    record("told-channel", act.inquiry, by=None, at=at, fields=["told_channel"])


@transaction.atomic
def tell_prompt(
    inquiry: Inquiry, *, prompted_by: str, prompted_channel_id: int | None, at: datetime
) -> None:
    """Keep the family's own answer to what made it get in touch just now.

    A reason (Prompt) or a channel; the family may change it.
    """
    act = begin(inquiry, by=None, at=at)
    act.inquiry.prompted_by = prompted_by
    act.inquiry.prompted_channel_id = prompted_channel_id
    fields = ["prompted_by", "prompted_channel"]
    act.inquiry.save(update_fields=fields)
    record("told-prompt", act.inquiry, by=None, at=at, fields=fields)


@transaction.atomic
def release(inquiry: Inquiry, *, by: StaffMember, at: datetime) -> Event:
    """Judge a suspect inquiry genuine. Its promise has run since it was received.

    The home by whose code it came is to be thanked from now on only.
    """
    event = change_facts(inquiry, by=by, at=at, suspicion="")
    if inquiry.activity_id is not None:
        thank_for(inquiry.activity_id, at=at)
    return event


def wake(
    inquiry: Inquiry,
    next_step: NextStep,
    *,
    by: StaffMember | None = None,
    at: datetime,
) -> Event:
    """Wake a resting inquiry: back to where it was, with a call to make.

    `by` is None where its day has come.
    """
    stage = Stage.RECEIVED if inquiry.first_contact_at is None else Stage.CONTACTED
    return move_inquiry(inquiry, stage, by=by, at=at, next_step=next_step)
