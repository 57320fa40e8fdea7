"""How a recipient says no to the monthly reports: a link that only we can have made.

It is signed and holds the recipient's number. It is made as the message leaves, so it
never lies in the outbox.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from audit.services import record
from messaging.models import Message
from reports.mail_keys import recipient_of
from reports.models import Recipient

_SIGNER: Final = signing.Signer(salt="reports.unsubscribe")


def links_for(messages: Sequence[Message]) -> Mapping[UUID, str]:
    """The link of each message. Named in MESSAGE_FILLINGS."""
    return {each.pk: _link(each) for each in messages}


def _link(message: Message) -> str:
    token = token_of(recipient_of(message))
    with translation.override(message.language):
        return f"{settings.BASE_URL}{reverse('reports:unsubscribe', args=[token])}"


def token_of(recipient_id: int) -> str:
    return _SIGNER.sign(str(recipient_id))


def recipient_behind(token: str) -> Recipient | None:
    """The one a link was made for; None for what we never made, or who is gone."""
    try:
        number = int(_SIGNER.unsign(token))
    except signing.BadSignature:
        return None
    return Recipient.objects.select_related("municipality").filter(pk=number).first()


@transaction.atomic
def unsubscribe(recipient: Recipient, *, at: datetime) -> None:
    """Send no more reports; once more changes nothing."""
    fresh = Recipient.objects.select_for_update().get(pk=recipient.pk)
    if fresh.unsubscribed_at is not None:
        return
    fresh.is_active, fresh.unsubscribed_at = False, at
    fresh.save(update_fields=["is_active", "unsubscribed_at"])
    record("unsubscribed-report-recipient", fresh, by=None, at=at)
