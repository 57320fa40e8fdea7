"""Municipalities, the people who work there, and when they are there."""

from organisation.models.assignment import Assignment
from organisation.models.hours import OpeningWindow, SpecialDay
from organisation.models.lie_low import LieLow
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
    "Assignment",
    "Capacity",
    "Language",
    "LieLow",
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
