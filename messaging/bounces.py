"""Mails of ours that came back, as RFC 3464 has mail servers say it.

Only a report that delivery has *failed* counts. Delays, automatic replies, receipts of
reading and whatever else lies in the mailbox change nothing, and nothing is ever
answered. Source: docs/decisions/0062-mail-that-came-back.md.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, message_from_string
from email.message import Message as Mail
from email.utils import parseaddr
from typing import Final, cast

from django.conf import settings
from django.core.cache import cache

from messaging.arrival import StillBeingSent, note_loss
from messaging.mailboxes import Mailbox, mailbox_at
from messaging.models import Message
from messaging.sendings import Sending

logger = logging.getLogger(__name__)

EVERY_SECONDS: Final = 300
LOOKED_AT: Final = "bounces"  # in the cache that all processes share
_OURS: Final = re.compile(r"<([0-9a-f.-]{36,42})@([^<>\s]+)>", re.IGNORECASE)
_STATUS: Final = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")


@dataclass(frozen=True)
class Bounce:
    """A sending of ours that will not arrive, with the code of its fault."""

    sending: Sending
    code: str


@dataclass
class Tally:
    """How many mails were read, and how many of them were bounces of our messages."""

    read: int = 0
    bounced: int = 0


def read_due(moment: datetime) -> int:
    """Read the mailbox of BOUNCE_URL every five minutes; how many bounces.

    A step of the dispatcher, the last: a mailbox that hangs costs a round
    mailboxes.LONGEST_SECONDS and holds up no message.
    """
    if not settings.BOUNCE_URL or not cache.add(LOOKED_AT, 1, EVERY_SECONDS):
        return 0
    return read_all(mailbox_at(settings.BOUNCE_URL)).bounced


def read_all(mailbox: Mailbox) -> Tally:
    """Read what is unread; what comes too soon stays unread until the next time."""
    tally = Tally()
    with mailbox.unread() as mails:
        for mail in mails:
            try:
                tally.bounced += take(mail.content)
            except StillBeingSent:
                continue
            mail.mark_read()
            tally.read += 1
    return tally


def take(content: bytes) -> bool:
    """Note a bounce; False for any other mail, and for one of no message of ours.

    Raises:
        StillBeingSent: come back later.
    """
    bounce = bounce_in(content)
    if bounce is None:
        return False
    try:
        note_loss(bounce.sending, "", code=bounce.code)
    except Message.DoesNotExist:
        return False
    return True


def bounce_in(content: bytes) -> Bounce | None:
    """Which message of ours a mail says will not arrive; None for any other mail.

    A mail that cannot be taken apart is any other mail: strangers write here.
    """
    try:
        mail = message_from_bytes(content)
        return _bounce_in(mail) if _is_report(mail) else None
    except Exception as error:  # the parser's own faults over hostile mail
        logger.warning("A mail could not be read: %s", type(error).__name__)
        return None


def _is_report(mail: Mail) -> bool:
    kind = str(mail.get_param("report-type") or "").lower()
    return mail.get_content_type() == "multipart/report" and kind == "delivery-status"


def _bounce_in(mail: Mail) -> Bounce | None:
    status = next(_failures(mail), None)
    sending = next(_sendings_of_ours(mail), None)
    if status is None or sending is None:
        return None
    return Bounce(sending, f"bounced:{status}" if status else "bounced")


def _failures(mail: Mail) -> Iterator[str]:
    """The status of each recipient to whom delivery has failed; "" for none given."""
    for part in mail.walk():
        blocks = part.get_payload()
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in blocks if isinstance(blocks, list) else []:
            if not isinstance(block, Mail):
                continue
            if str(block.get("Action", "")).strip().lower() == "failed":
                found = _STATUS.search(str(block.get("Status", "")))
                yield found.group() if found else ""


def _sendings_of_ours(mail: Mail) -> Iterator[Sending]:
    """From the returned headers, or from what the report says that it answers."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2].lower()
    for header in _headers(mail):
        for name, where in _OURS.findall(header):
            sending = Sending.named(name)
            if sending is not None and where.lower() == domain:
                yield sending


def _headers(mail: Mail) -> Iterator[str]:
    for part in mail.walk():
        if part is mail:
            continue
        if part.get_content_type() == "text/rfc822-headers":
            # Bytes, for a part of that kind holds no others.
            returned = cast("bytes | None", part.get_payload(decode=True)) or b""
            part = message_from_string(returned.decode("ascii", "replace"))
        yield str(part.get("Message-ID", ""))
    yield str(mail.get("In-Reply-To", ""))
    yield str(mail.get("References", ""))
