"""Visits, starts and steps, counted by the day; never at a visitor's expense.

One statement each. It waits for nobody longer than PATIENCE, and what cannot be counted
is logged: the page is answered all the same. Nothing of device or person is read.
Source: docs/decisions/0094-links-and-counts.md.
"""

import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import DatabaseError, connection

from campaigns.links import Visit
from campaigns.services.count_statements import (
    BY_CODE,
    BY_UTM,
    LINK,
    START,
    STEP,
    VISIT,
)
from campaigns.utm import slug_of

logger = logging.getLogger(__name__)

PATIENCE: Final = "500ms"  # for another's count of the same row and day


@dataclass(frozen=True)
class Followed:
    """A link that was followed, and the languages in which it has a landing text."""

    visit: Visit
    lands_in: frozenset[str] = frozenset()


def follow(code: str, *, on: date, is_counted: bool) -> Followed:
    """Find the link of a code, cleaned, on a local day, and count the visit."""
    found = _followed(BY_CODE, {"code": code, "day": on}, is_counted=is_counted)
    return found or Followed(Visit(code))


def follow_utm(
    utm: Mapping[str, str], municipality_id: int, *, on: date, is_counted: bool
) -> Visit:
    """Find the activity whose code or name stands as campaign or as content."""
    names = [utm[name] for name in ("content", "campaign") if name in utm]
    slugs = [slug for slug in map(slug_of, names) if slug]
    if not slugs:
        return Visit(utm=utm)
    which = {
        "municipality": municipality_id,
        "codes": [slug.replace("-", "") for slug in slugs],
        "slugs": slugs,
        "day": on,
    }
    found = _followed(BY_UTM, which, is_counted=is_counted)
    return (found.visit if found else Visit()).with_utm(utm)


def count_start(visit: Visit | None, municipality_id: int, *, on: date) -> None:
    """Count a form that somebody has opened, on a local day."""
    _count("start", START, _of(visit, municipality_id) | {"day": on})


def count_step(
    step: int, key: uuid.UUID, visit: Visit | None, municipality_id: int, *, on: date
) -> None:
    """Count page 1 or 2 of a form as sent, once for each form."""
    page = {"key": key, "step": step, "day": on}
    _count("step", STEP, _of(visit, municipality_id) | page)


def _of(visit: Visit | None, municipality_id: int) -> dict[str, int | None]:
    if visit is None or visit.activity_id is None:
        return {"municipality": municipality_id, "activity": None}
    return {"municipality": visit.municipality_id, "activity": visit.activity_id}


def _followed(
    which: str, values: dict[str, Any], *, is_counted: bool
) -> Followed | None:
    if is_counted:
        try:
            return _read(_first(VISIT.format(which=which), values))
        except DatabaseError as error:
            _log("visit", error)
    return _read(_first(LINK.format(which=which), values))


def _read(row: tuple[Any, ...] | None) -> Followed | None:
    if row is None:
        return None
    activity_id, municipality_id, wanted, ends_on, code, in_sv, in_en = row
    visit = Visit(code, activity_id, municipality_id, tuple(wanted), ends_on)
    languages = (("sv", in_sv), ("en", in_en))
    return Followed(visit, frozenset(name for name, there in languages if there))


def _first(statement: str, values: dict[str, Any]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"patience": PATIENCE, **values})
        found: tuple[Any, ...] | None = cursor.fetchone()
    return found


def _count(what: str, statement: str, values: dict[str, Any]) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, {"patience": PATIENCE, **values})
    except DatabaseError as error:
        _log(what, error)


def _log(what: str, error: DatabaseError) -> None:
    logger.warning("A %s was not counted: %s", what, type(error).__name__)
