"""Undo the latest act on an inquiry, by events that reverse its events."""

from datetime import datetime
from typing import Any

from django.db import transaction

from audit.services import record
from followups import steps
from followups.models import FollowUpTask, Promise
from inquiries import messages
from inquiries.handover_words import step_of_name
from inquiries.models import CallAttempt, Event, Inquiry, Note
from inquiries.services.acts import REMEMBERED, Act, begin
from inquiries.services.bookings_undone import take_back_bookings
from messaging.services import cancel_waiting, put_back
from organisation.models import StaffMember

UNDOABLE = (
    Event.Kind.ATTEMPTED,
    Event.Kind.CONTACTED,
    Event.Kind.WROTE,
    Event.Kind.PLANNED,
    Event.Kind.ASSIGNED,
    Event.Kind.BOOKED,
    Event.Kind.REBOOKED,
    Event.Kind.CANCELLED,
)
# In the name of these a promise may have been made.
PROMISING = (
    Event.Kind.ATTEMPTED,
    Event.Kind.CONTACTED,
    Event.Kind.WROTE,
    Event.Kind.REBOOKED,
)


class UndoRefused(Exception):
    """Something has happened since, or the act is of a kind that stands."""


def undoable(inquiry: Inquiry) -> Event | None:
    """The event that an undo would reverse now; None where there is none."""
    latest = (
        Event.objects.filter(inquiry=inquiry, reversed_by=None)
        .exclude(kind=Event.Kind.UNDONE)
        .latest("id")  # there is one: nobody undoes the receipt
    )
    first = Event.objects.filter(inquiry=inquiry, act=latest.act).order_by("id")[0]
    can_be = first.kind in UNDOABLE and first.by_id is not None
    return first if can_be else None


@transaction.atomic
def undo(event: Event, *, by: StaffMember, at: datetime) -> Event:
    """Reverse an act: every event of it, and what it did to the inquiry.

    Messages of the act that still wait are never sent; those that it cancelled wait
    again. A promise that it settled is open again, one that it made is superseded.

    Raises:
        UndoRefused: it is not the latest act, was undone already, or cannot be.
        TimeTaken: a booked time that would stand again is not free any more.
    """
    act = begin(event.inquiry, by=by, at=at)
    first = undoable(act.inquiry)
    if first is None or first.act != event.act:
        raise UndoRefused
    undone = _reverse_events(act, first)
    _take_back_followup(act, first)
    take_back_bookings(act, first)
    made = _take_back_promises(act, first)
    _take_back_messages(act, first, made)
    _put_back(act.inquiry, first.before)
    act.inquiry.save()
    CallAttempt.objects.filter(event__act=first.act).update(undone_at=at)
    _give_back_note(act, first)
    record("undid", act.inquiry, by=by, at=at)
    return undone


def _reverse_events(act: Act, first: Event) -> Event:
    """One reversing event for each, latest first; gives that of the first."""
    undone = first
    for each in Event.objects.filter(inquiry=act.inquiry, act=first.act).order_by(
        "-id"
    ):
        undone = act.write(
            Event.Kind.UNDONE,
            from_stage=each.to_stage,
            to_stage=each.from_stage,
            reverses=each,
        )
    return undone


def _take_back_followup(act: Act, first: Event) -> None:
    before = first.before
    current = steps.open_step(act.inquiry.pk)
    if current is not None and current.pk == before["followup_id"]:
        steps.hand_to(current, before["followup_owner_id"])
        return
    if current is not None:
        steps.close(current, "undone", by_id=act.by.pk if act.by else None, at=act.at)
    if before["followup_id"] is not None:
        earlier = FollowUpTask.objects.select_for_update().get(pk=before["followup_id"])
        steps.reopen(earlier)


def _take_back_promises(act: Act, first: Event) -> list[int]:
    """A promise made in the act ends; one that the act settled is open again.

    Gives the keys of those that end.
    """
    ended: list[int] = []
    if first.kind in PROMISING:
        made = Promise.objects.open().filter(
            inquiry=act.inquiry, made_at=first.recorded_at
        )
        ended = list(made.values_list("pk", flat=True))
        made.update(outcome=Promise.Outcome.SUPERSEDED, settled_at=act.at)
    Promise.objects.filter(settled_by=first).update(
        outcome=Promise.Outcome.OPEN, settled_at=None, settled_by=None
    )
    return ended


def _take_back_messages(act: Act, first: Event, promises: list[int]) -> None:
    """Cancel what the act wrote, and nothing else; queue again what it cancelled."""
    cancel_waiting(
        subject_type=messages.SUBJECT,
        subject_id=act.inquiry.pk,
        steps=[
            messages.step_of_assignment(first.pk),
            step_of_name(first.pk),
            messages.step_of_closing(first.pk),
            *(messages.step_of_promise(each) for each in promises),
        ],
    )
    put_back(first.before.get("messages", []))


def _give_back_note(act: Act, first: Event) -> None:
    """What was noted in the act is the author's draft again, unless there is one."""
    mine = Note.objects.filter(inquiry=act.inquiry, author=first.by)
    if not mine.filter(is_draft=True).exists():
        mine.filter(written_at=first.recorded_at).update(is_draft=True)


def _put_back(inquiry: Inquiry, before: dict[str, Any]) -> None:
    for field in Inquiry._meta.concrete_fields:
        if field.attname in REMEMBERED:
            setattr(inquiry, field.attname, field.to_python(before.get(field.attname)))
