"""Municipalities, the people who work there, and when they are there."""

from organisation.models.hours import OpeningWindow, SpecialDay
from organisation.models.municipality import COLOUR, Language, Municipality
from organisation.models.staff import (
    CALLING,
    Membership,
    Role,
    StaffMember,
)

__all__ = [
    "CALLING",
    "COLOUR",
    "Language",
    "Membership",
    "Municipality",
    "OpeningWindow",
    "Role",
    "SpecialDay",
    "StaffMember",
]
