"""Who makes a booked call, when its inquiry or the rota passes it to a colleague."""

from datetime import datetime
from typing import Any

from followups import steps
from followups.booking import hand_over
from followups.models import Appointment, FollowUpTask, Slot
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
