"""A range from one's own history: what eight weeks of ten have been within.

Distribution-free: of a number of weeks like those that are to come, the next one lies
between the r-th smallest and the r-th largest with a probability of
(n + 1 - 2r) / (n + 1). Source: docs/decisions/0102-capacity-by-week.md.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

FEWEST: Final = 4  # weeks; of fewer nothing is said
TAIL: Final = 0.1  # of the weeks lie below the range, and as many above


@dataclass(frozen=True)
class Range:
    """From `low` to `high`, both included; never negative."""

    low: int
    high: int

    def __add__(self, other: int) -> "Range":
        return Range(self.low + other, self.high + other)

    def times(self, share: float) -> "Range":
        """A share of it: rounded outwards."""
        return _outwards(self.low * share, self.high * share)


@dataclass(frozen=True)
class Spread:
    """What a week has been like: the mean, and a low and a high week.

    `weeks` are those that it is drawn from. Where they are too few for the range to
    hold in eight weeks of ten, it is widened: from nothing to twice the largest.
    """

    mean: float
    low: float
    high: float
    weeks: int


def spread_of(weeks_by_count: Mapping[int, int]) -> Spread | None:
    """The spread of weeks with so many inquiries each; None for fewer than FEWEST.

    Args:
        weeks_by_count: count → the number of weeks that had it; weeks without any
            stand under 0.
    """
    weeks = sum(weeks_by_count.values())
    if weeks < FEWEST:
        return None
    mean = sum(count * number for count, number in weeks_by_count.items()) / weeks
    rank = math.floor((weeks + 1) * TAIL)
    largest = max(count for count, number in weeks_by_count.items() if number)
    if rank < 1:
        return Spread(mean, 0, max(2 * largest, 1), weeks)
    rising = sorted(weeks_by_count.items())
    low, high = _nth(rising, rank), _nth(reversed(rising), rank)
    return Spread(mean, low, high, weeks)


def _nth(pairs: Iterable[tuple[int, int]], rank: int) -> int:
    """The count of the week of that rank, in the order of the pairs."""
    passed = 0
    for count, number in pairs:
        passed += number
        if passed >= rank:
            return count
    raise ValueError(rank)


def together(spreads: Iterable[tuple[Spread, int]]) -> Range:
    """Several at once, each so many times: the means add up, chance evens out.

    What is more than usual in one is seldom so in all: the distances from the mean are
    added as for independent draws, by their squares. Rounded outwards.
    """
    parts = list(spreads)
    mean = sum(each.mean * times for each, times in parts)
    below = sum(times * max(each.mean - each.low, 0) ** 2 for each, times in parts)
    above = sum(times * max(each.high - each.mean, 0) ** 2 for each, times in parts)
    low = max(mean - math.sqrt(below), 0)
    return _outwards(low, mean + math.sqrt(above))


def _outwards(low: float, high: float) -> Range:
    """In whole numbers; 3.0000000000000004, as fractions may add up, is three."""
    return Range(math.floor(round(low, 9)), math.ceil(round(high, 9)))
