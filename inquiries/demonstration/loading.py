"""Load the demonstration, or carry it on to today; and refuse where it does harm."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import cast

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from inquiries.demonstration import (
    histories,
    meetings,
    pushes,
    register,
    staffing,
    today,
)
from inquiries.demonstration.towns import (
    FULL_SIZE,
    PASSWORD,
    TOWNS,
    Town,
    employ,
    found,
    is_fiction,
)
from organisation.models import Membership, Municipality

Step = Callable[[Municipality, datetime], None]


class RealMunicipality(Exception):
    """The database holds a municipality that nobody invented."""


def refuse_beside_real_ones() -> None:
    """Raise RealMunicipality, with its name, where there is one."""
    for municipality in Municipality.objects.order_by("pk"):
        if not is_fiction(municipality):
            raise RealMunicipality(municipality.name)


def load(*, seed: int, at: datetime) -> dict[str, int]:
    """Make both municipalities with their two years and today's queue.

    Gives how many rows of each kind the histories have.
    """
    counts: dict[str, int] = {}
    with transaction.atomic():
        pairs = settle(TOWNS, at=at)
        for town, municipality in pairs:
            for name, number in histories.write(
                municipality, town, seed=seed, at=at
            ).items():
                counts[name] = counts.get(name, 0) + number
        for town, municipality in pairs:
            share = min(town.monthly / FULL_SIZE, 1)
            today.of(municipality, seed=seed, at=at, share=max(share, 0.5)).fill()
            staffing.plan(municipality, at=at)
            pushes.plan(municipality, at=at)
            meetings.look_back(municipality, at)
            meetings.look_ahead(municipality, at)
            register.fill(municipality, at=at)
            for path in settings.DEMONSTRATION_STEPS:
                cast(Step, import_string(path))(municipality, at)
    return counts


def settle(towns: tuple[Town, ...], *, at: datetime) -> list[tuple[Town, Municipality]]:
    """Make municipalities with their staff, and nothing else."""
    pairs = [(town, found(town, at=at)) for town in towns]
    employ(pairs, today=at.date())
    return pairs


def carry_on(*, seed: int, at: datetime) -> int:
    """Do what is left of earlier days and fill today's queue; how many calls."""
    added = 0
    for town in TOWNS:
        municipality = Municipality.objects.filter(name=town.name).first()
        if municipality is None:
            continue
        share = max(min(town.monthly / FULL_SIZE, 1), 0.5)
        day = today.of(municipality, seed=seed, at=at, share=share)
        day.carry_on()
        added += day.fill()
        meetings.look_ahead(municipality, at)
    return added


def logins() -> Iterator[str]:
    """One line for each person of the first two municipalities, then the password."""
    names = [town.name for town in TOWNS]
    memberships = Membership.objects.filter(
        municipality__name__in=names
    ).select_related("staff", "municipality")
    lines: dict[str, list[str]] = {}
    for each in memberships.order_by("municipality_id", "staff_id", "role"):
        if is_fiction(each.municipality):
            place = each.municipality.name.split()[0]
            role = f"{each.get_role_display()} {place}"
            lines.setdefault(each.staff.email, []).append(role)
    for email, roles in lines.items():
        yield f"{email:<32}{', '.join(roles)}"
    if lines:
        yield f"Password for all: {PASSWORD}"
