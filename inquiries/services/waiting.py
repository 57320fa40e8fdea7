"""What nobody could be found for: the oldest goes first, once somebody can."""

from datetime import datetime
from typing import Final

from django.db import transaction

from followups.assignment import choose_owner
from followups.models import FollowUpTask
from inquiries.models import Inquiry
from inquiries.services.moves import assign_owner
from inquiries.workflow import OPEN_STAGES
from organisation.models import Municipality

AT_ONCE: Final = 50  # of one municipality, in one round


def assign_waiting(moment: datetime) -> int:
    """Give away what waits, the oldest first; how many. A step of the dispatcher."""
    waiting = Inquiry.objects.filter(awaits_owner_since__isnull=False)
    places = Municipality.objects.filter(pk__in=waiting.values("municipality"))
    return sum(_assign_in(each, moment) for each in places)


def _assign_in(municipality: Municipality, moment: datetime) -> int:
    """Ask for each: a younger one may be for a time of day when somebody is there."""
    numbers = (
        Inquiry.objects.of(municipality)
        .filter(
            awaits_owner_since__isnull=False,
            stage__in=OPEN_STAGES,
            erased_at=None,
        )
        .order_by("awaits_owner_since", "pk")
        .values_list("pk", flat=True)[:AT_ONCE]
    )
    return sum(_assign(municipality, pk, moment) for pk in numbers)


@transaction.atomic
def _assign(municipality: Municipality, pk: int, moment: datetime) -> bool:
    inquiry = (
        Inquiry.objects.select_for_update(skip_locked=True)
        .filter(pk=pk, awaits_owner_since__isnull=False)
        .first()
    )
    task = FollowUpTask.objects.open().filter(inquiry=pk).first()
    if inquiry is None or task is None:
        return False
    owner = choose_owner(
        municipality,
        inquiry.language,
        wish=inquiry.wish,
        at=moment,
        due_at=task.due_at,
    )
    if owner is None:
        return False
    assign_owner(inquiry, owner, by=None, at=moment)
    return True
