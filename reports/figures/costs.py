"""What the activities of a channel cost for each inquiry, meeting and approved home."""

from dataclasses import dataclass
from typing import Final

from organisation.definitions import printed
from reports.figures.channels import ChannelCounts

SMALLEST_BASE: Final = 10  # a cost shared by fewer is marked


@dataclass(frozen=True)
class Ratio:
    """Öre for each of `base`."""

    ore: int
    base: int

    @property
    def is_small(self) -> bool:
        """So few that one more or less would change it much."""
        return self.base < SMALLEST_BASE


@printed
def cost_per(counts: ChannelCounts, number: int) -> Ratio | None:
    """What the activities cost in these twelve months, divided by the families that
    their links brought: for each inquiry, each meeting and each approved home. A cost
    is spread evenly over the days of its activity. It is the actual cost that is typed
    in under Campaigns, or the planned one where that is all there is; our own hours are
    not in it. Nothing stands where there is nobody to divide by, and a cost shared by
    fewer than ten is marked.

    Half an öre is rounded up. None where there is no cost, or nobody.
    """
    if counts.ore is None or number == 0:
        return None
    return Ratio((2 * counts.ore + number) // (2 * number), number)
