"""Which sending of a message the world talks about, by the name that we gave it.

A person who sends a message again may do so to another address: what is told of the
sending before says nothing of the new one. Tries of one sending share its name, so that
copies can be recognised. Source: docs/decisions/0060-what-became-of-a-message.md.
"""

import re
from dataclasses import dataclass
from typing import Final, Self
from uuid import UUID

from messaging.models import Message

_NAME: Final = re.compile(
    r"([0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12})(?:\.([1-9][0-9]{0,4}))?", re.I
)


@dataclass(frozen=True)
class Sending:
    """A message, and how many times it has been begun to be sent, this one counted."""

    message_id: UUID
    number: int = 1

    @classmethod
    def of(cls, message: Message) -> Self:
        return cls(message.pk, message.sending)

    @classmethod
    def named(cls, name: str) -> Self | None:
        """The sending of that name; None where it is no name of ours."""
        found = _NAME.fullmatch(name)
        return None if found is None else cls(UUID(found[1]), int(found[2] or 1))

    def __str__(self) -> str:
        """The id alone, for the first; then with the number of the sending."""
        later = "" if self.number == 1 else f".{self.number}"
        return f"{self.message_id}{later}"
