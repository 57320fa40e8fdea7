"""Single rows as the services make them."""

import random
import uuid
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from audit.models import Entry
from followups.models import FollowUpTask, Wish
from inquiries.models import ContactDetails, Event, Inquiry
from inquiries.services.registration import Registration
from messaging.models import RECEIPT, Message, Status
from messaging.quiet_hours import quiet_until
from messaging.services import Draft
from organisation.models import Municipality, StaffMember

LONGEST_DELIVERY = 9.0  # seconds from being written to being sent
NOT_OF_THE_INQUIRY = {
    "name",
    "email",
    "phone",
    "message",
    "note",
    "words",
    "received_at",
    "shown_due_at",
    "shown_text",
    "slot_id",
    "named",
}
LISTS = {"wanted_assignments"}


def drawn_uuid(rng: random.Random) -> uuid.UUID:
    return uuid.UUID(int=rng.getrandbits(128), version=4)


def inquiry(
    municipality: Municipality,
    registration: Registration,
    received_at: datetime,
    at: datetime,
) -> Inquiry:
    """Without its number."""
    fields = {
        name: list(value) if name in LISTS else value
        for name, value in asdict(registration).items()
        if name not in NOT_OF_THE_INQUIRY
    }
    return Inquiry(
        municipality=municipality,
        received_at=received_at,
        registered_at=at,
        promise_shown=registration.shown_text,
        **fields,
    )


def contact(inquiry: Inquiry, registration: Registration) -> ContactDetails:
    """The contact row, which the inquiry then knows."""
    inquiry.contact = ContactDetails(
        inquiry=inquiry,
        municipality=inquiry.municipality,
        name=registration.name,
        email=registration.email,
        phone=registration.phone,
        message=registration.message,
    )
    return inquiry.contact


def first_kind(registration: Registration) -> str:
    if registration.wish == Wish.WRITE or not registration.phone:
        return FollowUpTask.Kind.WRITE
    return FollowUpTask.Kind.CALL


def event(
    inquiry: Inquiry,
    kind: str,
    by: StaffMember | None,
    recorded_at: datetime,
    act: uuid.UUID,
    *,
    at: datetime | None = None,
    **fields: Any,
) -> Event:
    return Event(
        municipality=inquiry.municipality,
        inquiry=inquiry,
        act=act,
        kind=kind,
        at=at or recorded_at,
        recorded_at=recorded_at,
        by=by,
        **fields,
    )


def sent(
    draft: Draft, municipality: Municipality, rng: random.Random, at: datetime
) -> Message:
    """A message that left when the quiet hours allowed it."""
    fields = asdict(draft)
    fields["not_before"] = draft.not_before or at
    quiet = None if draft.kind == RECEIPT else quiet_until(municipality, at)
    delay = timedelta(seconds=rng.uniform(1, LONGEST_DELIVERY))
    return Message(
        id=drawn_uuid(rng),
        status=Status.SENT,
        attempt=1,
        created_at=at,
        sent_at=(quiet or at) + delay,
        **fields,
    )


def entry(
    action: str,
    inquiry: Inquiry,
    by: StaffMember | None,
    at: datetime,
    fields: Iterable[str] = (),
) -> Entry:
    return Entry(
        municipality=inquiry.municipality,
        at=at,
        actor=by,
        action=action,
        subject_type=Inquiry._meta.label_lower,
        subject_id=str(inquiry.pk),
        fields=sorted(fields),
    )
