"""Somebody who works out hidden numbers from all that is published: by exact search.

It knows nothing of how the numbers were hidden: only the words that stand in their
place, which lines add up to which totals, and which numbers can never exceed others.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from reports.suppression import Hidden

MOST = 10**6
Key = Hashable
Span = tuple[int, int]


@dataclass
class Published:
    """What everybody can read of a table.

    `sums`: cells that add up to a number, or to another cell. `within`: pairs of which
    the first never exceeds the second. `somebody`: cells that are not all nought.
    """

    cells: Mapping[Key, Any]
    sums: Sequence[tuple[Sequence[Key], Key | int]] = ()
    within: Sequence[tuple[Key, Key]] = ()
    somebody: Sequence[Sequence[Key]] = field(default_factory=list)

    def reconstructed(self) -> dict[Key, int]:
        """Every hidden cell that can have one number only."""
        spans = self._narrowed({each: _span(n) for each, n in self.cells.items()})
        if spans is None:
            return {}
        tables: list[Mapping[Key, Span]] = []  # filled in, so that all fits
        found = {}
        for key, shown in self.cells.items():
            if isinstance(shown, Hidden):
                numbers = self._numbers(key, spans, tables)
                if len(numbers) == 1:
                    found[key] = numbers.pop()
        return found

    def _numbers(
        self, key: Key, spans: Mapping[Key, Span], tables: list[Mapping[Key, Span]]
    ) -> set[int]:
        """Two numbers that the cell can have, or all: of tables known, or found now."""
        found = {table[key][0] for table in tables}
        low, high = spans[key]
        for number in range(low, min(high, low + 60) + 1):
            if len(found) > 1:
                break
            if number in found:
                continue
            table = self._filled({**spans, key: (number, number)})
            if table is not None:
                tables.append(table)
                found.add(number)
        return found

    def _filled(self, spans: Mapping[Key, Span]) -> Mapping[Key, Span] | None:
        """The whole table filled in within the spans; None where that cannot be."""
        narrowed = self._narrowed(dict(spans))
        if narrowed is None:
            return None
        loose = [key for key, (low, high) in narrowed.items() if low < high]
        if not loose:
            return narrowed
        key = min(loose, key=lambda each: narrowed[each][1] - narrowed[each][0])
        low, high = narrowed[key]
        tried = (
            self._filled({**narrowed, key: (number, number)})
            for number in range(low, high + 1)
        )
        return next((table for table in tried if table is not None), None)

    def _narrowed(self, spans: dict[Key, Span]) -> dict[Key, Span] | None:
        """What the lines leave of the spans; None where they leave nothing."""
        before = None
        while before != spans:
            before = dict(spans)
            for parts, total in self.sums:
                _narrow_sum(spans, parts, total)
            for small, large in self.within:
                spans[small] = spans[small][0], min(spans[small][1], spans[large][1])
                spans[large] = max(spans[large][0], spans[small][0]), spans[large][1]
            for group in self.somebody:
                if sum(spans[key][1] for key in group) < 1:
                    return None
            if any(low > high for low, high in spans.values()):
                return None
        return spans


def _span(shown: Any) -> Span:
    if shown is Hidden.FEW:
        return 0, 4
    if shown is Hidden.WITHHELD:
        return 0, MOST
    return shown, shown


def _narrow_sum(spans: dict[Key, Span], parts: Sequence[Key], total: Any) -> None:
    low = sum(spans[each][0] for each in parts)
    high = sum(spans[each][1] for each in parts)
    if isinstance(total, int):
        least, most = total, total
    else:
        least, most = max(spans[total][0], low), min(spans[total][1], high)
        spans[total] = least, most
    for each in parts:
        own_low, own_high = spans[each]
        spans[each] = (
            max(own_low, least - (high - own_high)),
            min(own_high, most - (low - own_low)),
        )
