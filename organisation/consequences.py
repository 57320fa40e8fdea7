"""What follows from a change of the rota, as a page tells it.

Which promises there are, and in which words, is known to the apps above: see
ROTA_EFFECT_WORDS.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from organisation.models import Municipality, RotaVersion


@dataclass(frozen=True)
class Consequence:
    """One line: what it is about, how it was, how it becomes.

    Args:
        is_offer: what families may choose; else a promise that is open.
        is_bad: something is no longer offered, or nobody can keep the promise.
        when: the promised time; "" of an offer.
        url: the page of what it is about; "" where there is none.
    """

    is_offer: bool
    is_bad: bool
    about: str
    before: str
    after: str
    when: str = ""
    url: str = ""


class Teller(Protocol):
    def __call__(
        self,
        municipality: Municipality,
        versions: Iterable[RotaVersion],
        moment: datetime | None,
    ) -> list[list[Consequence]]: ...


def told(
    municipality: Municipality,
    versions: Iterable[RotaVersion],
    moment: datetime | None = None,
) -> list[list[Consequence]]:
    """For each version what followed. With `moment` days are told as “today”."""
    tell: Teller = import_string(settings.ROTA_EFFECT_WORDS)
    return tell(municipality, versions, moment)
