"""The free times that a page lets families choose among.

They may be some seconds old, for they are asked for with every page: a list of what to
try. Only the booking decides.
"""

from datetime import datetime
from typing import Final

from followups.booking import free_times
from followups.models import Slot, Wish
from followups.promise import Offer, policies
from organisation.kept import Kept
from organisation.models import Municipality

_KEPT: Final[Kept[list[Offer]]] = Kept(seconds=5, most=200)


def times_offered(municipality: Municipality, moment: datetime) -> list[Offer]:
    """The next twelve free times for a call, earliest first; none where not offered."""
    policy = policies(municipality).get(Wish.TIME)
    if policy is None or not policy.is_offered:
        return []
    minute = moment.replace(second=0, microsecond=0)
    key = (municipality.pk, municipality.settings_version, minute)
    return _KEPT.of(key, lambda: fresh_times(municipality, moment))


def fresh_times(municipality: Municipality, moment: datetime) -> list[Offer]:
    """The same as they stand at this very moment."""
    slots = free_times(municipality, Slot.Kind.CALL, moment)
    return [
        Offer(Wish.TIME, each.ends_at, each.starts_at, slot=each.pk) for each in slots
    ]


def forget_times() -> None:
    """What this process has kept: somebody just found it to be old."""
    _KEPT.forget()
