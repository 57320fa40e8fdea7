"""The free times that a page lets families choose among.

They may be some seconds old, for they are asked for with every page: a list of what to
try. Only the booking decides.
"""

from datetime import datetime
from threading import Lock
from time import monotonic
from typing import Final

from followups.booking import free_times
from followups.models import Slot, Wish
from followups.promise import Offer, policies
from organisation.models import Municipality

FRESH: Final = 5.0  # seconds
MOST_KEPT: Final = 200
_kept: dict[tuple[int, int, datetime], tuple[float, list[Offer]]] = {}
_lock = Lock()


def times_offered(municipality: Municipality, moment: datetime) -> list[Offer]:
    """The next twelve free times for a call, earliest first; none where not offered."""
    policy = policies(municipality).get(Wish.TIME)
    if policy is None or not policy.is_offered:
        return []
    minute = moment.replace(second=0, microsecond=0)
    key = (municipality.pk, municipality.settings_version, minute)
    known = _kept.get(key)
    if known is not None and monotonic() - known[0] < FRESH:
        return known[1]
    found = fresh_times(municipality, moment)
    with _lock:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = (monotonic(), found)
    return found


def fresh_times(municipality: Municipality, moment: datetime) -> list[Offer]:
    """The same as they stand at this very moment."""
    slots = free_times(municipality, Slot.Kind.CALL, moment)
    return [
        Offer(Wish.TIME, each.ends_at, each.starts_at, slot=each.pk) for each in slots
    ]


def forget_times() -> None:
    """What this process has kept: somebody just found it to be old."""
    with _lock:
        _kept.clear()
