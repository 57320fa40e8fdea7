"""What a family chose among the times: a wish, or a slot of its own."""

import re
from dataclasses import dataclass
from typing import Final, Self

from followups.models import Wish

SLOT: Final = re.compile(r"time-([1-9][0-9]{0,17})")
WISHES: Final = frozenset(Wish.values) - {Wish.TIME.value}


@dataclass(frozen=True)
class ChosenWish:
    """A wish; for a chosen time with the number of its slot."""

    wish: Wish
    slot_id: int | None = None

    @classmethod
    def of(cls, value: str) -> Self:
        """Read what a form sent. Raises ValueError for what is neither."""
        found = SLOT.fullmatch(value)
        if found:
            return cls(Wish.TIME, int(found[1]))
        if value not in WISHES:
            raise ValueError(value)
        return cls(Wish(value))

    @staticmethod
    def is_one(value: str) -> bool:
        return value in WISHES or SLOT.fullmatch(value) is not None
