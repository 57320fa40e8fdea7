"""What every page of the desk says of the messages."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from messaging.health import trouble_of
from messaging.step_words import work_of


@dataclass(frozen=True)
class Trouble:
    """What is wrong with the dispatcher: it is silent, or some of its work fails."""

    is_silent: bool = False
    failing: str = ""


def standstill(request: HttpRequest) -> dict[str, Any]:
    """Give what is wrong with the dispatcher; asked only where a template asks."""
    return {"trouble": SimpleLazyObject(partial(_trouble, request))}


def _trouble(request: HttpRequest) -> Trouble:
    """Nothing to somebody who is not let in: then the desk has only its frame.

    Nor where the database is away: a page that says so must not fail in its turn.
    """
    municipality = getattr(request, "municipality", None)
    if municipality is None or not getattr(request, "roles", None):
        return Trouble()
    try:
        is_silent, step = trouble_of(timezone.now(), municipality)
    except (DatabaseError, InterfaceError):
        return Trouble()
    return Trouble(is_silent, work_of(step) if step else "")
