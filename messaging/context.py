"""What every page of the desk says of the messages."""

from functools import partial
from typing import Any

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from messaging.health import is_silent


def standstill(request: HttpRequest) -> dict[str, Any]:
    """Give whether the dispatcher is silent; asked only where a template asks."""
    return {"dispatcher_is_silent": SimpleLazyObject(partial(_is_silent, request))}


def _is_silent(request: HttpRequest) -> bool:
    """Never to somebody who is not let in: then the desk has only its frame.

    Nor where the database is away: a page that says so must not fail in its turn.
    """
    if not getattr(request, "roles", None):
        return False
    try:
        return is_silent(timezone.now())
    except (DatabaseError, InterfaceError):
        return False
