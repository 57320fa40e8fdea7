"""Who left and why, as a table for each way out; they are never added together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from inquiries.workflow import OurReason, Stage, TheirReason
from organisation.wording import span_text
from reports.report import MonthReport
from reports.shown import REASONS_OF, Cross, Point, ways_out
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
WAYS_OUT: Final[dict[Stage, str | Promise]] = {
    Stage.WITHDRAWN: gettext_lazy("The family chose not to go on"),
    Stage.DECLINED: gettext_lazy("We said no"),
    Stage.HANDED_OVER: gettext_lazy("We handed over to others"),
}


@dataclass(frozen=True)
class WayOut:
    """One way to leave: what it is called, and what is told of whom it was.

    Where no more than the sum is told, there are no rows.
    """

    stage: Stage
    caption: str
    total: Told
    reasons: Sequence[Reason]
    cross: Cross

    @property
    def is_told(self) -> bool:
        """Whether there is more to tell than the sum."""
        return bool(self.total) and len(self.cross) > 1

    @property
    def rows(self) -> Sequence[tuple[str, Sequence[Told]]]:
        """Each reason and the sum, with what is told of it under `column_heads`."""
        labels: dict[str | Total, str] = {
            **{str(each): str(each.label) for each in self.reasons},
            TOTAL: _("Total"),
        }
        return [
            (label, [self.cross[row, column] for column in COLUMNS])
            for row, label in labels.items()
        ]


def column_heads() -> Sequence[str]:
    """The sum, and each point at which a family may leave."""
    return [
        _("In all") if isinstance(column, Total) else str(POINTS[column])
        for column in COLUMNS
    ]


def ways_told(report: MonthReport) -> Sequence[WayOut]:
    """The family's own choice first."""
    return [
        WayOut(
            stage,
            str(WAYS_OUT[stage]),
            cross[TOTAL, TOTAL],
            REASONS_OF[stage],
            cross,
        )
        for stage, cross in ways_out(report).items()
    ]


def dropout_tables(report: MonthReport) -> Sequence[Table]:
    """One for each way out; none of one that nobody took, or that is one sum only."""
    return [_table(way) for way in ways_told(report) if way.is_told]


def dropout_lines(report: MonthReport) -> Iterator[tuple[str, str, Told]]:
    """The same for a file: way out, reason and point, and what is told of it."""
    for way in ways_told(report):
        if not way.is_told:
            yield way.caption, _("In all"), way.total
            continue
        for label, numbers in way.rows:
            for head, told in zip(column_heads(), numbers, strict=True):
                yield way.caption, f"{label} · {head}", told


def dropout_title(report: MonthReport) -> str:
    """The families' most common reason, where one is and it may be told."""
    theirs = ways_out(report)[Stage.WITHDRAWN]
    sums = {each: theirs.get((str(each), TOTAL), 0) for each in TheirReason}
    first = clearly_most(sums, report.left_by_choice)
    if first is None:
        return _("Who did not go on, and why")
    return _("The families’ most common reason: %(reason)s (%(number)s)") % {
        "reason": _in_a_sentence(str(first.label)),
        "number": told_text(sums[first]),
    }


def dropout_notes(report: MonthReport) -> list[str]:
    """How many left by each way; theirs and ours are never added together."""
    ways = ways_told(report)
    theirs, declined, handed = (told_text(way.total) for way in ways)
    return [
        _(
            "%(span)s: %(theirs)s families chose not to go on, we said no to "
            "%(declined)s and handed %(handed)s over."
        )
        % {
            "span": capfirst(dropout_span(report)),
            "theirs": theirs,
            "declined": declined,
            "handed": handed,
        },
        *hidden_notes({told for way in ways for told in way.cross.values()}),
    ]


def dropout_span(report: MonthReport) -> str:
    """april 2025–mars 2026"""
    return span_text(report.month.plus(-11), report.month)


def _table(way: WayOut) -> Table:
    last = len(way.rows) - 1
    return Table(
        f"dropouts-{way.stage}".replace("_", "-"),
        way.caption,
        [_("Reason"), *column_heads()],
        [
            Row(label, [told_text(told) for told in numbers], is_total=place == last)
            for place, (label, numbers) in enumerate(way.rows)
        ],
    )


def _in_a_sentence(label: str) -> str:
    return label[:1].lower() + label[1:]
