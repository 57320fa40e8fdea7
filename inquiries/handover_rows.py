"""What somebody is asked to take over, with the visit that is booked already."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from followups.models import Appointment
from followups.wording import deadline_text
from inquiries.invitations import colleagues_of, together_text
from inquiries.models import Handover, Inquiry
from inquiries.services.parts import is_free_for, visit_of


@dataclass(frozen=True)
class BookedVisit:
    """A visit on which the owner goes, and whether who is asked could go instead.

    Args:
        text: “tors 12 mars klockan 13.00, Maria och Ali”.
        owner: the first name of who has the inquiry.
    """

    text: str
    owner: str
    is_free: bool


@dataclass(frozen=True)
class Asked:
    """One question to take over."""

    handover: Handover
    visit: BookedVisit | None


def asked_rows(handovers: Iterable[Handover], at: datetime) -> list[Asked]:
    """Each with its visit, where the owner goes on one without who is asked."""
    return [Asked(each, _visit(each, at)) for each in handovers]


def visit_text(inquiry: Inquiry, at: datetime) -> str:
    """The visit on which the owner goes; "" for none."""
    visit = visit_of(inquiry, inquiry.owner, at)
    return "" if visit is None else _text(visit, at)


def _visit(handover: Handover, at: datetime) -> BookedVisit | None:
    owner, receiver = handover.inquiry.owner, handover.receiver
    visit = visit_of(handover.inquiry, owner, at)
    if visit is None or owner is None or receiver in colleagues_of(visit):
        return None
    text, is_free = _text(visit, at), is_free_for(visit, receiver)
    return BookedVisit(text, owner.first_name, is_free)


def _text(visit: Appointment, at: datetime) -> str:
    when = deadline_text(visit.starts_at, at)
    return f"{when}, {together_text(colleagues_of(visit))}"
