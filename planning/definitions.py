"""What every figure of results means, in plain words: on the page and in the file."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from planning.result import SMALLEST_BASE


class Definition(NamedTuple):
    term: str
    text: str


def definitions() -> Sequence[Definition]:
    """In the order of the columns. The rules are those of planning/tally.py."""
    return [*_of_counts(), *_of_costs()]


def _of_counts() -> Sequence[Definition]:
    return [
        Definition(
            _("Page visits and forms begun"),
            _(
                "A page visit is one opening of the link; link previews and robots are "
                "not counted. A form is begun when its first page is opened. Both are "
                "counted by the day, without anything about who it was."
            ),
        ),
        Definition(
            _("How far the form is filled in"),
            _(
                "Forms are counted, not people: whoever begins anew is counted anew. "
                "The short form has one page only, and so no steps between."
            ),
        ),
        Definition(
            _("Inquiries"),
            _(
                "Families whose inquiry reached the municipality in the period, less "
                "duplicates and spam. They belong to the activity whose link or code "
                "they followed. Without one, or with a code that nobody has, they are "
                "unknown; so the rows always add up to all who got in touch."
            ),
        ),
        Definition(
            _("Reached, meetings, approved homes"),
            _(
                "Reached: we have spoken with the family, or written where it asked us "
                "to write. Meeting: it has come as far as a home visit or an "
                "information meeting, or further. Approved: there is a decision to "
                "approve the home. They count for the activity that the family came "
                "by, whenever they happened, up to now."
            ),
        ),
        Definition(
            _("What the family tells"),
            _(
                "Where it first heard of us, and what made it get in touch just now, "
                "are the family’s own answers. They stand beside what the link says, "
                "and are never mixed with it. No answer is unknown."
            ),
        ),
    ]


def _of_costs() -> Sequence[Definition]:
    return [
        Definition(
            _("Costs"),
            _(
                "What was written down for the activities, spread evenly over their "
                "days; without a last day it falls on the first. A cost for each is "
                "the actual cost divided by the number, and blank where the number is "
                "0. Where an actual cost is missing the planned one stands in for it, "
                "and the figure is marked “≈”; so it is where a cost is missing "
                "altogether."
            ),
        ),
        Definition(
            _("Few"),
            _(
                "A cost for each of fewer than %(base)s is marked “† few”: one family "
                "more or less would change it much."
            )
            % {"base": SMALLEST_BASE},
        ),
    ]
