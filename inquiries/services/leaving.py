"""What becomes of a colleague's open inquiries when the colleague leaves."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from followups.models import FollowUpTask, Promise
from inquiries.alarms import Lost, of_all_lost
from inquiries.models import Inquiry
from inquiries.services.moves import assign_owner
from inquiries.services.waiting import is_given, who_can
from inquiries.workflow import OPEN_STAGES, Stage
from messaging.services import enqueue
from organisation.models import Municipality, StaffMember


@transaction.atomic
def hand_to_team(
    staff: StaffMember, municipality: Municipality, *, by: StaffMember, at: datetime
) -> int:
    """Give what the person had to the team, or to whom the next step is; how many.

    Named in STAFF_LEAVES: part of the change that takes the person's rights away. The
    team has it until somebody can keep it; where nobody can, the managers know at once.
    """
    steps = FollowUpTask.objects.of(municipality).open().select_related("owner")
    owners = {
        each.inquiry_id: each.owner for each in steps.filter(inquiry__owner=staff)
    }
    own_steps = steps.filter(owner=staff).values("inquiry")
    mine = Inquiry.objects.of(municipality).filter(
        Q(owner=staff) | Q(pk__in=own_steps),
        stage__in=[*OPEN_STAGES, Stage.DORMANT],
        erased_at=None,
    )
    lost: list[Lost] = []
    for inquiry in mine:
        owner = owners.get(inquiry.pk) if inquiry.owner == staff else inquiry.owner
        if (
            owner is None
            or owner == staff
            or not is_given(inquiry, owner, by=by, at=at)
        ):
            lost += _leave_waiting(inquiry, municipality, by=by, at=at)
    enqueue(of_all_lost(lost, at=at), at=at)
    return len(mine)


def _leave_waiting(
    inquiry: Inquiry, municipality: Municipality, *, by: StaffMember, at: datetime
) -> list[Lost]:
    """Give it to the team; with its promise, where nobody can keep that."""
    assign_owner(inquiry, None, by=by, at=at, awaits_owner=True)
    promise = Promise.objects.open().filter(inquiry=inquiry).first()
    is_lost = promise is not None and not who_can(municipality, inquiry, at)
    return [(inquiry, promise)] if promise is not None and is_lost else []
