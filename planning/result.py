"""What an activity, a campaign or a channel led to, and what it cost: one row."""

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, Final

SMALLEST_BASE: Final = 10  # below it a ratio is marked


@dataclass(frozen=True)
class Ratio:
    """Kronor for each of `base`."""

    kronor: Decimal
    base: int

    @property
    def is_small(self) -> bool:
        """So few that one more or less would change it much."""
        return self.base < SMALLEST_BASE


@dataclass(frozen=True)
class Result:
    """Counts and kronor; two rows can be added.

    `visits` is None where they are not counted: of those who came by no link.
    `planned`, `actual` and `cost` are None where nothing is known. `cost` is the
    actual cost, or the planned one where that is all there is: of so many `estimated`
    activities. Of `uncosted` ones nothing is known.
    """

    visits: int | None = 0
    starts: int = 0
    inquiries: int = 0
    reached: int = 0
    met: int = 0
    approved: int = 0
    activities: int = 0
    estimated: int = 0
    uncosted: int = 0
    planned: Decimal | None = None
    actual: Decimal | None = None
    cost: Decimal | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nobody has come: no visit, no form begun, no inquiry."""
        return not (self.visits or self.starts or self.inquiries)

    def __add__(self, other: "Result") -> "Result":
        sums: dict[str, Any] = {
            each.name: _sum(getattr(self, each.name), getattr(other, each.name))
            for each in fields(self)
        }
        return Result(**sums)

    def per(self, count: int) -> Ratio | None:
        """Give the cost for each of so many; None where there is none, or no cost."""
        if count == 0 or self.cost is None:
            return None
        return Ratio(self.cost / count, count)


NOTHING_YET: Final = Result()


def _sum(one: Any, two: Any) -> Any:
    """The sum of what is known."""
    if one is None or two is None:
        return one if two is None else two
    return one + two
