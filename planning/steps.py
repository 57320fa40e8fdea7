"""How far the form is filled in: a count for each page, of forms and not of people.

Counted by the day on the server (docs/decisions/0094). The short form has one page: it
is begun and sent, and has no steps between.
"""

from collections.abc import Sequence
from typing import Final

from django.db.models import Sum
from django.utils.translation import gettext as _

from campaigns.models import DailyCounts
from inquiries.models import Inquiry, Source
from inquiries.standing import NOT_COUNTED
from organisation.models import Municipality
from planning.cells import Cell, count
from planning.periods import Period
from planning.result import SMALLEST_BASE
from planning.tables import Line, Table

COUNTERS: Final = ("starts", "first_steps", "second_steps")


def steps_table(municipality: Municipality, period: Period) -> Table:
    """From begun to sent; a share of what was begun, where that is not too few."""
    numbers = _counted(municipality, period)
    begun = numbers[0]
    names = [
        _("Begun"),
        _("First page sent: what they wonder about"),
        _("Second page sent: how we reach them"),
        _("Inquiry sent"),
    ]
    lines = [
        Line(name, [count(number), _share(number, begun)])
        for name, number in zip(names, numbers, strict=True)
    ]
    heads = [_("The form"), _("Number of forms"), _("Per cent of those begun")]
    return Table(
        "steps",
        _("How far the form is filled in"),
        heads,
        lines if begun else [],
        title=_("The form"),
    )


def _counted(municipality: Municipality, period: Period) -> Sequence[int]:
    seen = DailyCounts.objects.filter(
        municipality=municipality, day__range=(period.first, period.last)
    )
    sums = seen.aggregate(**{name: Sum(name) for name in COUNTERS})
    sent = (
        Inquiry.objects.of(municipality)
        .received_between(period.start, period.end)
        .filter(source=Source.FORM)
        .exclude(stage__in=NOT_COUNTED)
    )
    return [*(sums[name] or 0 for name in COUNTERS), sent.count()]


def _share(number: int, begun: int) -> Cell:
    """Blank of few: one family more or less would change it much."""
    return count(None if begun < SMALLEST_BASE else round(100 * number / begun))
