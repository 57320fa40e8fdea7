"""Municipalities that cooperate."""

import uuid
from typing import Any

from organisation.models import Municipality, Role, StaffMember
from reports.models import Cooperation
from reports.services.cooperation import invite, join, start_cooperation
from tests.make import make_municipality, make_staff_member
from tests.reports.histories import local

LONG_AGO = local("2026-01-01 12:00")


def boss_of(town: Municipality, **fields: Any) -> StaffMember:
    return make_staff_member(town, Role.MANAGER, **fields)


def cooperate(
    *towns: Municipality, name: str = "Familjehemmen i Göinge", at: Any = LONG_AGO
) -> Cooperation:
    """Let the first invite the others, by codes, as managers do."""
    first, *others = towns
    boss = boss_of(first)
    cooperation = start_cooperation(first, name, by=boss, at=at)
    for town in others:
        code = invite(cooperation, first, uuid.uuid4(), by=boss, at=at)
        join(code, town, by=boss_of(town), at=at)
    return cooperation


def make_towns(*names: str) -> list[Municipality]:
    return [make_municipality(name=name) for name in names]
