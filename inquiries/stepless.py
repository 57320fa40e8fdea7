"""Open inquiries that have no next step. The database allows none, and is asked.

A trigger that rested while somebody loaded rows by hand leaves them behind, and then
nobody is reminded of them.
"""

import time
from typing import Final

from django.db.models import Exists, OuterRef

from followups.models import FollowUpTask
from inquiries.models import Inquiry
from inquiries.scope import Scope

KEPT_SECONDS: Final = 60.0  # by each process, and only that there are none
_none_until: dict[int, float] = {}


def stepless_in(scope: Scope) -> list[int]:
    """The numbers of their rows, longest here first; one more than are shown.

    To ask takes a look at every open inquiry of the municipality.
    """
    place = scope.municipality.pk
    if time.monotonic() < _none_until.get(place, 0.0):
        return []
    found = stepless(scope)
    if not found:
        _none_until[place] = time.monotonic() + KEPT_SECONDS
    return [pk for pk, owner in found if scope.owner is None or owner == scope.owner.pk]


def stepless(scope: Scope) -> list[tuple[int, int | None]]:
    """The same of the whole team, with whose they are."""
    steps = FollowUpTask.objects.open().filter(inquiry=OuterRef("pk"))
    inquiries = Inquiry.objects.of(scope.municipality).open().filter(~Exists(steps))
    ordered = inquiries.order_by("received_at", "pk")
    return list(ordered.values_list("pk", "owner")[: scope.rows + 1])
