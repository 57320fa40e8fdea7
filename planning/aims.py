"""A campaign's aims in numbers beside what came."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from campaigns.models import Campaign
from organisation.wording import money_text, number_text
from planning.result import Result


class BigNumber(NamedTuple):
    """A figure set large: what it is, and what stands beside it in small print."""

    figure: str
    label: str
    beside: str = ""


def big_numbers(
    result: Result, campaign: Campaign | None = None
) -> Sequence[BigNumber]:
    """What came, beside the campaign's aims where it has any."""
    aims = campaign or Campaign()
    return [
        BigNumber(
            number_text(result.inquiries),
            ngettext("inquiry", "inquiries", result.inquiries),
            _aim(aims.aimed_inquiries),
        ),
        BigNumber(number_text(result.reached), _("reached")),
        BigNumber(
            number_text(result.met),
            ngettext("meeting", "meetings", result.met),
            _aim(aims.aimed_visits),
        ),
        BigNumber(
            number_text(result.approved),
            npgettext("figure", "approved home", "approved homes", result.approved),
            _aim(aims.aimed_approved),
        ),
        *_cost(result, aims.budget),
    ]


def _aim(number: int | None) -> str:
    return (
        "" if number is None else _("aim %(number)s") % {"number": number_text(number)}
    )


def _cost(result: Result, budget: Decimal | None) -> Sequence[BigNumber]:
    if result.cost is None:
        return []
    beside = "" if budget is None else _("budget %(sum)s") % {"sum": money_text(budget)}
    label = _("cost, partly planned") if result.estimated else _("cost")
    return [BigNumber(money_text(result.cost), label, beside)]
