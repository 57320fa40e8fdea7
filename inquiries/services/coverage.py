"""Whether somebody is there to keep what was promised, before and after the rota moves.

A promise is never moved by the rota: what moves is who keeps it.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from followups.assignment import people_who_call
from followups.booking import SlotTaken
from followups.keeping import Keeping
from followups.models import FollowUpTask, Promise
from followups.promise import offers
from inquiries.alarms import Lost, of_all_lost
from inquiries.services.left_behind import left_behind
from inquiries.services.moves import assign_owner
from inquiries.services.parts import take_call
from inquiries.services.waiting import is_given, who_can
from messaging.services import enqueue
from organisation.models import Municipality, StaffMember

MOST_LOOKED_AT: Final = 2000  # open promises of one municipality
OFFER, PROMISE = "offer", "promise"
TOLD: Final = (
    *("owner", "appointment"),
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
    """Make the edit, and give what is not kept to somebody who can keep it.

    Named in ROTA_CHANGE. Gives, as JSON knows them, what families may choose before
    and after, each open promise that changes hands or that nobody can keep any more,
    and the visits and meetings of whoever is not there any more: those are the
    manager's to move.
    """
    offered = _offered(municipality, at)
    behind = left_behind(municipality, at)
    tasks = list(_open(municipality, at))
    keeping = Keeping.of(municipality, tasks, at)
    kept = {each.pk for each in tasks if keeping.is_kept(each)}
    edit()
    return [
        *_differences(offered, _offered(municipality, at)),
        *_see_to(municipality, kept, by, at),
        *(
            line
            for pk, line in left_behind(municipality, at).items()
            if pk not in behind
        ),
    ]


def uncovered(municipality: Municipality, moment: datetime) -> list[FollowUpTask]:
    """The open promises that nobody who has them can keep in time, earliest first.

    Read for every page of the desk: with the promise's wish and moment, and the
    inquiry's number, and no more.
    """
    tasks = _ahead(municipality, moment).select_related("promise", "inquiry")
    lean = list(tasks.only(*TOLD)[:MOST_LOOKED_AT])
    keeping = Keeping.of(municipality, lean, moment)
    return [each for each in lean if not keeping.is_kept(each)]


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


def _see_to(
    municipality: Municipality, kept: Collection[int], by: StaffMember, at: datetime
) -> Iterator[dict[str, Any]]:
    """Try every step that is not kept, and what waits for somebody; tell what changed.

    What was lost before, and still is, stays as it is: it was told then.
    """
    tasks = list(_open(municipality, at))
    keeping = Keeping.of(municipality, tasks, at)
    lost: list[Lost] = []
    for task in tasks:
        is_kept = keeping.is_kept(task)
        if is_kept and task.inquiry.awaits_owner_since is None:
            continue
        callers = keeping.callers_of(task)
        had = callers[0] if callers else task.owner_id
        to = _find_somebody(task, keeping, by, at)
        if to is None and (is_kept or task.pk not in kept):
            continue
        if to is None:
            lost.append(_give_up(task, by, at))
        yield _line(task, had, to)
    enqueue(of_all_lost(lost, at=at), at=at)


def _find_somebody(
    task: FollowUpTask, keeping: Keeping, by: StaffMember, at: datetime
) -> StaffMember | None:
    """Whoever makes it now: a stand-in for a booked call, else a new owner."""
    inquiry, stand_ins = task.inquiry, set(keeping.stand_ins(task))
    for each in people_who_call(inquiry.municipality):
        if each.pk in stand_ins and _stands_in(task, each, at):
            return each
    found = who_can(inquiry.municipality, inquiry, at)
    return next((each for each in found if is_given(inquiry, each, by=by, at=at)), None)


def _stands_in(task: FollowUpTask, staff: StaffMember, at: datetime) -> bool:
    """Whether the stand-in is free for the call; the family keeps its owner."""
    try:
        take_call(task.inquiry, task, staff, at=at)
    except SlotTaken:
        return False
    return True


def _give_up(task: FollowUpTask, by: StaffMember, at: datetime) -> Lost:
    """The team has it until somebody can keep it, and the managers are to know."""
    if task.promise is None:
        raise ValueError(task)
    if task.owner_id is not None or task.inquiry.owner_id is not None:
        assign_owner(task.inquiry, None, by=by, at=at, awaits_owner=True)
    return task.inquiry, task.promise


def _line(
    task: FollowUpTask, had: int | None, to: StaffMember | None
) -> dict[str, Any]:
    promise = task.promise
    if promise is None:
        raise ValueError(task)
    return {
        "kind": PROMISE,
        "inquiry": task.inquiry_id,
        "number": task.inquiry.number,
        "wish": promise.wish,
        "opens_at": promise.opens_at and promise.opens_at.isoformat(),
        "due_at": promise.due_at.isoformat(),
        "from": had,
        "to": None if to is None else to.pk,
    }


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
