"""For which municipalities a step of the dispatcher fails, while it works for others.

A step that goes on to the next municipality after a fault says so here; the round
writes it down, and those concerned see it: docs/decisions/0011 and 0063.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_failed: ContextVar[set[int] | None] = ContextVar("failed", default=None)


def note_failure(municipality_id: int) -> None:
    """Say that the step that runs now has failed for one; outside a round, nothing."""
    gathered = _failed.get()
    if gathered is not None:
        gathered.add(municipality_id)


@contextmanager
def failures_of_a_step() -> Iterator[set[int]]:
    """Gather what is said within it."""
    gathered: set[int] = set()
    token = _failed.set(gathered)
    try:
        yield gathered
    finally:
        _failed.reset(token)
