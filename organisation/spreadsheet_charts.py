"""Charts of a spreadsheet program's own, drawn from the cells of a sheet.

Told apart by dash and mark, so that they can be read in black and white.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

WIDTH, HEIGHT = 720, 360  # pixels
LOOKS: Final[tuple[dict[str, Any], ...]] = (
    {"colour": "#1F5C57", "dash": "solid", "mark": "circle", "pattern": None},
    {
        "colour": "#A4482A",
        "dash": "dash",
        "mark": "none",
        "pattern": "wide_upward_diagonal",
    },
)

FAINT: Final = {"visible": True, "line": {"color": "#C9C5BD", "width": 0.75}}
EACH_MONTH: Final = {"major_unit": 1, "major_unit_type": "months"}


@dataclass(frozen=True)
class Chart:
    """A chart of the spreadsheet program's own, beside the rows.

    Args:
        kind: "line", "column" or "bar" (from the left).
        title: what it shows.
        columns: by number, those drawn; the first column of the sheet names the places.
        rows: how many, from the first one.
        shares: the numbers are shares, on a scale from 0 to 100 per cent.
    """

    kind: str
    title: str
    columns: Sequence[int]
    rows: int
    shares: bool = False


def draw(
    book: Workbook,
    page: Worksheet,
    chart: Chart,
    *,
    at: tuple[int, int],
    months: bool,
) -> None:
    """Put a chart on a page, its corner in the cell `at` (row, column).

    Heads and names are read from the cells, so nothing typed is ever a reference.
    """
    drawn = book.add_chart({"type": chart.kind})
    name = page.get_name()
    for look, column in zip(LOOKS, chart.columns, strict=False):
        drawn.add_series(
            {
                "name": [name, 0, column],
                "categories": [name, 1, 0, chart.rows, 0],
                "values": [name, 1, column, chart.rows, column],
                **_look(chart.kind, look),
            }
        )
    drawn.set_title({"name": chart.title.lstrip("="), "overlay": False})
    drawn.set_size({"width": WIDTH, "height": HEIGHT})
    _set_axes(drawn, chart, months=months)
    if len(chart.columns) == 1:
        drawn.set_legend({"none": True})
    else:
        drawn.set_legend({"position": "bottom"})
    page.insert_chart(*at, drawn, {"description": chart.title})


def _set_axes(drawn: Any, chart: Chart, *, months: bool) -> None:
    numbers: dict[str, Any] = {"major_gridlines": FAINT}
    if chart.shares:
        numbers |= {"min": 0, "max": 1, "num_format": "0 %"}
    if chart.kind == "bar":
        drawn.set_x_axis({"min": 0, **numbers})  # a bar is as long as its number
        drawn.set_y_axis({"reverse": True})  # as the rows, from above
        return
    drawn.set_y_axis(numbers)
    if months:
        drawn.set_x_axis({"date_axis": True, "num_format": "yyyy-mm", **EACH_MONTH})


def _look(kind: str, look: dict[str, Any]) -> dict[str, Any]:
    colour = look["colour"]
    if kind == "line":
        line = {"color": colour, "width": 2.25, "dash_type": look["dash"]}
        return {"line": line, "marker": {"type": look["mark"]}}
    if look["pattern"] is None:
        return {"fill": {"color": colour}}
    pattern = {
        "pattern": look["pattern"],
        "fg_color": colour,
        "bg_color": "#FFFFFF",
    }
    return {"pattern": pattern, "border": {"color": colour}}
