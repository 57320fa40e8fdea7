"""How many there are to call now, for the menu and the title of every desk page."""

from functools import partial
from typing import Any, Final, cast

from django.db import DatabaseError, InterfaceError
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from followups.models import FollowUpTask
from followups.promise import before_its_time, in_open_windows
from inquiries.scope import CALLS, ROWS, SOON, Scope
from inquiries.woken import woken
from organisation.access import StaffRequest
from organisation.kept import Kept
from organisation.models import CALLING, Municipality

KEPT_SECONDS: Final = 10.0  # by each process, for each municipality
_KEPT: Final[Kept[int]] = Kept(KEPT_SECONDS)


def shown(request: HttpRequest) -> dict[str, Any]:
    """Give `to_call` to those who call: a number, or "" where there is nobody to call.

    It is asked for only where a template asks; Idag puts its own number in its place.
    """
    return {"to_call": SimpleLazyObject(partial(_shown, request))}


def _shown(request: HttpRequest) -> str:
    """Never in the way of a page: not where the database is away, either."""
    if CALLING.isdisjoint(getattr(request, "roles", ())):
        return ""
    try:
        return str(to_call(cast(StaffRequest, request).municipality) or "")
    except (DatabaseError, InterfaceError):
        return ""


def to_call(municipality: Municipality) -> int:
    """What Idag shows under “Call now”, for the whole team; up to KEPT_SECONDS old.

    As there, no more than ROWS are counted.
    """
    scope = Scope(municipality, timezone.now())
    return _KEPT.of(municipality.pk, lambda: _count(scope))


def _count(scope: Scope) -> int:
    """One statement, by the index of open follow-ups; it reads ROWS of them."""
    is_now = Q(due_at__lte=scope.moment + SOON) & ~before_its_time(scope.moment)
    return (
        FollowUpTask.objects.of(scope.municipality)
        .open()
        .filter(
            is_now | in_open_windows(scope.municipality, scope.moment),
            kind__in=CALLS,
            inquiry__suspicion="",
        )
        .exclude(woken(scope.today))
        .order_by()[:ROWS]
        .count()
    )
