"""Municipalities, the people who work there, and when they are there."""

from organisation.models.hours import OpeningWindow, SpecialDay
from organisation.models.municipality import COLOUR, Language, Municipality
from organisation.models.rota import (
    Absence,
    Capacity,
    RotaVersion,
    Shift,
    ShiftChange,
)
from organisation.models.staff import (
    CALLING,
    Membership,
    Role,
    StaffMember,
)

__all__ = [
    "CALLING",
    "COLOUR",
    "Absence",
    "Capacity",
    "Language",
    "Membership",
    "Municipality",
    "OpeningWindow",
    "Role",
    "RotaVersion",
    "Shift",
    "ShiftChange",
    "SpecialDay",
    "StaffMember",
]
