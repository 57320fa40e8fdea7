"""Which municipality a public page speaks for."""

from collections.abc import Sequence
from typing import cast

from django.http import HttpRequest

from organisation.models import Municipality

MOST_MET = 100  # host names; a visitor may write any
_met: dict[str, Municipality] = {}  # by host: for when the database is away


class SpokenFor(HttpRequest):
    """A request whose answer is a municipality's own page."""

    municipality: Municipality | None
    places: Sequence[Municipality]


def served_municipalities() -> list[Municipality]:
    """All municipalities of the installation, the default one first."""
    return list(Municipality.objects.order_by("pk"))


def public_municipality(request: HttpRequest) -> Municipality:
    """The one whose domain was asked for, else the first.

    Raises:
        Municipality.DoesNotExist: the installation has none yet.
    """
    known: Municipality | None = getattr(request, "municipality", None)
    if known is not None:
        return known
    served = served_municipalities()
    if not served:
        raise Municipality.DoesNotExist
    host = request.get_host().rsplit(":", 1)[0]
    named = next((each for each in served if each.domain == host), None)
    chosen = named or served[0]
    if host in _met or len(_met) < MOST_MET:
        _met[host] = chosen
    speak_for(request, chosen)
    if named is None and len(served) > 1:
        cast(SpokenFor, request).places = served
    return chosen


def speak_for(request: HttpRequest, municipality: Municipality | None) -> None:
    """Let the page have that municipality's name, colours and phone number."""
    cast(SpokenFor, request).municipality = municipality


def places_to_choose(request: HttpRequest) -> list[Municipality]:
    """Where a family may say that it lives; none where the address tells already."""
    public_municipality(request)
    places: list[Municipality] = getattr(request, "places", [])
    return places


def remembered_municipality(request: HttpRequest) -> Municipality | None:
    """The one that this host name spoke for last; asks no database."""
    return _met.get(request.get_host().rsplit(":", 1)[0])
