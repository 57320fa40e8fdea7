"""What the channels themselves say of how many were reached, beside our own counts."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.models import ReachFigure
from organisation.wording import days_text
from planning.cells import Cell, count, money
from planning.periods import Period
from planning.tables import Line, Table

FIGURES = ("shown", "reached", "clicks", "spent")


def reach_of(figures: QuerySet[ReachFigure], period: Period) -> QuerySet[ReachFigure]:
    """Those of spans that begin in the period."""
    return figures.filter(starts_on__range=(period.first, period.last))


def reach_table(figures: QuerySet[ReachFigure]) -> Table:
    """By activity. People are not summed: the same may have seen several."""
    rows = (
        figures.order_by("activity__starts_on", "activity__name", "activity_id")
        .values("activity_id", "activity__name")
        .annotate(*map(Sum, FIGURES))
        .values_list("activity_id", "activity__name", *(f"{n}__sum" for n in FIGURES))
    )
    lines = [
        Line(name, _cells(*sums), url=reverse("planning:activity", args=[pk]))
        for pk, name, *sums in rows
    ]
    return _table(_("Activity"), lines)


def reach_of_spans(figures: Iterable[ReachFigure]) -> Table:
    """By span, of one activity."""
    lines = [
        Line(
            days_text(each.starts_on, each.ends_on),
            _cells(each.shown, each.reached, each.clicks, each.spent),
        )
        for each in figures
    ]
    return _table(_("Days"), lines)


def _table(head: str, lines: Sequence[Line]) -> Table:
    return Table(
        "reach",
        _("What the channels say themselves"),
        [head, _("Times shown"), _("People reached"), _("Clicks"), _("Spent there")],
        lines,
        title=_("Reach"),
    )


def _cells(
    shown: int | None, reached: int | None, clicks: int | None, spent: Decimal | None
) -> Sequence[Cell]:
    numbers = [
        Cell() if each is None else count(each) for each in (shown, reached, clicks)
    ]
    return [*numbers, money(spent)]
