"""Which activity a visitor came by, sealed so that nobody can write it by hand."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final, Self

from django.core import signing
from django.core.signing import b64_decode

SALT: Final = "campaigns.visit"
CODE_LENGTH: Final = 20  # characters, as the columns that keep a code
UNREADABLE: Final = "?"  # in place of a code: there was a seal, and it was not ours
# Whoever came on a link's last day may go on after midnight.
GRACE: Final = timedelta(days=1)
_NOT_IN_A_CODE = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Visit:
    """The code of a link that was followed, and what its address told.

    Attributes:
        activity_id: None, as `municipality_id`, for a code that no activity has.
        wanted: the assignments that its campaign looks for.
        ends_on: the link's last day.
        utm: see campaigns.utm; what a plain address told.
    """

    code: str = ""
    activity_id: int | None = None
    municipality_id: int | None = None
    wanted: tuple[str, ...] = ()
    ends_on: date | None = None
    utm: Mapping[str, str] = field(default_factory=dict)

    def sealed(self) -> str:
        """Give the text that travels in an address."""
        return signing.dumps(self.as_plain(), salt=SALT)

    def as_plain(self) -> dict[str, Any]:
        """Give what JSON can hold, and nothing that is empty."""
        plain = {
            "code": self.code,
            "of": self.activity_id and [self.activity_id, self.municipality_id],
            "wanted": list(self.wanted),
            "ends": self.ends_on and self.ends_on.isoformat(),
            "utm": dict(self.utm),
        }
        return {name: value for name, value in plain.items() if value}

    @classmethod
    def from_plain(cls, plain: Any) -> Self:
        """Read what `as_plain` gave, or gave before there was more than a code."""
        if not isinstance(plain, Mapping):
            code, *activity = plain
            plain = {"code": code, "of": activity if all(activity) else None}
        activity_id, municipality_id = plain.get("of") or (None, None)
        ends = plain.get("ends")
        return cls(
            plain.get("code", ""),
            activity_id,
            municipality_id,
            tuple(plain.get("wanted", ())),
            ends and date.fromisoformat(ends),
            plain.get("utm", {}),
        )

    @classmethod
    def unsealed(cls, text: str, *, on: date) -> Self | None:
        """Read what `sealed` gave, on a local day; None where there is no seal.

        A seal that is not ours, and one of a link that has ended, leave a code that no
        activity has.
        """
        if not text:
            return None
        try:
            visit = cls.from_plain(signing.loads(text, salt=SALT))
        except (signing.BadSignature, ValueError):
            return cls(_claimed(text))
        if visit.ends_on is not None and on - GRACE > visit.ends_on:
            return cls(visit.code, utm=visit.utm)
        return visit

    def with_utm(self, utm: Mapping[str, str]) -> Self:
        return replace(self, utm=utm)


def cleaned_code(typed: str) -> str:
    """Read a code as people type it: small letters and digits, at most 20."""
    return _NOT_IN_A_CODE.sub("", typed.lower())[:CODE_LENGTH]


def _claimed(text: str) -> str:
    """The code that a forged seal says; it counts as unknown whatever it says."""
    try:
        plain = signing.JSONSerializer().loads(b64_decode(text.split(":")[0].encode()))
        return cleaned_code(Visit.from_plain(plain).code) or UNREADABLE
    except (ValueError, TypeError, AttributeError, LookupError):
        return UNREADABLE
