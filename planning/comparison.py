"""Two campaigns beside each other."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from campaigns.models import Campaign
from organisation.wording import days_text
from planning.cells import EVERYTHING, Cell, count
from planning.periods import ALWAYS
from planning.result import NOTHING_YET, Result
from planning.sentences import compared
from planning.tables import Line, Table
from planning.tally import By, Scope, tally


@dataclass(frozen=True)
class Comparison:
    """The finding in sentences, and every figure side by side."""

    sentences: Sequence[str]
    table: Table


def compare(one: Campaign, two: Campaign) -> Comparison:
    """Count both over all the time, with whatever came of them since.

    Raises:
        ValueError: they are not of the same municipality.
    """
    if one.municipality_id != two.municipality_id:
        raise ValueError("campaigns of two municipalities")
    scope = Scope(one.municipality, ALWAYS, campaigns=[one.pk, two.pk])
    counted = tally(scope, By.CAMPAIGN)[By.CAMPAIGN]
    a, b = (counted.get(str(each.pk), NOTHING_YET) for each in (one, two))
    return Comparison(
        compared((one.name, a), (two.name, b)),
        Table(
            "comparison",
            _("Side by side"),
            [_("Figure"), one.name, two.name],
            [_days(one, two), *_lines(a, b)],
        ),
    )


def _days(one: Campaign, two: Campaign) -> Line:
    spans = [days_text(each.starts_on, each.ends_on) for each in (one, two)]
    return Line(_("When"), [Cell(text) for text in spans])


def _lines(a: Result, b: Result) -> Sequence[Line]:
    activities = Line(_("Activities"), [count(a.activities), count(b.activities)])
    measured = (
        Line(str(measure.head), [measure.cell(a), measure.cell(b)])
        for measure in EVERYTHING
    )
    return [activities, *measured]
