"""Charts for templates/documents/charts.typ: coordinates of the page, as plain data."""

from collections.abc import Iterator, Sequence
from typing import Any

from reports import charts
from reports.charts import KeptChart
from reports.edition import Note
from reports.report import MonthReport

WIDTH, HEIGHT = 720, 216  # as the page's SVG


def kept_in_print(
    chart: KeptChart, report: MonthReport, notes: Sequence[Note]
) -> dict[str, Any]:
    """The line over thirteen months, with the numbers of the footnotes above it."""
    return {
        "kind": "months",
        "description": chart.description,
        "width": WIDTH,
        "height": HEIGHT,
        "left": charts.LEFT,
        "right": charts.RIGHT,
        "top": charts.TOP,
        "bottom": charts.BOTTOM,
        "lines": [_places(line) for line in chart.lines],
        "points": [vars(each) for each in chart.points],
        "axis": [vars(each) for each in chart.axis],
        "grid": [vars(each) for each in chart.grid],
        "goal": vars(chart.goal),
        "marks": [vars(each) for each in chart.marks],
        "pins": list(_pins(report, notes)),
    }


def _places(line: str) -> list[list[int]]:
    """SVG's “64,36 113,40” as pairs."""
    return [[int(number) for number in pair.split(",")] for pair in line.split()]


def _pins(report: MonthReport, notes: Sequence[Note]) -> Iterator[dict[str, Any]]:
    """One to a month, with the numbers of all its notes."""
    for place, counts in enumerate(report.thirteen_months):
        numbers = [
            str(number)
            for number, note in enumerate(notes, start=1)
            if note.month == counts.month
        ]
        if numbers:
            yield {"x": charts.place_of_month(place), "text": ", ".join(numbers)}
