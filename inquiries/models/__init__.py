"""Interest registrations: the inquiry, who made it, and everything that happened."""

from inquiries.models.contact import ContactDetails
from inquiries.models.family import (
    Doing,
    FamilyAct,
    FamilyCode,
    FamilyLink,
    LinkRequest,
)
from inquiries.models.happenings import CallAttempt, Event, Note
from inquiries.models.inquiry import (
    Assignment,
    Inquiry,
    NumberSeries,
    Source,
)

__all__ = [
    "Assignment",
    "CallAttempt",
    "ContactDetails",
    "Doing",
    "Event",
    "FamilyAct",
    "FamilyCode",
    "FamilyLink",
    "Inquiry",
    "LinkRequest",
    "Note",
    "NumberSeries",
    "Source",
]
