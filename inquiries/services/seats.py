"""A family's seat at a meeting: asked for, given, told of, and what it does next.

Source: docs/decisions/0064-information-meetings.md.
"""

import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from audit.services import record
from followups import meetings, steps
from followups.meetings import SUBJECT
from followups.models import (
    FollowUpTask,
    InformationMeeting,
    MeetingSeat,
    Promise,
    Wish,
)
from followups.promise import due_at_for
from followups.steps import NextStep
from inquiries.meeting_letters import News, of_news
from inquiries.models import Event, Inquiry
from inquiries.services.acts import Act, InquiryClosed, begin
from inquiries.workflow import OPEN_STAGES, Stage
from messaging.faults import trace_of
from messaging.services import cancel_waiting, enqueue
from organisation.models import StaffMember

logger = logging.getLogger(__name__)

# A family that is further on comes to hear more; what it is in goes on meanwhile.
EARLY: Final = (Stage.RECEIVED, Stage.CONTACTED, Stage.MEETING)
Kind = FollowUpTask.Kind
Status = MeetingSeat.Status


@transaction.atomic
def invite(
    inquiry: Inquiry,
    meeting: InformationMeeting,
    *,
    by: StaffMember | None,
    at: datetime,
) -> MeetingSeat:
    """Give a family a seat, or the last place in the queue, and tell it.

    Asking twice is once. `by` is None where the family asks for itself.

    Raises:
        MeetingOver: the meeting has begun or is cancelled.
        InquiryClosed: the inquiry is closed, rests or is erased.
    """
    held = meetings.locked(meeting.pk)
    act = begin(inquiry, by=by, at=at)
    if not act.inquiry.is_open:
        raise InquiryClosed
    seat, is_new = meetings.ask(held, act.inquiry.pk, at=at)
    if is_new and seat.has_seat:
        _welcome(act, seat, held)
    elif is_new:
        write(act, Event.Kind.QUEUED, seat)
        tell(act, seat, held, News.WAITING)
    if is_new:
        record("asked-to-meeting", act.inquiry, by=by, at=at)
    return seat


@transaction.atomic
def give_up(seat: MeetingSeat, *, by: StaffMember | None, at: datetime) -> None:
    """Free a family's seat or place in the queue; the next in turn moves up.

    Twice is once. A family that was told of its seat is told of this, too.

    Raises:
        MeetingOver: the meeting has begun, or is cancelled.
        InquiryClosed: the person is erased.
    """
    held = meetings.locked(seat.meeting_id)
    fresh = MeetingSeat.objects.select_related("inquiry").get(pk=seat.pk)
    if fresh.status == Status.CANCELLED:
        return
    if not held.is_inviting(at):
        raise meetings.MeetingOver
    act = begin(fresh.inquiry, by=by, at=at)
    was_silent = meetings.give_up(fresh) and fresh.generation == 1
    write(act, Event.Kind.SEAT_LEFT, fresh)
    if not was_silent:
        tell(act, fresh, held, News.LEFT)
    call_instead(act, held.starts_at)
    record("left-meeting", act.inquiry, by=by, at=at)
    fill(held, at=at)


def settle_seats(moment: datetime) -> int:
    """Free the seats of who has left, and fill what is free; how many moved up.

    A step of the dispatcher. Whoever closed an inquiry by mistake has as long to undo
    it as a message takes to leave. A seat or a meeting that fails is tried again in the
    next round, and stops no other.
    """
    for seat in _left_behind(moment):
        _free_one(seat)
    free = InformationMeeting.objects.inviting(moment).with_room_for_who_waits()
    return sum(_fill_one(pk, moment) for pk in free.values_list("pk", flat=True))


def _left_behind(moment: datetime) -> QuerySet[MeetingSeat]:
    just_closed = Event.objects.filter(
        inquiry=OuterRef("inquiry"),
        kind=Event.Kind.MOVED,
        at__gt=moment - settings.SEND_DELAY,
    )
    return (
        MeetingSeat.objects.filter(
            meeting__starts_at__gt=moment, meeting__cancelled_at=None
        )
        .exclude(status=Status.CANCELLED)
        .exclude(inquiry__stage__in=OPEN_STAGES)
        .exclude(Exists(just_closed))
    )


def _free_one(seat: MeetingSeat) -> None:
    try:
        with transaction.atomic():
            meetings.give_up(seat)
    except Exception as error:  # one seat must never stop the others
        logger.error("Seat %s was not freed: %s", seat.pk, trace_of(error))


def _fill_one(meeting_id: int, moment: datetime) -> int:
    try:
        with transaction.atomic():
            return fill(meetings.locked(meeting_id), at=moment)
    except Exception as error:  # one meeting must never stop the others
        logger.error("Meeting %s was not filled: %s", meeting_id, trace_of(error))
        return 0


def fill(held: InformationMeeting, *, at: datetime) -> int:
    """Give free seats of a locked meeting to who has waited longest; how many."""
    number = 0
    if held.is_inviting(at):
        while (seat := meetings.first_in_queue(held)) is not None:
            number += _move_up(seat, held, at)
    return number


def _move_up(seat: MeetingSeat, held: InformationMeeting, at: datetime) -> bool:
    """Give the seat; who has left meanwhile goes off the list."""
    for act, _seat in acts(MeetingSeat.objects.filter(pk=seat.pk), by=None, at=at):
        seat.status = Status.SEAT
        seat.save(update_fields=["status"])
        if not _welcome(act, seat, held):
            call_instead(act, held.starts_at)
        return True
    meetings.give_up(seat)
    return False


def acts(
    seats: QuerySet[MeetingSeat], *, by: StaffMember | None, at: datetime
) -> Iterator[tuple[Act, MeetingSeat]]:
    """Each family whose inquiry is open, locked; in one order for everybody."""
    for seat in seats.select_related("inquiry").order_by("inquiry_id"):
        try:
            act = begin(seat.inquiry, by=by, at=at)
        except InquiryClosed:
            continue
        if act.inquiry.is_open:
            yield act, seat


def _welcome(act: Act, seat: MeetingSeat, held: InformationMeeting) -> bool:
    """Tell of the seat, and let it be what comes next; whether it could be told."""
    write(act, Event.Kind.SEATED, seat)
    is_told = tell(act, seat, held, News.SEAT)
    task = steps.open_step(act.inquiry.pk)
    stage = Stage(act.inquiry.stage)
    if task is None or stage not in EARLY or _is_promised(task, act.at):
        return is_told
    if stage is not Stage.MEETING:
        act.move(Stage.MEETING)
        act.inquiry.save(update_fields=["stage", "close_reason", "wake_up_on"])
    step = NextStep(Kind.INFORMATION_MEETING, held.starts_at, task.owner_id)
    act.replace_step(step, "meeting")
    return is_told


def _is_promised(task: FollowUpTask, at: datetime) -> bool:
    """Whether the family expects something else first: a call, or a booked time."""
    open_promises = Promise.objects.open().filter(inquiry=task.inquiry_id)
    return steps.booked_ahead(task, at) is not None or open_promises.exists()


def come_later(act: Act, held: InformationMeeting, began_at: datetime) -> None:
    """Let the next step follow a meeting that was to begin at that moment."""
    task = _step_of_meeting(act, began_at)
    if task is not None:
        step = NextStep(Kind.INFORMATION_MEETING, held.starts_at, task.owner_id)
        act.replace_step(step, "meeting-moved", promise_id=task.promise_id)


def call_instead(act: Act, began_at: datetime) -> None:
    """A call in place of the meeting, by whom the meeting's step belonged to.

    As soon as a new family would be called; a promise that is open is kept in time.
    """
    task = _step_of_meeting(act, began_at)
    if task is None:
        return
    due_at = due_at_for(act.inquiry.municipality, Wish.SOON, act.at)
    promise = Promise.objects.open().filter(inquiry=act.inquiry).first()
    if promise is not None:
        due_at = min(due_at, promise.due_at)
    act.replace_step(
        NextStep(Kind.CALL, due_at, task.owner_id),
        "meeting-over",
        promise_id=None if promise is None else promise.pk,
    )


def _step_of_meeting(act: Act, began_at: datetime) -> FollowUpTask | None:
    """The next step, where it is to come to what begins then."""
    task = steps.open_step(act.inquiry.pk)
    is_own = (
        task is not None
        and act.inquiry.is_open
        and (task.kind, task.due_at) == (Kind.INFORMATION_MEETING, began_at)
    )
    return task if is_own else None


def tell(act: Act, seat: MeetingSeat, held: InformationMeeting, news: News) -> bool:
    """Tell the family, in place of what still waits; whether there is a way to."""
    cancel_waiting(subject_type=SUBJECT, subject_id=seat.pk)
    seat.generation += 1
    drafts = of_news(news, seat, held, act.inquiry, at=act.at)
    seat.told_at = act.at if drafts else None
    seat.save(update_fields=["generation", "told_at"])
    enqueue(drafts, at=act.at)
    return bool(drafts)


def write(act: Act, kind: str, seat: MeetingSeat, **options: Any) -> Event:
    """Write an event that says of which meeting."""
    return act.write(kind, before={"meeting": seat.meeting_id}, **options)
