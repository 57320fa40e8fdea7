"""Promises that nobody is there to keep: told to managers on every page of the desk."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final, cast

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from inquiries.coverage_words import promised_time
from inquiries.services.coverage import uncovered
from organisation.access import StaffRequest
from organisation.kept import Kept
from organisation.models import Municipality, Role

KEPT_SECONDS: Final = 10.0  # by each process, for each municipality's present settings
MOST_TIMES: Final = 3
MOST_NAMED: Final = 5
_KEPT: Final[Kept["Gap | None"]] = Kept(KEPT_SECONDS)


@dataclass(frozen=True)
class Gap:
    """What the banner says.

    Args:
        number: of promises.
        times: when they fall due, in words; the first of them.
        more_times: how many more there are.
        inquiries: id and running number; the first of them.
    """

    number: int
    times: list[str]
    more_times: int
    inquiries: list[tuple[int, str]]


def shown(request: HttpRequest) -> dict[str, Any]:
    """Give `gap` to managers where there is one; asked only where a template asks."""
    return {"gap": SimpleLazyObject(partial(_shown, request))}


def _shown(request: HttpRequest) -> Gap | None:
    """Never in the way of a page: not where the database is away, either."""
    if Role.MANAGER not in getattr(request, "roles", ()):
        return None
    municipality = cast(StaffRequest, request).municipality
    try:
        return gap_of(municipality, timezone.now())
    except (DatabaseError, InterfaceError):
        return None


def gap_of(municipality: Municipality, moment: datetime) -> Gap | None:
    """What nobody can keep as the rota stands; up to KEPT_SECONDS old."""
    key = (municipality.pk, municipality.settings_version, get_language())
    return _KEPT.of(key, lambda: _gap(municipality, moment))


def _gap(municipality: Municipality, moment: datetime) -> Gap | None:
    """In words; only the first of many are told."""
    found = uncovered(municipality, moment)
    promises = [each.promise for each in found if each.promise is not None]
    if not promises:
        return None
    told = (promised_time(municipality, each, moment) for each in promises)
    times = list(dict.fromkeys(told))
    return Gap(
        number=len(promises),
        times=times[:MOST_TIMES],
        more_times=len(times[MOST_TIMES:]),
        inquiries=[
            (each.inquiry_id, each.inquiry.number) for each in found[:MOST_NAMED]
        ],
    )
