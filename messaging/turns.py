"""Whose message leaves first: a municipality whose last one met a fault comes last.

Municipalities take turns. One for which a carrier answers with faults, or not at all,
would otherwise use up every round's patience before the others had their turn: so it
delays them by one message, once. Each process remembers for itself; nothing is ever
held back by it. Source: docs/decisions/0063-nobody-waits-for-anothers-provider.md.
"""

import time
from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from messaging.models import Channel

_failed_at: dict[tuple[Channel, int], float] = {}


def note_fault(channel: Channel, municipality_id: int) -> None:
    _failed_at[channel, municipality_id] = time.monotonic()


def note_success(channel: Channel, municipality_id: int) -> None:
    _failed_at.pop((channel, municipality_id), None)


def in_turn(channel: Channel, claimed: Iterable[tuple[UUID, int]]) -> list[UUID]:
    """Put messages, of each municipality the longest waiting first, in their order."""
    places: Counter[int] = Counter()
    keys: dict[UUID, tuple[float, int]] = {}
    for message_id, municipality_id in claimed:
        places[municipality_id] += 1
        failed_at = _failed_at.get((channel, municipality_id), 0.0)
        keys[message_id] = (failed_at, places[municipality_id])
    return sorted(keys, key=keys.__getitem__)
