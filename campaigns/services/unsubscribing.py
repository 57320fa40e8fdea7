"""How a home says that it wants no more letters: a link that only we can have made.

The link is signed and holds two numbers, of the home and of the letter. It is made as
the message leaves, so it never lies in the outbox, and the same message has the same
link however often it is tried. Source: docs/decisions/0098-letters-to-ambassadors.md.
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
from campaigns.letter_keys import ambassador_of
from campaigns.models import Ambassador
from messaging.models import Message

_SIGNER: Final = signing.Signer(salt="campaigns.unsubscribe")


def links_for(messages: Sequence[Message]) -> Mapping[UUID, str]:
    """The link of each message. Named in MESSAGE_FILLINGS."""
    return {each.pk: _link(each) for each in messages}


def _link(message: Message) -> str:
    token = token_of(ambassador_of(message), message.subject_id)
    with translation.override(message.language):
        return str(settings.BASE_URL) + reverse("campaigns:unsubscribe", args=[token])


def token_of(ambassador_id: int, letter_id: int) -> str:
    return _SIGNER.sign(f"{ambassador_id}-{letter_id}")


def ambassador_behind(token: str) -> Ambassador | None:
    """The home that a link was made for; None for what we never made."""
    try:
        number, _dash, _letter = _SIGNER.unsign(token).partition("-")
    except signing.BadSignature:
        return None
    homes = Ambassador.objects.select_related("municipality")
    return homes.filter(pk=int(number)).first()


@transaction.atomic
def unsubscribe(ambassador: Ambassador, *, at: datetime) -> None:
    """Send the home no more letters; once more changes nothing."""
    fresh = Ambassador.objects.select_for_update().get(pk=ambassador.pk)
    if fresh.unsubscribed_at is not None:
        return
    fresh.unsubscribed_at = at
    fresh.save(update_fields=["unsubscribed_at"])
    record("unsubscribed-ambassador", fresh, by=None, at=at)
