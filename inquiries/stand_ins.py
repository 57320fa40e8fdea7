"""The queue of somebody who is away, as whoever stands in for them works it."""

from dataclasses import dataclass

from django.db.models import Count, Q

from followups.models import FollowUpTask
from followups.promise import before_its_time, in_open_windows
from inquiries.scope import CALLS, SOON, Scope


@dataclass(frozen=True)
class AbsentQueue:
    """A choice among the queues: whose it is, and how many there are to call now."""

    name: str
    query: str
    number: int
    is_shown: bool


def absent_queues(scope: Scope) -> list[AbsentQueue]:
    """Of each for whom whoever looks stands in; no question at all where nobody is."""
    if not scope.absent:
        return []
    numbers = _to_call(scope)
    return [
        AbsentQueue(
            name=each.first_name,
            query=query_of(each.pk),
            number=numbers.get(each.pk, 0),
            is_shown=each == scope.owner,
        )
        for each in scope.absent
    ]


def query_of(staff: int) -> str:
    """What the address of that person's queue carries under `ko`."""
    return f"for-{staff}"


def _to_call(scope: Scope) -> dict[int, int]:
    """What would stand under “Call now”, by owner."""
    is_now = Q(due_at__lte=scope.moment + SOON) & ~before_its_time(scope.moment)
    calls = (
        FollowUpTask.objects.of(scope.municipality)
        .open()
        .filter(
            is_now | in_open_windows(scope.municipality, scope.moment),
            owner__in=scope.absent,
            kind__in=CALLS,
            inquiry__suspicion="",
        )
        .order_by()
    )
    return dict(calls.values_list("owner").annotate(number=Count("*")))
