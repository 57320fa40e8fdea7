"""How the outbox knows a letter to an ambassador."""

from typing import Final

from messaging.mailings import Mailing
from messaging.models import Message

KIND: Final = "mailing"  # of message
SUBJECT: Final = "letter"
STEP: Final = "letter"
_PREFIX: Final = "ambassador:"


def key_of(ambassador_id: int) -> str:
    """By which the outbox knows a home, whatever its address is."""
    return f"{_PREFIX}{ambassador_id}"


def ambassador_of(message: Message) -> int:
    return int(message.recipient_key.removeprefix(_PREFIX))


def mailing_of(*letter_ids: int) -> Mailing:
    return Mailing(SUBJECT, letter_ids, STEP)
