"""Which activity a visitor came by, sealed so that nobody can write it by hand."""

import re
from dataclasses import dataclass
from typing import Final, Self

from django.core import signing

SALT: Final = "campaigns.visit"
CODE_LENGTH: Final = 20  # characters, as the columns that keep a code
_NOT_IN_A_CODE = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Visit:
    """The code of a link that was followed.

    `activity_id` and `municipality_id` are None for a code that no activity has.
    """

    code: str
    activity_id: int | None = None
    municipality_id: int | None = None

    def sealed(self) -> str:
        """Give the text that travels in an address."""
        parts = [self.code, self.activity_id, self.municipality_id]
        return signing.dumps(parts, salt=SALT)

    @classmethod
    def unsealed(cls, text: str) -> Self | None:
        """Read what `sealed` gave; None for everything else."""
        try:
            code, activity_id, municipality_id = signing.loads(text, salt=SALT)
        except (signing.BadSignature, ValueError):
            return None
        return cls(code, activity_id, municipality_id)


def cleaned_code(typed: str) -> str:
    """Read a code as people type it: small letters and digits, at most 20."""
    return _NOT_IN_A_CODE.sub("", typed.lower())[:CODE_LENGTH]
