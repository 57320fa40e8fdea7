"""Results as tables: rows of words for a template, and numbers for a spreadsheet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from organisation.spreadsheets import Cell as Value
from organisation.spreadsheets import Sheet
from planning.cells import Cell, Measure
from planning.result import NOTHING_YET, Result

SLIM: Final = 7  # columns


@dataclass(frozen=True)
class Line:
    """A row. `facts` are what a file tells of it beside, as `fact_heads` name them."""

    name: str
    cells: Sequence[Cell]
    beside: str = ""
    url: str = ""
    facts: Sequence[Value] = ()
    is_total: bool = False


@dataclass(frozen=True)
class Table:
    """Lines under heads; the first head is that of the names. `key` is its id.

    `title` is what a sheet of it is called, where the caption is too long.
    """

    key: str
    caption: str
    heads: Sequence[str]
    lines: Sequence[Line]
    fact_heads: Sequence[str] = ()
    total: Line | None = None
    title: str = ""

    @property
    def is_slim(self) -> bool:
        """Few columns: drawn narrow, so that the eye finds from name to figure."""
        return len(self.heads) <= SLIM

    @property
    def rows(self) -> list[Line]:
        return [*self.lines, *([self.total] if self.total else [])]

    @property
    def drawn(self) -> list[tuple[Line, list[tuple[str, Cell]]]]:
        """The rows, each cell with its head, as narrow screens need it."""
        heads = self.heads[1:]
        return [(line, list(zip(heads, line.cells, strict=True))) for line in self.rows]

    @property
    def has_small(self) -> bool:
        return any(cell.is_small for line in self.rows for cell in line.cells)

    @property
    def has_rough(self) -> bool:
        return any(cell.is_rough for line in self.rows for cell in line.cells)

    def sheet(self) -> Sheet:
        """As a file has it: marks of cells become words in the last columns."""
        first, *others = self.heads
        marks = [_("From fewer than ten"), _("Costs planned or missing")]
        heads = [first, *self.fact_heads, *others, *marks]
        return Sheet(
            self.title or self.caption,
            heads,
            [self._values(line) for line in self.rows],
        )

    def _values(self, line: Line) -> list[Value]:
        few = [cell.is_small for cell in line.cells]
        rough = [cell.is_rough for cell in line.cells]
        facts = line.facts or [None] * len(self.fact_heads)
        values = [_value(cell) for cell in line.cells]
        return [line.name, *facts, *values, self._named(few), self._named(rough)]

    def _named(self, marked: Sequence[bool]) -> str | None:
        pairs = zip(self.heads[1:], marked, strict=True)
        return ", ".join(head for head, is_marked in pairs if is_marked) or None


@dataclass(frozen=True)
class Row:
    """What a line is of, before its figures are put into words."""

    name: str
    result: Result
    beside: str = ""
    url: str = ""
    facts: Sequence[Value] = field(default_factory=tuple)


def table(
    key: str,
    caption: str,
    head: str,
    rows: Sequence[Row],
    measures: Sequence[Measure],
    *,
    fact_heads: Sequence[str] = (),
    total: Result | None = None,
    title: str = "",
) -> Table:
    """Give the rows and their total.

    Args:
        total: where the rows are one page of many; None: it is their own sum.
    """
    whole = summed(row.result for row in rows) if total is None else total
    return Table(
        key,
        caption,
        [head, *(str(measure.head) for measure in measures)],
        [_line(row, measures) for row in rows],
        fact_heads,
        _line(Row(_("Total"), whole), measures, is_total=True),
        title,
    )


def summed(results: Iterable[Result]) -> Result:
    return sum(results, NOTHING_YET)


def _line(row: Row, measures: Sequence[Measure], *, is_total: bool = False) -> Line:
    cells = [measure.cell(row.result) for measure in measures]
    return Line(row.name, cells, row.beside, row.url, row.facts, is_total=is_total)


def _value(cell: Cell) -> Value:
    """The number; the words where there is none."""
    if isinstance(cell.value, Decimal):
        return cell.value.quantize(Decimal("0.01"))
    return (cell.text or None) if cell.value is None else cell.value
