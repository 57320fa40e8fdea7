"""Whether the municipality lies low, told on every page of the desk while it does."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from campaigns.access import PLANNERS
from organisation.lying_low import lying_low
from organisation.models import Role
from planning.lying_low_words import going_on_text


@dataclass(frozen=True)
class Banner:
    """What it says, and whether whoever reads it may end it."""

    text: str
    may_end: bool


def shown(request: HttpRequest) -> dict[str, Any]:
    """Give `lies_low`, a Banner or None; it is asked for only where a template asks."""
    return {"lies_low": SimpleLazyObject(partial(_shown, request))}


def _shown(request: HttpRequest) -> Banner | None:
    """Never in the way of a page: not where the database is away, either."""
    municipality = getattr(request, "municipality", None)
    roles: frozenset[Role] = getattr(request, "roles", frozenset())
    if municipality is None or not roles:
        return None
    try:
        low = lying_low(municipality, timezone.now())
    except (DatabaseError, InterfaceError):
        return None
    if low is None:
        return None
    return Banner(going_on_text(low), not roles.isdisjoint(PLANNERS))
