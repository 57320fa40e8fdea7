"""What the joint report's figures mean, and how small ones are told."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from organisation.definitions import definition_of
from reports.definitions import FIGURES, Definition
from reports.figures.bank import bank_in
from reports.figures.moves import approved_by_month, moves_in
from reports.figures.promises import promises_by_month, reached_in_time
from reports.figures.received import received
from reports.figures.waits import waits_in

SHOWN: Final = (
    received,
    promises_by_month,
    reached_in_time,
    waits_in,
    moves_in,
    approved_by_month,
    bank_in,
)


def definitions() -> Sequence[Definition]:
    """In the words and the order of the month's own report."""
    return [
        *(
            Definition(str(term), definition_of(figure))
            for term, figure in FIGURES
            if figure in SHOWN
        ),
        Definition(
            _("Small numbers"),
            _(
                "One to four people are “fewer than 5”, and so is a nought that has to "
                "be hidden with them. Where the sum would still give such a number "
                "away, a larger one is not shown, or the sum is not."
            ),
        ),
        Definition(
            _("Shares and times"),
            _(
                "A share is shown where it is of ten or more, a time where it is of "
                "five or more. Middle times cannot be added: for all together it is "
                "said within which bounds the middle lies."
            ),
        ),
        Definition(
            _("Erased persons"),
            _("When a person is erased, every figure stays as it was."),
        ),
    ]
