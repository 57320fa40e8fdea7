"""A meeting changed, cancelled, held: for every family that comes to it.

Source: docs/decisions/0064-information-meetings.md.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from audit.services import record
from followups import meetings
from followups.meetings import Plan
from followups.models import InformationMeeting, MeetingSeat
from inquiries.holder_letters import tell_holders
from inquiries.meeting_letters import News
from inquiries.models import Event
from inquiries.services.acts import Act, begin
from inquiries.services.seats import (
    acts,
    call_instead,
    come_later,
    fill,
    tell,
    write,
)
from organisation.models import Municipality, StaffMember


class NotBegun(Exception):
    """Nobody has come, nor stayed away, before the meeting begins."""


@transaction.atomic
def plan_information_meeting(
    municipality: Municipality,
    plan: Plan,
    holders: Collection[StaffMember],
    *,
    by: StaffMember,
    at: datetime,
) -> InformationMeeting:
    """Plan a meeting; who holds it gets it in the calendar.

    Raises:
        HolderBusy: one of them has an appointment or a meeting at that time.
    """
    meeting = meetings.plan_meeting(municipality, plan, holders, by=by, at=at)
    tell_holders(meeting, at=at)
    return meeting


@transaction.atomic
def change_meeting(
    meeting: InformationMeeting,
    plan: Plan,
    holders: Collection[StaffMember],
    *,
    by: StaffMember,
    at: datetime,
) -> InformationMeeting:
    """Change a meeting. Of another time, place or link, everybody with a seat is told.

    So is who holds it, of their turn and of its end, too.
    Where there are more seats than before, those who wait move up.

    Raises:
        MeetingOver: it has begun or is cancelled.
        TooFewSeats: more families have a seat than there would be.
        HolderBusy: one of those who are to hold it has something else then.
    """
    held = meetings.locked(meeting.pk)
    began_at, former = held.starts_at, meetings.holders_of(held)
    changed = meetings.change_rows(held, plan, holders, by=by, at=at)
    if changed & meetings.TOLD_OF:
        for act, seat in acts(meetings.seated(held), by=by, at=at):
            write(act, Event.Kind.MEETING_MOVED, seat)
            is_told = tell(act, seat, held, News.MOVED)
            if is_told and held.starts_at != began_at:
                come_later(act, held, began_at)
            elif not is_told:
                call_instead(act, began_at)
    is_moved = bool(changed & meetings.TOLD_OF)
    if is_moved or meetings.HOLDERS in changed:
        tell_holders(held, former=former, is_moved=is_moved, at=at)
    fill(held, at=at)
    return held


@transaction.atomic
def cancel_meeting(
    meeting: InformationMeeting, *, by: StaffMember, at: datetime
) -> InformationMeeting:
    """Cancel a meeting and tell all who come or wait. Cancelling twice is once.

    Where the meeting was what came next for a family, a call does now, by the same
    colleague.

    Raises:
        MeetingOver: it has begun.
    """
    held = meetings.locked(meeting.pk)
    if held.is_cancelled:
        return held
    meetings.cancel_rows(held, by=by, at=at)
    tell_holders(held, former=meetings.holders_of(held), at=at)
    asked = held.places.exclude(status=MeetingSeat.Status.CANCELLED)
    for act, seat in acts(asked, by=by, at=at):
        write(act, Event.Kind.MEETING_OFF, seat)
        tell(act, seat, held, News.OFF)
        call_instead(act, held.starts_at)
    return held


@transaction.atomic
def mark_attendance(
    seat: MeetingSeat, attended: bool | None, *, by: StaffMember, at: datetime
) -> None:
    """Write down who came; None takes it back. To come is no conversation.

    The meeting is done in either case: a call comes next, unless something else does.
    Whatever is planned meanwhile stands when a mark is changed.

    Raises:
        NotBegun: the meeting lies ahead or is cancelled, or the family has no seat.
        InquiryClosed: the person is erased.
    """
    held = meetings.locked(seat.meeting_id)
    fresh = MeetingSeat.objects.select_related("inquiry").get(pk=seat.pk)
    if held.is_cancelled or not held.has_begun(at) or not fresh.has_seat:
        raise NotBegun
    if fresh.attended == attended:
        return
    act = begin(fresh.inquiry, by=by, at=at)
    marked = _marks(act, fresh)
    fresh.attended = attended
    fresh.save(update_fields=["attended"])
    if attended is not None:
        kind = Event.Kind.ATTENDED if attended else Event.Kind.MISSED
        write(act, kind, fresh, happened_at=held.starts_at)
        call_instead(act, held.starts_at)
    for event in marked:
        act.write(Event.Kind.UNDONE, reverses=event)
    record("marked-attendance", act.inquiry, by=by, at=at)


def _marks(act: Act, seat: MeetingSeat) -> list[Event]:
    """What was written of the family's coming to that meeting, and stands."""
    return list(
        Event.objects.filter(
            inquiry=act.inquiry,
            kind__in=(Event.Kind.ATTENDED, Event.Kind.MISSED),
            before__meeting=seat.meeting_id,
            reversed_by=None,
        )
    )
