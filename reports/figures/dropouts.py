"""Who left, at which stage and why: the family's own choice and ours, apart."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from inquiries.workflow import Stage
from organisation.definitions import printed
from reports.figures.moves import Changes

OURS = (Stage.DECLINED, Stage.HANDED_OVER)
LEFT = (Stage.WITHDRAWN, *OURS)


@dataclass(frozen=True)
class DropOut:
    """So many who left from one stage for one reason."""

    stage: Stage
    reason: str
    is_ours: bool
    number: int


@printed
def dropouts_in(months: Iterable[Changes]) -> tuple[DropOut, ...]:
    """Families that withdrew, and families that we declined or handed over to another
    municipality or authority, in the twelve months to the end of this one, by the stage
    they came from and the reason that was given. Their choice and ours are never added
    together. Who rests has not left. A family that left, came back and left again has
    left twice.

    By the moment of the change, whenever the inquiry was received; an undone change
    does not count. In the order of the workflow's stages and reasons.
    """
    found: Counter[tuple[Stage, str, bool]] = Counter()
    for each in chain.from_iterable(months):
        if each.new in LEFT:
            found[each.old, each.reason, each.new in OURS] += each.number
    return tuple(DropOut(*key, number) for key, number in sorted(found.items()))
