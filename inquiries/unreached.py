"""Families whom a mail or an SMS did not reach, and with whom nobody spoke since."""

from collections.abc import Iterable
from typing import Final

from django.db.models import F, Q

from inquiries.models import Inquiry
from inquiries.scope import ROWS
from inquiries.workflow import OPEN_STAGES
from messaging.models import FAMILY, NEEDING_A_PERSON, Message
from organisation.models import Municipality

MOST_UNREACHED: Final = 5


def unreached(municipality: Municipality) -> list[Inquiry]:
    """The latest of them."""
    failed = (
        Message.objects.of(municipality)
        .needing_a_person()
        .filter(
            Q(inquiry__first_contact_at=None)
            | Q(inquiry__first_contact_at__lt=F("created_at")),
            recipient_key=FAMILY,
            inquiry__stage__in=OPEN_STAGES,
        )
        .select_related("inquiry__contact")
        .defer("inquiry__contact__search")
        .order_by("-created_at")[:ROWS]
    )
    families = {each.inquiry_id: each.inquiry for each in failed}
    return [each for each in families.values() if each is not None][:MOST_UNREACHED]


def is_unreached(inquiry: Inquiry, messages: Iterable[Message]) -> bool:
    """The same of one inquiry, whose messages to the family have been read."""
    spoken_at = inquiry.first_contact_at
    return inquiry.is_open and any(
        each.status in NEEDING_A_PERSON
        and each.handled_at is None
        and each.recipient_key == FAMILY
        and (spoken_at is None or spoken_at < each.created_at)
        for each in messages
    )
