"""Months from before the register, as the municipality's own lists have them."""

from collections.abc import Mapping
from dataclasses import dataclass

from organisation.models import Municipality
from organisation.months import Month
from reports.figures.promises import PromiseCounts
from reports.models import EarlierMonth


@dataclass(frozen=True)
class EarlierCounts:
    """What was counted of a month then; no promises where none were written down."""

    received: int
    approved: int
    promises: PromiseCounts


def earlier_counts(
    municipality: Municipality, first: Month, last: Month
) -> Mapping[Month, EarlierCounts]:
    """Those months from first to last that were imported from before the register.

    Of an imported month they are the figures, whatever the register holds of it: who
    was typed in late is in the old list already.
    """
    rows = EarlierMonth.objects.of(municipality).filter(
        month__gte=first.first_day, month__lte=last.first_day
    )
    return {
        row.of_month: EarlierCounts(
            row.received,
            row.approved,
            PromiseCounts(due=row.promises or 0, kept=row.kept or 0),
        )
        for row in rows
    }
