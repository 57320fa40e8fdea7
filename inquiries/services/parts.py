"""Who makes a booked call or visit, when it passes to a colleague with its inquiry."""

from datetime import datetime
from typing import Any

from followups import steps
from followups.booking import hand_over
from followups.models import Appointment, Engagement, FollowUpTask, Slot
from inquiries.invitations import INVITATION, SUBJECT, Change, colleagues_of, tell
from inquiries.models import Inquiry
from messaging.models import Message, Status
from organisation.models import StaffMember


def take_call(
    inquiry: Inquiry, task: FollowUpTask, staff: StaffMember, *, at: datetime
) -> dict[str, Any]:
    """Let somebody make the call that a step stands for; what an undo must know.

    Nothing where no call is booked ahead, or it is theirs already. Both colleagues
    are told; the family is told the name by whoever changes it.

    Raises:
        SlotTaken: they have something else then; everything stands.
    """
    booked = steps.booked_ahead(task, at)
    if booked is None or booked.kind != Slot.Kind.CALL:
        return {}
    former = colleagues_of(booked)
    if not former or staff in former:
        return {}
    hand_over(booked, former[0].pk, staff.pk)
    waits = _waits_for_word(booked)
    tell(
        Change(
            booked,
            inquiry,
            at,
            is_moved=waits,
            former=tuple(former),
            tells_family=waits,
        )
    )
    handed = {"appointment": booked.pk, "from": former[0].pk, "to": staff.pk}
    return {"handed": handed}


def visit_of(
    inquiry: Inquiry, giver: StaffMember | None, at: datetime
) -> Appointment | None:
    """The booked visit ahead in which somebody has part; None for none."""
    ahead = Appointment.objects.ahead(at).filter(
        inquiry=inquiry,
        kind=Slot.Kind.HOME_VISIT,
        engagements__staff=giver,
        engagements__is_active=True,
    )
    return None if giver is None else ahead.first()


def is_free_for(visit: Appointment, staff: StaffMember) -> bool:
    """Whether nothing else of theirs lies then; the database decides in the end."""
    return not Engagement.objects.filter(
        staff=staff,
        is_active=True,
        starts_at__lt=visit.ends_at,
        ends_at__gt=visit.starts_at,
    ).exists()


def take_visit(
    inquiry: Inquiry, giver: StaffMember | None, staff: StaffMember, *, at: datetime
) -> dict[str, Any]:
    """Let somebody go on a booked visit in the giver's place; what an undo must know.

    Nothing where the giver goes on none, or both do. The family is told who comes;
    the giver's calendar is told that it is off, the others' who comes.

    Raises:
        SlotTaken: they have something else then; everything stands.
    """
    visit = visit_of(inquiry, giver, at)
    if visit is None or giver is None:
        return {}
    former = colleagues_of(visit)
    if staff in former:
        return {}
    hand_over(visit, giver.pk, staff.pk)
    tell(Change(visit, inquiry, at, former=tuple(former)))
    handed = {"appointment": visit.pk, "from": giver.pk, "to": staff.pk}
    return {"handed_visit": handed}


def _waits_for_word(appointment: Appointment) -> bool:
    """Whether the family has not been sent yet that we moved it.

    The word that waits names who would have called: another goes in its place.
    """
    return Message.objects.filter(
        subject_type=SUBJECT,
        subject_id=appointment.pk,
        kind=INVITATION,
        staff=None,
        status__in=[Status.QUEUED, Status.RETRY],
    ).exists()
