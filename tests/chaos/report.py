"""What one part of a run found: figures in words, and what is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

LABEL_WIDTH = 34  # characters


@dataclass(frozen=True)
class Report:
    """One part's outcome; `wrong` is empty where all is well."""

    title: str
    figures: Mapping[str, object]
    wrong: Sequence[str]

    def lines(self) -> Iterator[str]:
        yield self.title
        for label, figure in self.figures.items():
            yield f"  {label:<{LABEL_WIDTH}}{figure}"
        for each in self.wrong:
            yield f"  WRONG: {each}"
        yield f"  {'nothing is wrong' if not self.wrong else 'FAILED'}"


def percentile(seconds: Sequence[float], hundredth: int) -> float:
    """Of at least two; by interpolation, never beyond the largest."""
    return quantiles(seconds, n=100, method="inclusive")[hundredth - 1]


def spread(seconds: Sequence[float]) -> str:
    """Median, 99th percentile and worst, in milliseconds."""
    if len(seconds) < 2:
        return "–"
    chosen = (median(seconds), percentile(seconds, 99), max(seconds))
    return " / ".join(f"{1000 * each:.0f}" for each in chosen)
