"""What every figure means, printed with it: the figures' own docstrings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisation.definitions import definition_of
from reports.figures.ahead import weeks_ahead
from reports.figures.bank import bank_in
from reports.figures.channels import channels_of
from reports.figures.costs import cost_per
from reports.figures.dropouts import dropouts_in
from reports.figures.forecast import outlook_of
from reports.figures.funnel import funnels_by_month
from reports.figures.moves import approved_by_month, moves_in
from reports.figures.own_care import own_care_in
from reports.figures.promises import promises_by_month, reached_in_time
from reports.figures.received import received, stages_by_month
from reports.figures.waits import waits_in
from reports.report import SMALLEST_BASE

# Frozen months say by which version they were counted. Raise it whenever a figure that
# was there before is counted otherwise from now on.
VERSION: Final = 2

FIGURES: Final[Sequence[tuple[Any, Callable[..., Any]]]] = (
    (gettext_lazy("Got in touch"), received),
    (gettext_lazy("Promises kept"), promises_by_month),
    (gettext_lazy("Reached in time"), reached_in_time),
    (gettext_lazy("Time to the first conversation"), waits_in),
    (gettext_lazy("How far they came"), funnels_by_month),
    (gettext_lazy("Where they are now"), stages_by_month),
    (gettext_lazy("What happened"), moves_in),
    (gettext_lazy("Channels"), channels_of),
    (gettext_lazy("Cost"), cost_per),
    (gettext_lazy("Homes approved"), approved_by_month),
    (gettext_lazy("Time for the calls"), weeks_ahead),
    (gettext_lazy("Who did not go on"), dropouts_in),
    (gettext_lazy("Forecast"), outlook_of),
    (gettext_lazy("Homes and need"), bank_in),
    (gettext_lazy("Own home against bought care"), own_care_in),
)
"""What it is called, and the function whose docstring says what it is."""


@dataclass(frozen=True)
class Definition:
    term: str
    text: str


def definitions(*, own_care: bool = True) -> Sequence[Definition]:
    """In the order of the page; last what holds for all of them.

    Args:
        own_care: whether own homes are compared with bought care, as not all do.
    """
    return [
        *(
            Definition(str(term), definition_of(figure))
            for term, figure in FIGURES
            if own_care or figure is not own_care_in
        ),
        Definition(
            _("Shares and comparisons"),
            _(
                "A share is shown where it is of %(base)s or more. Last year is shown "
                "where the register was in use before that time began, or where its "
                "figures were taken over from an older list."
            )
            % {"base": SMALLEST_BASE},
        ),
        Definition(
            _("Small numbers"),
            _(
                "How families spread over channels and reasons is not told where fewer "
                "than 5 could be recognised: there stands “fewer than 5”, which may be "
                "none. Where a total would give such a number away, one more is not "
                "shown. Totals of the whole municipality stand as they are."
            ),
        ),
        Definition(
            _("Erased persons"),
            _("When a person is erased, every figure stays as it was."),
        ),
    ]
