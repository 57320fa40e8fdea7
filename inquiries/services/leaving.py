"""What becomes of a colleague's open inquiries when the colleague leaves."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from followups.models import FollowUpTask
from inquiries.models import Inquiry
from inquiries.services.moves import assign_owner
from inquiries.workflow import OPEN_STAGES, Stage
from organisation.models import Municipality, StaffMember


@transaction.atomic
def hand_to_team(
    staff: StaffMember, municipality: Municipality, *, by: StaffMember, at: datetime
) -> int:
    """Give what the person had to the team, or to whom the next step is; how many.

    Named in STAFF_LEAVES: part of the change that takes the person's rights away.
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
    for inquiry in mine:
        owner = owners.get(inquiry.pk)
        assign_owner(inquiry, None if owner == staff else owner, by=by, at=at)
    return len(mine)
