"""The joint report's tables: a row to each member by name, and their sum below."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from organisation.months import Month
from organisation.wording import NOTHING, month_text, span_text
from reports.joint.shown import JointReport, JointRow, share_of
from reports.joint.shown import Row as ToldRow
from reports.report import Share
from reports.suppression import Told
from reports.tables import Row, Table, band_labels
from reports.wording import elapsed_text, percent_text, told_text

Cell = Callable[[ToldRow], str]


def figures_of(report: JointReport, month: Month) -> list[tuple[str, Table]]:
    """Heads and tables, in the order of the page; the last only of months that have it.

    Months that were frozen before homes were counted have none.
    """
    figures = [
        (_("Families, meetings and homes"), families_table(report, month)),
        (_("Promises"), promises_table(report, month)),
        (_("Twelve months"), year_table(report, month)),
    ]
    if report.total.get("homes") is not None:
        figures.append((_("Homes and need"), bank_table(report, month)))
    return figures


def families_table(report: JointReport, month: Month) -> Table:
    """Who got in touch, was met and was approved; and the middle wait."""
    waits = [_wait(row.wait) for row in report.rows]
    table = _table(
        report,
        "joint-families",
        _("Families in %(month)s") % {"month": month_text(month)},
        [
            (_("Got in touch"), _number("received")),
            (_("Meetings and home visits"), _number("met")),
            (_("Homes approved"), _number("approved")),
        ],
    )
    ends = [*waits, _band(report.band)]
    return Table(
        table.name,
        table.caption,
        [*table.heads, _("Half of the first conversations within")],
        [
            Row(row.label, [*row.cells, end], is_total=row.is_total)
            for row, end in zip(table.rows, ends, strict=True)
        ],
    )


def promises_table(report: JointReport, month: Month) -> Table:
    """Both shares of the promises that fell due."""
    return _table(
        report,
        "joint-promises",
        _("Promises due in %(month)s") % {"month": month_text(month)},
        [
            (_("Promises due"), _number("due")),
            (_("Attempted in time"), _number("kept")),
            (_("Attempted in time, share"), _share("kept", "due")),
            (_("Reached in time"), _number("reached")),
            (_("Reached in time, share"), _share("reached", "due")),
        ],
    )


def year_table(report: JointReport, month: Month) -> Table:
    """Twelve months, the report's own last."""
    return _table(
        report,
        "joint-year",
        capfirst(span_text(month.plus(-11), month)),
        [
            (_("Got in touch"), _number("year_received")),
            (_("Promises due"), _number("year_due")),
            (_("Attempted in time"), _number("year_kept")),
            (_("Attempted in time, share"), _share("year_kept", "year_due")),
            (_("Homes approved"), _number("year_approved")),
        ],
    )


def bank_table(report: JointReport, month: Month) -> Table:
    """Homes beside the need, where it was typed in."""
    return _table(
        report,
        "joint-bank",
        _("Homes and need in %(month)s") % {"month": month_text(month)},
        [
            (_("Approved homes in the bank"), _number("homes")),
            (_("Free places, as typed in"), _number("places")),
            (_("Children waiting for a home, as typed in"), _number("waiting")),
        ],
    )


def _table(
    report: JointReport, name: str, caption: str, columns: Sequence[tuple[str, Cell]]
) -> Table:
    cells = [cell for _head, cell in columns]
    return Table(
        name,
        caption,
        [_("Municipality"), *(head for head, _cell in columns)],
        [
            *(_row(row, cells) for row in report.rows),
            Row(all_together(), [cell(report.total) for cell in cells], is_total=True),
        ],
    )


def all_together() -> str:
    """What the row of the sums is called."""
    return _("All together")


def _row(row: JointRow, cells: Iterable[Cell]) -> Row:
    return Row(row.municipality.name, [cell(row.told) for cell in cells])


def _number(column: str) -> Cell:
    return lambda row: _told(row.get(column))


def _share(part: str, whole: str) -> Cell:
    return lambda row: _percent(share_of(row, part, whole))


def _told(number: Told | None) -> str:
    return NOTHING if number is None else told_text(number)


def _percent(share: Share | None) -> str:
    return NOTHING if share is None else percent_text(share)


def _wait(wait: timedelta | None) -> str:
    return NOTHING if wait is None else elapsed_text(wait)


def _band(band: int | None) -> str:
    return NOTHING if band is None else band_labels()[band].lower()
