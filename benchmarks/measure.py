"""Rounds, medians, and the printed table."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

AT_LEAST, AT_MOST = "≥", "≤"


@dataclass
class Sample:
    """One side's share of one round: how long each took, and all of them together."""

    seconds: list[float] = field(default_factory=list)
    elapsed: float = 0.0

    @property
    def rate(self) -> float:
        """So many a second."""
        return len(self.seconds) / self.elapsed

    @property
    def p95(self) -> float:
        return percentile(self.seconds, 0.95)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


@dataclass(frozen=True)
class Row:
    """One line of the table. `goal` None: only printed."""

    what: str
    ours: str
    against: str
    ratio: float | None = None
    goal: tuple[str, float] | None = None

    @property
    def is_reached(self) -> bool:
        if self.goal is None or self.ratio is None:
            return True
        sign, limit = self.goal
        return self.ratio >= limit if sign == AT_LEAST else self.ratio <= limit

    def cells(self) -> list[str]:
        goal = "" if self.goal is None else f"{self.goal[0]} {self.goal[1]:g}"
        verdict = "reached" if self.is_reached else "NOT REACHED"
        return [
            self.what,
            self.ours,
            self.against,
            "" if self.ratio is None else f"{self.ratio:.2f}",
            goal,
            verdict if goal else "",
        ]


TITLES = ["", "ours", "against", "ratio", "goal", ""]


def percentile(values: Sequence[float], share: float) -> float:
    """The value that so large a share lies at or below (nearest rank)."""
    ordered = sorted(values)
    place = max(0, min(len(ordered) - 1, round(share * len(ordered)) - 1))
    return ordered[place]


def in_turns(
    ours: Callable[[], Sample], theirs: Callable[[], Sample], rounds: int
) -> list[tuple[Sample, Sample]]:
    """One round after the other; who begins changes, and the first is for warmth."""
    ours()
    theirs()
    pairs = []
    for number in range(rounds):
        if number % 2:
            second, first = theirs(), ours()
        else:
            first, second = ours(), theirs()
        pairs.append((first, second))
    return pairs


def each_in_turn(
    ours: Callable[[], Any],
    theirs: Callable[[], Any],
    *,
    rounds: int,
    times: int,
    before: tuple[Callable[[], Any], Callable[[], Any]],
) -> list[tuple[Sample, Sample]]:
    """Rounds in which single calls of both sides take turns.

    Args:
        before: done before each call of the side, and not timed.
    """
    pairs = []
    for _ in range(rounds):
        samples = Sample(), Sample()
        for _ in range(times):
            for sample, call, ready in zip(
                samples, (ours, theirs), before, strict=True
            ):
                ready()
                sample.seconds.append(timed(call))
        pairs.append(samples)
    return pairs


def timed(call: Callable[[], Any]) -> float:
    """Seconds that a call takes."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def median_ratio(
    pairs: Sequence[tuple[Sample, Sample]], figure: Callable[[Sample], float]
) -> float:
    """The median, over the rounds, of ours divided by theirs."""
    return statistics.median(figure(ours) / figure(theirs) for ours, theirs in pairs)


def median_of(
    pairs: Sequence[tuple[Sample, Sample]], side: int, figure: Callable[[Sample], float]
) -> float:
    return statistics.median(figure(pair[side]) for pair in pairs)


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def table(rows: Sequence[Row]) -> str:
    cells = [TITLES, *(row.cells() for row in rows)]
    widths = [max(len(line[place]) for line in cells) for place in range(len(TITLES))]
    return "\n".join(
        "  ".join(
            text.ljust(width) for text, width in zip(line, widths, strict=True)
        ).rstrip()
        for line in cells
    )
