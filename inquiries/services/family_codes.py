"""One-time codes, and the contact details that a family corrects with one.

A code is made as its message leaves, and only a keyed hash of it is kept: of a million
codes a plain one would be guessed at once. Source:
docs/decisions/0082-a-code-before-contact-details.md.
"""

import secrets
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from audit.services import record
from inquiries import family_letters
from inquiries.models import ContactDetails, Doing, FamilyCode, Inquiry
from inquiries.phones import is_mobile
from inquiries.services.acts import Act, InquiryClosed, begin
from inquiries.services.family import NotNow, is_first, is_known, write_down
from inquiries.services.people import correct_contact
from messaging.models import Channel, Message
from messaging.services import enqueue

SALT: Final = "inquiries.family-code"
LIFETIME: Final = timedelta(minutes=15)
MOST_TRIES: Final = 5
HOUR: Final = timedelta(hours=1)
MOST_AN_HOUR: Final = 3


class TooManyCodes(Exception):
    """As many as an hour allows have been asked for."""


class CodeRefused(Exception):
    """It is not the code, or too old. `tries_left` is 0 where a new one is needed."""

    def __init__(self, tries_left: int) -> None:
        super().__init__(tries_left)
        self.tries_left = tries_left


def channels_of(contact: ContactDetails) -> list[Channel]:
    """By which ways a code can reach the family."""
    ways = []
    if is_mobile(str(contact.phone)):
        ways.append(Channel.SMS)
    if contact.email:
        ways.append(Channel.EMAIL)
    return ways


@transaction.atomic
def ask_for_code(
    inquiry: Inquiry, channel: Channel, *, key: uuid.UUID, at: datetime
) -> None:
    """Let a code be sent to what we have; the former ones are good no more.

    Raises:
        NotNow: it cannot be sent that way, or the person has been erased.
        TooManyCodes: wait an hour.
    """
    act = _begin(inquiry, at)
    if not is_first(act, key):
        return
    if channel not in channels_of(act.inquiry.contact):
        raise NotNow
    asked = FamilyCode.objects.asked_since(act.inquiry, at - HOUR)
    if asked.count() >= MOST_AN_HOUR:
        raise TooManyCodes
    code = FamilyCode.objects.create(
        municipality_id=act.inquiry.municipality_id,
        inquiry=act.inquiry,
        channel=channel,
        asked_at=at,
    )
    enqueue(family_letters.of_code(act.inquiry, code), at=at)
    record("family-asked-for-code", act.inquiry, by=None, at=at)


def codes_for(messages: Sequence[Message]) -> Mapping[UUID, str]:
    """A new code for each message, good for 15 minutes from now.

    Named in MESSAGE_FILLINGS.
    """
    texts = {}
    valid_until = timezone.now() + LIFETIME
    for message in messages:
        if message.kind != family_letters.CODE_KIND:
            continue
        pk, code = _number(message), f"{secrets.randbelow(10**6):06}"
        FamilyCode.objects.filter(pk=pk, used_at=None).update(
            code_hash=_hash_of(pk, code), valid_until=valid_until
        )
        texts[message.pk] = code
    return texts


def still_wanted(messages: Sequence[Message]) -> set[object]:
    """The ids of those whose code is not used, and not followed by a later one."""
    wanted: set[object] = set()
    for message in messages:
        code = _latest(message.inquiry_id) if message.inquiry_id else None
        if code is not None and code.pk == _number(message) and code.used_at is None:
            wanted.add(message.pk)
    return wanted


def correct_with_code(
    inquiry: Inquiry,
    typed: str,
    *,
    token: str,
    key: uuid.UUID,
    at: datetime,
    **fields: str,
) -> None:
    """Change name, phone or email by the latest code. A wrong one is counted.

    Args:
        token: of the link by which the family has come; it outlives its number.

    Raises:
        CodeRefused: nothing was changed.
        NotNow: the person has been erased.
        ValidationError: one of the details is malformed.
    """
    with transaction.atomic():
        act = _begin(inquiry, at)
        if is_known(act, key):
            return
        tries_left = _try(act, typed)
        if tries_left is None:
            is_first(act, key)
            correct_contact(act.inquiry, by=None, at=at, link_in_use=token, **fields)
            write_down(act.inquiry, Doing.CORRECTED, at=at)
    if tries_left is not None:
        raise CodeRefused(tries_left)


def _try(act: Act, typed: str) -> int | None:
    """None where it is the code, which is used by that; else how many tries are left.

    The inquiry is locked, so nobody tries two at once.
    """
    code = _latest(act.inquiry.pk)
    if code is None or not code.code_hash or code.tries >= MOST_TRIES:
        return 0
    if code.valid_until is None or code.valid_until <= act.at:
        return 0
    if constant_time_compare(_hash_of(code.pk, typed), code.code_hash):
        code.code_hash, code.used_at = "", act.at
        code.save(update_fields=["code_hash", "used_at"])
        return None
    code.tries += 1
    code.save(update_fields=["tries"])
    return MOST_TRIES - code.tries


def _begin(inquiry: Inquiry, at: datetime) -> Act:
    try:
        return begin(inquiry, by=None, at=at)
    except InquiryClosed:
        raise NotNow from None


def _latest(inquiry_id: int) -> FamilyCode | None:
    codes = FamilyCode.objects.filter(inquiry=inquiry_id)
    return codes.order_by("-asked_at", "-pk").first()


def _number(message: Message) -> int:
    return int(message.step.removeprefix("code-"))


def _hash_of(pk: int, code: str) -> str:
    return salted_hmac(SALT, f"{pk}:{code}", algorithm="sha256").hexdigest()
