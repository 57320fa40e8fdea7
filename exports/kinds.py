"""What can be exported: each kind is told by the app that makes it.

settings.EXPORT_KINDS leads from a name to a Kind, by its dotted path; so this app knows
none of those above it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.utils.module_loading import import_string

from exports.models import Export


@dataclass(frozen=True)
class File:
    """What is made in the end. `name` has letters of a plain file name only."""

    name: str
    content_type: str
    content: bytes


def gathers_nothing(_export: Export, number: int) -> Any:
    raise IndexError(number)


@dataclass(frozen=True)
class Kind:
    """How one sort of file is made, in the active language.

    Args:
        make: the file, of an export and its pieces in order.
        pieces: how many there are; none where the file is made at once.
        gather: one of them by its number from 0, as JSON can hold it. It takes
            seconds, not minutes, and gives the same whenever it is asked again.
    """

    make: Callable[[Export, Sequence[Any]], File]
    pieces: int = 0
    gather: Callable[[Export, int], Any] = gathers_nothing

    @property
    def steps(self) -> int:
        return self.pieces + 1


def kind_of(name: str) -> Kind:
    """The kind of that name.

    Raises:
        KeyError: there is none.
    """
    return cast(Kind, import_string(settings.EXPORT_KINDS[name]))
