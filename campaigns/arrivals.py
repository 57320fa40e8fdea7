"""How somebody came to a page for families: by a link, sealed, or as the address says.

The seal travels in the address of every page that is linked from here, until there is a
form to carry it: no cookie is needed for it.
"""

import re
from typing import Final, cast

from django.http import HttpRequest
from django.utils import timezone

from campaigns import utm
from campaigns.links import Visit
from campaigns.robots import is_person
from campaigns.services import follow_utm

SEAL: Final = "k"  # the address's parameter
# What tells where somebody comes from: ours, UTM, and the click numbers of others.
TELLING: Final = re.compile(
    rf"(?:{SEAL}|utm_\w+|fbclid|gclid|gbraid|wbraid|msclkid|ttclid|igsh|igshid|mc_[ce]id)"
)


class Arrived(HttpRequest):
    """A request whose address has been read."""

    arrival: Visit | None


def arrival(request: HttpRequest, municipality_id: int) -> Visit | None:
    """Read once how the visitor came; None where nothing tells.

    An activity that UTM parameters name is asked for in the database, and this visit
    to it counted.
    """
    if not hasattr(request, "arrival"):
        cast(Arrived, request).arrival = _read(request, municipality_id)
    return cast(Arrived, request).arrival


def _read(request: HttpRequest, municipality_id: int) -> Visit | None:
    if not request.META.get("QUERY_STRING"):
        return None
    today = timezone.localdate()
    visit = Visit.unsealed(request.GET.get(SEAL, ""), on=today)
    if visit is not None:
        return visit
    told = utm.read(request.GET)
    if not told:
        return None
    is_counted = is_person(request)
    return follow_utm(told, municipality_id, on=today, is_counted=is_counted)


def carried(visit: Visit | None) -> str:
    """Give what follows an address of ours, so that the visit is not lost there."""
    return "" if visit is None else f"?{SEAL}={visit.sealed()}"


def tells(parameter: str) -> bool:
    """Whether a parameter only tells where the visitor came from."""
    return TELLING.fullmatch(parameter) is not None
