"""Small numbers about people: which cells are not told, so that none can be worked out.

A cell of 1–4 is hidden. Where the totals would still give it away, more are hidden,
until for every hidden cell there is another table that looks just the same from
outside and has another number there: a *move*, that adds one to some hidden cells and
takes one from others, so that every total stands. Whoever knows only what is published
can then not tell the two tables apart.

Source: docs/decisions/0126-small-numbers.md.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from enum import Enum, StrEnum
from itertools import combinations, permutations
from typing import Any, Final, TypeVar

SMALLEST: Final = 5  # the smallest number of people that is told; nought is told too


class Hidden(StrEnum):
    """Why a cell has no number: it is below SMALLEST, or it would give one away."""

    FEW = "few"
    WITHHELD = "withheld"


Told = int | Hidden
Key = TypeVar("Key", bound=Hashable)
Row = TypeVar("Row", bound=Hashable)
Column = TypeVar("Column", bound=Hashable)
Move = Mapping[Key, int]
"""How much each cell of it changes: one more or one less."""


class Total(Enum):
    """The row or the column of the sums."""

    TOTAL = "total"


TOTAL: Final = Total.TOTAL


def in_columns(
    values: Mapping[tuple[Row, Column], int],
    *,
    may_be: Callable[[Row, Mapping[Column, int]], bool] = lambda _row, _cells: True,
) -> dict[tuple[Row, Column], Told] | None:
    """Protect a table whose columns each add up to a total that is told.

    A table of one row says nothing that its totals do not: it is told as it is. None
    where nothing is enough, so that no more than the totals may be told: not even
    which rows there are.

    Args:
        values: every row in every column.
        may_be: whether a row could have these numbers, as everybody can know: nobody
            is approved who has not been met.
    """
    rows = list(dict.fromkeys(row for row, _column in values))
    columns = list(dict.fromkeys(column for _row, column in values))
    if len(rows) < 2:
        return dict(values)

    def could_be(move: Move[tuple[Row, Column]]) -> bool:
        return all(
            may_be(
                row,
                {
                    each: values[row, each] + move.get((row, each), 0)
                    for each in columns
                },
            )
            for row in {row for row, _column in move}
        )

    return _told(values, _of_columns(rows, columns), could_be)


def in_cross(
    values: Mapping[tuple[Row, Column], int],
) -> dict[tuple[Row | Total, Column | Total], Told] | None:
    """Protect a table with sums of rows and of columns; the sum of all is told.

    The answer has the sums too, under TOTAL: they are of people as well. None where
    nothing is enough, so that no more than the sum of all may be told.
    """
    rows: list[Any] = [*dict.fromkeys(row for row, _column in values), TOTAL]
    columns: list[Any] = [*dict.fromkeys(column for _row, column in values), TOTAL]
    whole = _with_totals(values)
    grand = whole.pop((TOTAL, TOTAL))
    told = _told(whole, _of_cross(rows, columns))
    return None if told is None else {**told, (TOTAL, TOTAL): grand}


def clearly_most(
    told: Mapping[Key, Told], total: int, *, among: Collection[Key] | None = None
) -> Key | None:
    """The one with the largest number, where everybody can see that it is.

    It must be larger than all that is hidden together, so that saying it tells nothing
    new; None where it is not, where two are alike, or where there are only noughts.

    Args:
        total: the sum of all of them, as it is told.
        among: those of whom it may be said; all, where none are named.
    """
    known = {key: n for key, n in told.items() if not isinstance(n, Hidden)}
    hidden = total - sum(known.values())
    named = {key: n for key, n in known.items() if among is None or key in among}
    most = max(named.values(), default=0)
    first = [key for key, number in named.items() if number == most]
    return first[0] if most > hidden and len(first) == 1 else None


def _with_totals(values: Mapping[tuple[Any, Any], int]) -> dict[tuple[Any, Any], int]:
    whole = dict(values)
    for (row, column), number in values.items():
        for key in ((row, TOTAL), (TOTAL, column), (TOTAL, TOTAL)):
            whole[key] = whole.get(key, 0) + number
    return whole


def _of_columns(
    rows: Collection[Row], columns: Collection[Column]
) -> Iterator[Move[tuple[Row, Column]]]:
    """One family more in one row and one fewer in another, in some of the columns."""
    for size in range(1, len(columns) + 1):
        for chosen in combinations(columns, size):
            for one, other in permutations(rows, 2):
                yield {
                    (row, column): step
                    for column in chosen
                    for row, step in ((one, 1), (other, -1))
                }


def _of_cross(
    rows: Collection[Any], columns: Collection[Any]
) -> Iterator[Move[tuple[Any, Any]]]:
    """The four corners of a rectangle, so that each of its rows and columns adds up.

    A sum is that of its line with the opposite sign.
    """
    for pair in combinations(rows, 2):
        for left, right in permutations(columns, 2):
            corners = [
                ((row, column), step)
                for row, sign in zip(pair, (1, -1), strict=True)
                for column, step in ((left, sign), (right, -sign))
            ]
            if (TOTAL, TOTAL) not in dict(corners):
                yield {key: step * _sign(key) for key, step in corners}


def _sign(key: tuple[Any, Any]) -> int:
    return -1 if TOTAL in key else 1


def _told(
    values: Mapping[Key, int],
    moves: Iterable[Move[Key]],
    could_be: Callable[[Move[Key]], bool] = lambda _move: True,
) -> dict[Key, Told] | None:
    """Hide the small cells and what else it takes; None where nothing is enough."""
    hidden = {key for key, number in values.items() if 0 < number < SMALLEST}
    if not hidden:
        return dict(values)
    # A move and its opposite hide the same cells: one of them is enough. In the order
    # of the table, so that every process chooses alike: two choices tell more than one.
    ways = dict.fromkeys(
        frozenset(move)
        for move in moves
        if _looks_alike(values, move) and could_be(move)
    )
    in_order: list[frozenset[Key]] = sorted(ways, key=lambda way: _loss(values, way))
    while bare := hidden - _covered(hidden, in_order):
        cell = next(key for key in values if key in bare)
        own = [way for way in in_order if cell in way]
        if not own:
            return None
        hidden |= min(own, key=lambda way: _loss(values, way - hidden))
    return {
        key: _word(number) if key in hidden else number
        for key, number in values.items()
    }


def _covered(hidden: Collection[Key], ways: Iterable[frozenset[Key]]) -> set[Key]:
    """Hidden cells in a move of hidden cells only: totals do not give them away."""
    covered: set[Key] = set()
    for way in ways:
        if way.issubset(hidden):
            covered |= way
    return covered


def _looks_alike(values: Mapping[Key, int], move: Move[Key]) -> bool:
    """Whether the numbers after the move would be hidden by the same words."""
    for key, step in move.items():
        new = values[key] + step
        if new < 0 or _word(new) is not _word(values[key]):
            return False
    return True


def _word(number: int) -> Hidden:
    return Hidden.FEW if number < SMALLEST else Hidden.WITHHELD


def _loss(values: Mapping[Key, int], cells: Collection[Key]) -> tuple[int, int]:
    """What readers lose: people first, then cells."""
    return sum(values[key] for key in cells), len(cells)
