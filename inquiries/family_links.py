"""The token of a link to a family's page: made, sent, and known again by its hash.

A token is as random as 128 bits. SHA-256 is enough for its hash: nobody can try out
so many. Source: docs/decisions/0080-the-link-to-the-family-s-page.md.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from inquiries.models import FamilyLink, Inquiry
from messaging.models import FAMILY, Message

MARK: Final = "{family-link}"  # stands in a message where the link will be
# Letters and digits that nobody takes for one another; 22 of them are 128 bits.
SIGNS: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
LENGTH: Final = 22


def new_token() -> str:
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def hash_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def inquiry_behind(token: str) -> Inquiry | None:
    """The inquiry that a link leads to; None for one that never was, or has ended.

    One look by the hash, whatever the token is: the time it takes tells nothing.
    """
    link = (
        FamilyLink.objects.living()
        .filter(token_hash=hash_of(token), inquiry__erased_at=None)
        .select_related("inquiry__municipality", "inquiry__owner", "inquiry__contact")
        .defer("inquiry__contact__search")
        .first()
    )
    return None if link is None else link.inquiry


def links_for(messages: Sequence[Message]) -> Mapping[UUID, str]:
    """A new link for each message to a family, living before the message leaves.

    Named in MESSAGE_FILLINGS. A message that is tried again gets another link, for the
    one before may have arrived all the same.
    """
    at = timezone.now()
    texts = {}
    links = []
    for message in messages:
        if message.inquiry_id is None or message.recipient_key != FAMILY:
            continue
        token = new_token()
        links.append(
            link_row(token, message.inquiry_id, message.municipality_id, at=at)
        )
        texts[message.pk] = address_of(token, message.language)
    FamilyLink.objects.bulk_create(links)
    return texts


def link_row(
    token: str, inquiry_id: int, municipality_id: int, *, at: datetime
) -> FamilyLink:
    return FamilyLink(
        municipality_id=municipality_id,
        inquiry_id=inquiry_id,
        token_hash=hash_of(token),
        made_at=at,
    )


def address_of(token: str, language: str) -> str:
    """The whole address, in the family's own language."""
    with translation.override(language):
        return str(settings.BASE_URL) + reverse("inquiries:family", args=[token])


def end_links(inquiry_id: int, *, at: datetime, but: str = "") -> int:
    """Close every link that lives; how many. `but` is the token of one that stays."""
    living = FamilyLink.objects.living().filter(inquiry=inquiry_id)
    return living.exclude(token_hash=hash_of(but)).update(ended_at=at)
