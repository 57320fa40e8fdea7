"""The year as a table for a spreadsheet."""

from django.utils.translation import gettext as _

from planning.cells import OUTCOMES, Cell
from planning.result import Result
from planning.tables import Line, Table
from planning.year import Item, Year


def year_table(year: Year) -> Table:
    """Every item, with what it led to beside what the same led to a year earlier."""
    heads = [str(measure.head) for measure in OUTCOMES]
    before = [_("%(figure)s, year before") % {"figure": head} for head in heads]
    return Table(
        "year",
        _("The year %(year)s") % {"year": year.number},
        [_("Name"), *heads, *before],
        [_line(item) for item in year.items],
        [
            *(_("Starts"), _("Ends"), _("Channel or kind"), _("Campaign")),
            *(_("Function in charge"), _("Comes back every year")),
        ],
    )


def _line(item: Item) -> Line:
    facts = (
        *(item.starts_on, item.ends_on, item.group, item.campaign or None),
        *(item.function or None, _("yes") if item.is_yearly else None),
    )
    return Line(item.name, [*_cells(item.result), *_cells(item.last)], facts=facts)


def _cells(result: Result | None) -> list[Cell]:
    """Blank for what leads to no inquiries of its own, and what was not there."""
    if result is None:
        return [Cell() for _measure in OUTCOMES]
    return [measure.cell(result) for measure in OUTCOMES]
