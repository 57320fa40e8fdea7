"""What every figure means, printed with it: the docstrings' rules in plain words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports.report import SMALLEST_BASE


@dataclass(frozen=True)
class Definition:
    term: str
    text: str


def definitions() -> Sequence[Definition]:
    """In the order of the page."""
    return [
        Definition(
            _("Got in touch"),
            _(
                "Families whose inquiry reached the municipality in the month, from "
                "midnight on the first day to midnight after the last, Swedish time. "
                "What counts is when it came, not when it was typed in. Duplicates "
                "are left out: a family that gets in touch again within 90 days has "
                "been counted once. Spam counts until somebody has judged it spam."
            ),
        ),
        Definition(
            _("Promises kept"),
            _(
                "A promise is the time by which we said that we would get in touch; "
                "it belongs to the month in which that time runs out. Attempted in "
                "time: we called, or wrote, by then. Reached in time: we also spoke "
                "with the family by then, or had written where it asked us to write. "
                "A broken promise stays broken. Promises that the family exchanged "
                "for another time are left out, and so are those to spam. Those whose "
                "time has not run out yet are counted apart."
            ),
        ),
        Definition(
            _("Time to the first conversation"),
            _(
                "From the moment the inquiry came until two people spoke, for the "
                "inquiries of the month. A receipt, an unanswered call or a letter is "
                "no conversation. Of the families that we have spoken with, half "
                "waited no longer than the first figure, nine in ten no longer than "
                "the second. Those that asked us to write and have had our letter are "
                "counted apart, and so are those that we have not spoken with. Office "
                "hours are those that are set now."
            ),
        ),
        Definition(
            _("Where they are now"),
            _(
                "The inquiries that came in the month, by the stage they are in "
                "today. Each stands in one row only, so the rows add up."
            ),
        ),
        Definition(
            _("What happened"),
            _(
                "Every step taken in the month, also by families that got in touch "
                "earlier. A family that was closed, opened again and closed again is "
                "closed twice. What was undone counts as if it had never been."
            ),
        ),
        Definition(
            _("Channels"),
            _(
                "What we know is the link or code that the family followed. What it "
                "tells is its own answer to how it heard of us. Without link, or "
                "without answer, the channel is unknown; the rows always add up to "
                "all who got in touch. Meetings and approved homes are counted up to "
                "today, for the families that got in touch in those twelve months."
            ),
        ),
        Definition(
            _("Homes approved"),
            _("Decisions to approve a home, by the date of the decision."),
        ),
        Definition(
            _("Shares and comparisons"),
            _(
                "A share is shown where it is of %(base)s or more. Last year is shown "
                "where the register was in use before that time began."
            )
            % {"base": SMALLEST_BASE},
        ),
        Definition(
            _("Erased persons"),
            _("When a person is erased, every figure stays as it was."),
        ),
    ]
