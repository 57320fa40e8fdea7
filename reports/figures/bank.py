"""Homes in the bank beside the need of them."""

from dataclasses import dataclass

from inquiries.workflow import Stage
from organisation.definitions import printed
from organisation.models import Municipality
from organisation.months import Month
from reports.figures.moves import Changes, approvals_in
from reports.models import NeedFigure


@dataclass(frozen=True)
class Bank:
    """Approved homes; and as they were typed, free places and children who wait.

    What was typed is None where nobody has.
    """

    approved: int = 0
    places: int | None = None
    waiting: int | None = None


@printed
def bank_in(municipality: Municipality, month: Month, homes: int) -> Bank:
    """Homes that have been approved here and have not left the bank since, at the end
    of the month. How many children they have room for just then, and how many children
    wait for a home, is typed in by the unit for each month: the program knows no child.

    What was typed last for the month holds.

    Args:
        homes: see reports.figures.all_time.
    """
    typed = (
        NeedFigure.objects.of(municipality)
        .filter(month=month.first_day)
        .values_list("places", "waiting")
        .last()
    )
    return Bank(homes, *(typed or (None, None)))


def homes_in(changes: Changes) -> int:
    """How many more homes are in the bank after the changes; fewer than 0 if they left.

    Who leaves the bank goes where the workflow says.
    """
    gone = sum(each.number for each in changes if each.old == Stage.APPROVED)
    return approvals_in(changes) - gone
