"""Who left, at which stage and why: the family's own choice and ours, apart."""

from dataclasses import dataclass

from django.db.models import Count

from inquiries.standing import standing_moves
from inquiries.workflow import Stage
from organisation.definitions import printed
from organisation.models import Municipality
from organisation.months import Month

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
def dropouts_in(
    municipality: Municipality, first: Month, last: Month
) -> tuple[DropOut, ...]:
    """Families that withdrew, and families that we declined or handed over to another
    municipality or authority, in the twelve months to the end of this one, by the stage
    they came from and the reason that was given. Their choice and ours are never added
    together. Who rests has not left. A family that left, came back and left again has
    left twice.

    By the moment of the change, whenever the inquiry was received; an undone change
    does not count. In the order of the workflow's stages and reasons.
    """
    rows = (
        standing_moves(municipality)
        .filter(to_stage__in=LEFT, at__gte=first.start, at__lt=last.end)
        .values("from_stage", "to_stage", "reason")
        .annotate(number=Count("*"))
        .values_list("from_stage", "to_stage", "reason", "number")
    )
    found: dict[tuple[Stage, str, bool], int] = {}
    for old, new, reason, number in rows:
        key = Stage(old), reason, new in OURS
        found[key] = found.get(key, 0) + number
    return tuple(DropOut(*key, number) for key, number in sorted(found.items()))
