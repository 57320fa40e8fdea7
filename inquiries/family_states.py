"""Which step a family is at, and what it can do itself from there.

An assessment's outcome is told by a person and never by a page: approved, declined
and handed over look alike. Source: docs/decisions/0081-what-a-family-can-do-itself.md.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from followups.models import Appointment, FollowUpTask, MeetingSeat
from inquiries.models import Inquiry
from inquiries.workflow import OPEN_STAGES, Stage

# The four plain steps: we call, we meet at your home, assessment, answer.
STEPS: Final[Mapping[str, int]] = {
    Stage.RECEIVED: 1,
    Stage.CONTACTED: 2,
    Stage.MEETING: 2,
    Stage.ASSESSMENT: 3,
    Stage.DECISION: 4,
}
CALLS: Final = (FollowUpTask.Kind.CALL, FollowUpTask.Kind.WRITE)


def step_of(inquiry: Inquiry) -> int:
    """1 to 4; 0 where nothing more is to come."""
    return STEPS.get(inquiry.stage, 0)


def may_choose(inquiry: Inquiry) -> bool:
    """Whether what comes next is a call or a letter, so that its time is theirs."""
    task = FollowUpTask.objects.open().filter(inquiry=inquiry).first()
    return inquiry.is_open and task is not None and task.kind in CALLS


def may_cancel(inquiry: Inquiry, at: datetime) -> bool:
    """Whether a time is booked that has not begun."""
    booked = Appointment.objects.ahead(at).filter(inquiry=inquiry)
    return inquiry.is_open and booked.exists()


def coming_seat(inquiry: Inquiry, at: datetime) -> MeetingSeat | None:
    """The family's seat, or turn in the queue, at the next meeting that is held."""
    return (
        MeetingSeat.objects.filter(
            inquiry=inquiry,
            status__in=(MeetingSeat.Status.SEAT, MeetingSeat.Status.WAITING),
            meeting__cancelled_at=None,
            meeting__starts_at__gt=at,
        )
        .select_related("meeting")
        .order_by("meeting__starts_at")
        .first()
    )


def may_pause(inquiry: Inquiry) -> bool:
    return inquiry.is_open


def may_withdraw(inquiry: Inquiry) -> bool:
    return inquiry.stage in (*OPEN_STAGES, Stage.DORMANT) and inquiry.erased_at is None
