"""Interest registrations: the inquiry, who made it, and everything that happened."""

from inquiries.models.contact import ContactDetails
from inquiries.models.family import (
    Doing,
    FamilyAct,
    FamilyCode,
    FamilyLink,
    LinkRequest,
)
from inquiries.models.handover import Handover
from inquiries.models.happenings import CallAttempt, Event, Note
from inquiries.models.inquiry import (
    Inquiry,
    NumberSeries,
    Prompt,
    Source,
)

__all__ = [
    "CallAttempt",
    "ContactDetails",
    "Doing",
    "Event",
    "FamilyAct",
    "FamilyCode",
    "FamilyLink",
    "Handover",
    "Inquiry",
    "LinkRequest",
    "Note",
    "NumberSeries",
    "Prompt",
    "Source",
]
