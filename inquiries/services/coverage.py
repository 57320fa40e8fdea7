"""Whether somebody is there to keep what was promised, before and after the rota moves.

A promise is never moved by the rota: what moves is who keeps it.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.timezone import localtime

from followups.assignment import choose_owner, on_duty
from followups.booking import SlotTaken, hand_over
from followups.models import FollowUpTask, Promise
from followups.promise import offers
from inquiries.alarms import of_nobody_free
from inquiries.invitations import Change, tell
from inquiries.models import Inquiry
from inquiries.services.moves import assign_owner
from messaging.services import enqueue
from organisation.calendar import STOCKHOLM
from organisation.models import Municipality, StaffMember
from organisation.rota import rota_of

ONE_DAY: Final = timedelta(days=1)
MOST_LOOKED_AT: Final = 2000  # open promises of one municipality
OFFER, PROMISE = "offer", "promise"
TOLD: Final = (
    *("promise__wish", "promise__opens_at", "promise__due_at"),
    *("inquiry__year", "inquiry__serial"),
)


def recompute(
    municipality: Municipality,
    edit: Callable[[], None],
    *,
    by: StaffMember,
    at: datetime,
) -> list[dict[str, Any]]:
    """Make the edit, and give what its owner cannot keep any more to somebody else.

    Named in ROTA_CHANGE. Gives, as JSON knows them, what families may choose before
    and after, and each open promise that changed hands or that nobody can keep.
    """
    offered = _offered(municipality, at)
    kept = {each.pk for each in _open(municipality, at) if _is_kept(each, at)}
    edit()
    tasks = [each for each in _open(municipality, at) if each.pk in kept]
    moved = [_find_somebody(each, by, at) for each in tasks if not _is_kept(each, at)]
    return [*_differences(offered, _offered(municipality, at)), *moved]


def uncovered(municipality: Municipality, moment: datetime) -> list[FollowUpTask]:
    """The open promises that nobody is on duty to keep in time, earliest first.

    Read for every page of the desk: with the promise's wish and moment, and the
    inquiry's number, and no more. As few questions as there are moments promised:
    families share an evening.
    """
    found: dict[tuple[str, datetime], bool] = {}
    tasks = _ahead(municipality, moment).select_related("promise", "inquiry")
    lean = list(tasks.only(*TOLD)[:MOST_LOOKED_AT])
    for promise in (each.promise for each in lean):
        if promise is not None and (promise.wish, promise.due_at) not in found:
            found[promise.wish, promise.due_at] = bool(
                on_duty(
                    municipality,
                    promise.wish,
                    promise.opens_at or moment,
                    promise.due_at,
                )
            )
    return [
        each
        for each in lean
        if each.promise and not found[each.promise.wish, each.promise.due_at]
    ]


def _open(municipality: Municipality, moment: datetime) -> QuerySet[FollowUpTask]:
    """The next steps that carry an open promise which lies ahead."""
    return _ahead(municipality, moment).select_related(
        *("promise", "appointment", "owner", "inquiry", "inquiry__municipality")
    )[:MOST_LOOKED_AT]


def _ahead(municipality: Municipality, moment: datetime) -> QuerySet[FollowUpTask]:
    return (
        FollowUpTask.objects.of(municipality)
        .open()
        .filter(promise__outcome=Promise.Outcome.OPEN, promise__due_at__gt=moment)
        .order_by("due_at", "pk")
    )


def _is_kept(task: FollowUpTask, moment: datetime) -> bool:
    """Whether the owner, or who stands in, is on duty in time; the team: anybody."""
    promise = task.promise
    if promise is None:
        return True
    begins = promise.opens_at or moment
    there = on_duty(task.inquiry.municipality, promise.wish, begins, promise.due_at)
    if task.owner_id is None:
        return bool(there)
    numbers = {each.pk for each in there}
    return not numbers.isdisjoint(_stand_ins(task, moment))


def _stand_ins(task: FollowUpTask, moment: datetime) -> Iterator[int]:
    """The owner, and whoever covers for the owner until the promise falls due."""
    if task.owner_id is None:
        return
    yield task.owner_id
    rota = rota_of(task.inquiry.municipality, moment)
    day, last = localtime(moment, STOCKHOLM).date(), localtime(task.due_at, STOCKHOLM)
    while day <= last.date():
        stand_in = rota.substitute_of(task.owner_id, day)
        if stand_in is not None:
            yield stand_in
        day += ONE_DAY


def _find_somebody(task: FollowUpTask, by: StaffMember, at: datetime) -> dict[str, Any]:
    """Give it to somebody who can keep it; where nobody can, tell the managers."""
    inquiry, promise = task.inquiry, task.promise
    if promise is None:
        raise ValueError(task)
    owner = choose_owner(
        inquiry.municipality,
        inquiry.language,
        wish=promise.wish,
        at=promise.opens_at or at,
        due_at=promise.due_at,
    )
    if owner is not None and not _takes_part(task, owner, at):
        owner = None
    if owner is not None:
        assign_owner(inquiry, owner, by=by, at=at)
    else:
        _tell_managers(inquiry, promise, at)
    return {
        "kind": PROMISE,
        "inquiry": inquiry.pk,
        "number": inquiry.number,
        "wish": promise.wish,
        "opens_at": promise.opens_at and promise.opens_at.isoformat(),
        "due_at": promise.due_at.isoformat(),
        "from": task.owner_id,
        "to": None if owner is None else owner.pk,
    }


def _takes_part(task: FollowUpTask, owner: StaffMember, at: datetime) -> bool:
    """Whether the new owner can make a call that is booked; it is theirs then."""
    booked = task.appointment
    if booked is None or booked.cancelled_at is not None or task.owner_id is None:
        return True
    try:
        hand_over(booked, task.owner_id, owner.pk)
    except SlotTaken:
        return False
    former = () if task.owner is None else (task.owner,)
    tell(Change(booked, task.inquiry, at, former=former, tells_family=False))
    return True


def _tell_managers(inquiry: Inquiry, promise: Promise, at: datetime) -> None:
    enqueue(of_nobody_free(inquiry, promise, at=at), at=at)


def _offered(municipality: Municipality, at: datetime) -> dict[str, str]:
    return {
        str(each.wish): each.due_at.isoformat() for each in offers(municipality, at)
    }


def _differences(
    before: dict[str, str], after: dict[str, str]
) -> Iterator[dict[str, Any]]:
    for wish in sorted({*before, *after}):
        old, new = before.get(wish), after.get(wish)
        if old != new:
            yield {"kind": OFFER, "wish": wish, "before": old, "after": new}
