"""Charts for templates/documents/charts.typ: coordinates of the page, as plain data."""

from collections.abc import Sequence
from typing import Any

from reports import charts
from reports.charts import KeptChart
from reports.figures.annotations import Note
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
        "pins": [vars(each) for each in charts.pins_of(report, notes)],
    }


def _places(line: str) -> list[list[int]]:
    """SVG's “64,36 113,40” as pairs."""
    return [[int(number) for number in pair.split(",")] for pair in line.split()]
