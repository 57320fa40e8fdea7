"""What a form carries, signed: one key from its beginning to its receipt.

The key makes double click, back button and a proxy's second try one inquiry. The
answers travel along, so that a session that has run out loses none of them.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final, Self

from django.core import signing

from campaigns.links import Visit

FORM_SALT: Final = "inquiries.form"
SHOWN_SALT: Final = "inquiries.shown"
RECEIPT_SALT: Final = "inquiries.receipt"


@dataclass(frozen=True)
class FormToken:
    """The state of one form.

    Attributes:
        begun_at: when its first page was shown, in whole seconds.
        visit: the link that the visitor followed, if any.
        answers: what has been typed so far, as typed.
        shown: wish → the moment (POSIX seconds) that stood beside it on the page.
        words: wish or slot → the very words that stood there.
        named: the rows of the recruiters whose names stood there.
    """

    key: uuid.UUID
    begun_at: datetime
    visit: Visit | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    shown: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    named: tuple[int, ...] = ()

    @classmethod
    def begin(cls, at: datetime, visit: Visit | None = None) -> Self:
        return cls(uuid.uuid4(), at.replace(microsecond=0), visit)

    def with_answers(self, answers: Mapping[str, Any]) -> Self:
        return replace(self, answers={**self.answers, **answers})

    def of_visit(self, visit: Visit) -> Self:
        return replace(self, visit=visit)

    def with_shown(
        self,
        shown: Mapping[str, int],
        words: Mapping[str, str],
        named: Iterable[int] = (),
    ) -> Self:
        return replace(self, shown=shown, words=words, named=tuple(named))

    def as_plain(self) -> dict[str, Any]:
        """Give what JSON can hold: for the session and for the seal."""
        return {
            "key": self.key.hex,
            "begun": int(self.begun_at.timestamp()),
            "visit": self.visit and self.visit.as_plain(),
            "answers": dict(self.answers),
            "shown": dict(self.shown),
            "words": dict(self.words),
            "named": list(self.named),
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        return cls(
            key=uuid.UUID(plain["key"]),
            begun_at=datetime.fromtimestamp(plain["begun"], UTC),
            visit=Visit.from_plain(plain["visit"]) if plain["visit"] else None,
            answers=plain["answers"],
            shown=plain["shown"],
            words=plain.get("words", {}),
            named=tuple(plain.get("named", ())),
        )

    def sealed(self) -> str:
        """Give the text of the hidden field. Signed, not secret."""
        return signing.dumps(self.as_plain(), salt=FORM_SALT)

    @classmethod
    def unsealed(cls, text: str) -> Self | None:
        """Read what `sealed` gave; None for everything else."""
        try:
            return cls.from_plain(signing.loads(text, salt=FORM_SALT))
        except (signing.BadSignature, ValueError):
            return None


def sealed_moments(shown: Mapping[str, int]) -> str:
    """The moments of a page whose form carries nothing else, signed."""
    return signing.dumps(dict(shown), salt=SHOWN_SALT)


def unsealed_moments(text: str) -> Mapping[str, int]:
    """Read what `sealed_moments` gave; nothing for everything else."""
    try:
        found: dict[str, int] = signing.loads(text, salt=SHOWN_SALT)
    except (signing.BadSignature, ValueError):
        return {}
    return found


def receipt_token(inquiry_id: int) -> str:
    """Give the part of the receipt's address that nobody can guess; always the same."""
    return signing.Signer(salt=RECEIPT_SALT).sign(str(inquiry_id))


def inquiry_id_of(token: str) -> int | None:
    """Read a receipt's token; None for one that we have not made."""
    try:
        return int(signing.Signer(salt=RECEIPT_SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return None
