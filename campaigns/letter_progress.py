"""What became of a letter that was sent."""

from dataclasses import dataclass
from typing import Final

from campaigns.letter_keys import ambassador_of, mailing_of
from campaigns.models import Ambassador, Letter, LetterCopy
from messaging.models import NEEDING_A_PERSON
from messaging.wording import State, fault_text, state_of

MOST_SHOWN: Final = 100  # failures


@dataclass(frozen=True)
class Failure:
    """One letter that did not arrive. `home` None: it was erased with its messages."""

    home: Ambassador | None
    state: State
    fault: str


def failures_of(letter: Letter) -> list[Failure]:
    """The letters that failed or came back, at most MOST_SHOWN."""
    messages = list(
        mailing_of(letter.pk)
        .messages()
        .filter(status__in=NEEDING_A_PERSON)
        .order_by("created_at", "pk")[:MOST_SHOWN]
    )
    homes = Ambassador.objects.known().in_bulk([ambassador_of(m) for m in messages])
    return [
        Failure(
            homes.get(ambassador_of(message)),
            state_of(message),
            fault_text(message.last_error),
        )
        for message in messages
    ]


def postal_count(letter: Letter) -> int:
    """How many letters are to be printed and posted."""
    copies = LetterCopy.objects.filter(letter=letter, way=LetterCopy.Way.POST)
    return copies.filter(ambassador__erased_at=None).count()
