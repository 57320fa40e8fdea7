"""What nobody could be found for: the oldest goes first, once somebody can."""

from datetime import datetime
from typing import Final

from django.db import transaction

from followups.assignment import owners_in_order
from followups.booking import SlotTaken
from followups.keeping import Keeping, begins_at
from followups.models import FollowUpTask, Promise
from inquiries.models import Inquiry
from inquiries.services.moves import assign_owner
from inquiries.workflow import OPEN_STAGES
from organisation.models import Municipality, StaffMember

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
    if inquiry is None:
        return False
    return any(
        is_given(inquiry, each, by=None, at=moment)
        for each in who_can(municipality, inquiry, moment)
    )


def who_can(
    municipality: Municipality, inquiry: Inquiry, moment: datetime
) -> list[StaffMember]:
    """Those who can keep what is promised now, else the next step; the best first.

    Whoever has a booked call in the calendar stands before all others.
    """
    task = FollowUpTask.objects.open().filter(inquiry=inquiry).first()
    if task is None:
        return []
    # The wish of the inquiry is the first one; the family may have chosen anew.
    promise = Promise.objects.open().filter(inquiry=inquiry).first()
    found = owners_in_order(
        municipality,
        inquiry.language,
        wish=inquiry.wish if promise is None else promise.wish,
        at=moment if promise is None else begins_at(promise, moment),
        due_at=task.due_at if promise is None else promise.due_at,
    )
    callers = Keeping.of(municipality, [task], moment).callers_of(task)
    return sorted(found, key=lambda each: each.pk not in callers)


def is_given(
    inquiry: Inquiry, owner: StaffMember, *, by: StaffMember | None, at: datetime
) -> bool:
    """Give it; not to whom a booked call finds busy."""
    try:
        assign_owner(inquiry, owner, by=by, at=at)
    except SlotTaken:
        return False
    return True
