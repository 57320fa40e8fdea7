"""Who left and why, as two tables that are never added together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from inquiries.workflow import OurReason, TheirReason
from organisation.wording import span_text
from reports.report import MonthReport
from reports.shown import OURS, THEIRS, Cross, Point, theirs_and_ours
from reports.suppression import TOTAL, Told, Total, clearly_most
from reports.tables import Row, Table
from reports.wording import hidden_notes, told_text

Reason = TheirReason | OurReason

POINTS: Final[dict[Point, str | Promise]] = {
    Point.BEFORE_MEETING: pgettext_lazy("left", "Before a meeting"),
    Point.AFTER_MEETING: pgettext_lazy("left", "After a meeting"),
    Point.ASSESSMENT: pgettext_lazy("left", "Assessment"),
    Point.RESTING: pgettext_lazy("left", "Resting"),
    Point.HOME: pgettext_lazy("left", "Approved home"),
}
# The sum first: on a narrow screen the rest is a push away.
COLUMNS: Final[Sequence[Point | Total]] = (TOTAL, *Point)
SIDES: Final = (
    ("dropouts-theirs", gettext_lazy("The family chose not to go on"), THEIRS),
    ("dropouts-ours", gettext_lazy("We said no, or handed over"), OURS),
)


def dropout_tables(report: MonthReport) -> Sequence[Table]:
    """Theirs and ours; none of a side that nobody left by, or that is one sum only."""
    sides = zip(SIDES, theirs_and_ours(report), strict=True)
    return [
        _table(name, str(caption), reasons, cross)
        for (name, caption, reasons), cross in sides
        if cross[TOTAL, TOTAL] and len(cross) > 1
    ]


@dataclass(frozen=True)
class DropoutNumbers:
    """One side, a line to each cell: reason and point, and what is told of it."""

    caption: str
    numbers: Sequence[tuple[str, Told]]


def dropout_lines(report: MonthReport) -> Sequence[DropoutNumbers]:
    """The same as the tables, for a file; the sum of each side comes last."""
    sides = zip(SIDES, theirs_and_ours(report), strict=True)
    return [
        DropoutNumbers(str(caption), list(_numbers(reasons, cross)))
        for (_name, caption, reasons), cross in sides
    ]


def _numbers(reasons: Sequence[Reason], cross: Cross) -> Iterator[tuple[str, Told]]:
    total = _("Total")
    rows: dict[str | Total, str] = {str(each): str(each.label) for each in reasons}
    for row, label in {**rows, TOTAL: total}.items():
        for column in COLUMNS:
            head = total if isinstance(column, Total) else str(POINTS[column])
            if (row, column) in cross:
                yield f"{label} · {head}", cross[row, column]


def dropout_title(report: MonthReport) -> str:
    """The families' most common reason, where one is and it may be told."""
    theirs, _ours = theirs_and_ours(report)
    sums = {reason: theirs.get((str(reason), TOTAL), 0) for reason in THEIRS}
    first = clearly_most(sums, report.left_by_choice)
    if first is None:
        return _("Who did not go on, and why")
    return _("The families’ most common reason: %(reason)s (%(number)s)") % {
        "reason": _in_a_sentence(str(first.label)),
        "number": told_text(sums[first]),
    }


def dropout_notes(report: MonthReport) -> list[str]:
    """How many left in all, by whose choice; the two are never added together."""
    (theirs, ours), span = theirs_and_ours(report), dropout_span(report)
    return [
        _("%(span)s: the family’s choice %(theirs)s, ours %(ours)s.")
        % {
            "span": capfirst(span),
            "theirs": told_text(theirs[TOTAL, TOTAL]),
            "ours": told_text(ours[TOTAL, TOTAL]),
        },
        *hidden_notes({*theirs.values(), *ours.values()}),
    ]


def dropout_span(report: MonthReport) -> str:
    """april 2025–mars 2026"""
    return span_text(report.month.plus(-11), report.month)


def _table(name: str, caption: str, reasons: Sequence[Reason], cross: Cross) -> Table:
    def cells(row: str | Total) -> list[str]:
        return [told_text(cross[row, column]) for column in COLUMNS]

    return Table(
        name,
        caption,
        [_("Reason"), _("In all"), *(str(POINTS[point]) for point in Point)],
        [
            *(Row(str(reason.label), cells(str(reason))) for reason in reasons),
            Row(_("Total"), cells(TOTAL), is_total=True),
        ],
    )


def _in_a_sentence(label: str) -> str:
    return label[:1].lower() + label[1:]
