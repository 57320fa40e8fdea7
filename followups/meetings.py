"""Meetings and their seats, as rows: who holds them, who comes, who waits.

What that means to a family's inquiry, and what the family is told, is the affair of
inquiries.services.meetings. Whoever locks a meeting and inquiries locks the meeting
first. Source: docs/decisions/0064-information-meetings.md.
"""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from audit.services import record
from followups.models import Engagement, InformationMeeting, MeetingSeat
from messaging.services import cancel_waiting
from organisation.models import Municipality, StaffMember

SUBJECT: Final = "meeting_seat"  # what messages to the family are about
KIND: Final = "meeting"  # of those that tell; a reminder has a kind of its own
TOLD_OF: Final = frozenset({"starts_at", "ends_at", "place", "link"})
HOLDERS: Final = "holders"
OVERLAP: Final = "engagements_never_overlap"
Status = MeetingSeat.Status


class HolderBusy(Exception):
    """Somebody who is to hold the meeting has something else at that time."""


class TooFewSeats(Exception):
    """More families have a seat already than there would be seats."""

    def __init__(self, taken: int) -> None:
        super().__init__(taken)
        self.taken = taken


class MeetingOver(Exception):
    """The meeting has begun or is cancelled."""


@dataclass(frozen=True)
class Plan:
    """What staff decide of a meeting. A place or a link, or both; 1–500 seats."""

    title: str
    starts_at: datetime
    ends_at: datetime
    seats: int
    language: str
    place: str = ""
    link: str = ""


@transaction.atomic
def plan_meeting(
    municipality: Municipality,
    plan: Plan,
    holders: Iterable[StaffMember],
    *,
    by: StaffMember,
    at: datetime,
) -> InformationMeeting:
    """Plan a meeting; who holds it is engaged then.

    Raises:
        HolderBusy: one of them has an appointment or a meeting at that time.
    """
    meeting = InformationMeeting.objects.create(
        municipality=municipality, **asdict(plan)
    )
    _engage(meeting, holders)
    record("planned-meeting", meeting, by=by, at=at)
    return meeting


def change_rows(
    meeting: InformationMeeting,
    plan: Plan,
    holders: Collection[StaffMember],
    *,
    by: StaffMember,
    at: datetime,
) -> set[str]:
    """Change a locked meeting; gives the names of what differs, “holders” among them.

    Raises:
        MeetingOver: it has begun or is cancelled.
        TooFewSeats: more families have a seat than there would be.
        HolderBusy: one of those who are to hold it has something else then.
    """
    if not meeting.is_inviting(at):
        raise MeetingOver
    taken = seated(meeting).count()
    if plan.seats < taken:
        raise TooFewSeats(taken)
    wanted = asdict(plan)
    changed = {name for name, new in wanted.items() if getattr(meeting, name) != new}
    for name in changed:
        setattr(meeting, name, wanted[name])
    if {each.pk for each in holders} != {each.pk for each in holders_of(meeting)}:
        changed.add(HOLDERS)
    if changed & {*TOLD_OF, HOLDERS}:
        meeting.sequence += 1
    _move(meeting, holders)
    if changed:
        record("changed-meeting", meeting, by=by, at=at, fields=changed)
    return changed


def cancel_rows(meeting: InformationMeeting, *, by: StaffMember, at: datetime) -> None:
    """Cancel a locked meeting: its holders are free. The seats stand, to be told.

    Raises:
        MeetingOver: it has begun.
    """
    if meeting.has_begun(at):
        raise MeetingOver
    meeting.cancelled_at = at
    meeting.sequence += 1
    meeting.save(update_fields=["cancelled_at", "sequence"])
    meeting.engagements.update(is_active=False)
    record("cancelled-meeting", meeting, by=by, at=at)


def locked(meeting_id: int) -> InformationMeeting:
    """The meeting, held against everybody else who would change it or its seats.

    Not as strongly as a deletion would: new rows may still name it meanwhile, and so
    nobody waits for a lock that is waiting in its turn.
    """
    return (
        InformationMeeting.objects.select_for_update(no_key=True, of=("self",))
        .select_related("municipality")
        .get(pk=meeting_id)
    )


def ask(
    meeting: InformationMeeting, inquiry_id: int, *, at: datetime
) -> tuple[MeetingSeat, bool]:
    """Give a family a seat at a locked meeting, or the last place in the queue.

    Nobody overtakes those who wait. Asking twice is once. Gives the row, and whether
    anything changed.

    Raises:
        MeetingOver: it has begun or is cancelled.
    """
    if not meeting.is_inviting(at):
        raise MeetingOver
    seat = MeetingSeat.objects.filter(meeting=meeting, inquiry=inquiry_id).first()
    if seat is not None and seat.status != Status.CANCELLED:
        return seat, False
    if seat is None:
        seat = MeetingSeat(
            municipality_id=meeting.municipality_id,
            meeting=meeting,
            inquiry_id=inquiry_id,
        )
    is_free = _free(meeting) > 0 and not queue(meeting).exists()
    seat.status = Status.SEAT if is_free else Status.WAITING
    seat.asked_at = at
    seat.save()
    return seat, True


def give_up(seat: MeetingSeat) -> bool:
    """Free the seat, or the place in the queue; whether the word of it still waited.

    That never leaves, nor does a reminder.
    """
    withdrawn = cancel_waiting(subject_type=SUBJECT, subject_id=seat.pk, kinds=[KIND])
    cancel_waiting(subject_type=SUBJECT, subject_id=seat.pk)
    seat.status = Status.CANCELLED
    seat.attended = None
    seat.save(update_fields=["status", "attended"])
    return bool(withdrawn)


def leave_all(inquiry_id: int, *, at: datetime) -> None:
    """Free a family's seats at what has not begun. Others move up with the next round.

    What they came to stands, without a name: it is counted.
    """
    for seat in MeetingSeat.objects.filter(
        inquiry=inquiry_id, meeting__starts_at__gt=at
    ).exclude(status=Status.CANCELLED):
        give_up(seat)


def first_in_queue(meeting: InformationMeeting) -> MeetingSeat | None:
    """Who is to have the next seat of a locked meeting; None: nobody, or none is free.

    The caller gives the seat, or takes the family off the list.
    """
    return queue(meeting).first() if _free(meeting) > 0 else None


def holders_of(meeting: InformationMeeting) -> list[StaffMember]:
    """Who holds it, or was to hold what is cancelled; in order of name."""
    return list(
        StaffMember.objects.filter(engagements__meeting=meeting).order_by(
            "display_name", "pk"
        )
    )


def seated(meeting: InformationMeeting) -> QuerySet[MeetingSeat]:
    """Who has a seat, in the order in which they asked."""
    return _of(meeting, Status.SEAT)


def queue(meeting: InformationMeeting) -> QuerySet[MeetingSeat]:
    """Who waits, first come first served."""
    return _of(meeting, Status.WAITING)


def busy(
    people: Iterable[StaffMember],
    plan: Plan,
    *,
    besides: InformationMeeting | None = None,
) -> list[StaffMember]:
    """Who of these has something else at the time of the plan, to say who it is."""
    found = Engagement.objects.filter(
        is_active=True, starts_at__lt=plan.ends_at, ends_at__gt=plan.starts_at
    )
    if besides is not None:
        found = found.exclude(meeting=besides)
    numbers = set(found.values_list("staff", flat=True))
    return [each for each in people if each.pk in numbers]


def _of(meeting: InformationMeeting, status: str) -> QuerySet[MeetingSeat]:
    return MeetingSeat.objects.filter(meeting=meeting, status=status).order_by(
        "asked_at", "pk"
    )


def _free(meeting: InformationMeeting) -> int:
    return meeting.seats - seated(meeting).count()


def _move(meeting: InformationMeeting, holders: Collection[StaffMember]) -> None:
    """Save the meeting; its holders' times follow by their foreign key."""
    kept = {each.pk for each in holders}
    meeting.engagements.filter(~Q(staff__in=kept)).delete()
    try:
        with transaction.atomic():
            meeting.save()
    except IntegrityError as error:
        raise _named(error) from error
    there = set(meeting.engagements.values_list("staff", flat=True))
    _engage(meeting, [each for each in holders if each.pk not in there])


def _engage(meeting: InformationMeeting, holders: Iterable[StaffMember]) -> None:
    try:
        with transaction.atomic():
            Engagement.objects.bulk_create(
                Engagement(
                    municipality_id=meeting.municipality_id,
                    meeting=meeting,
                    staff=each,
                    starts_at=meeting.starts_at,
                    ends_at=meeting.ends_at,
                )
                for each in holders
            )
    except IntegrityError as error:
        raise _named(error) from error


def _named(error: IntegrityError) -> Exception:
    """Only the overlap is somebody's being busy; any other refusal stays itself."""
    return HolderBusy() if OVERLAP in str(error) else error
