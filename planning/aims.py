"""What a campaign is for: its aims in numbers beside what came, and whom it seeks."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import get_language, ngettext, npgettext
from django.utils.translation import gettext as _

from campaigns.models import Campaign
from organisation.models import Assignment, Language
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


def sought_text(campaign: Campaign) -> str:
    """Uppdrag: familjehem, jourhem · Språk: svenska, engelska; what is given of it."""
    parts = [
        (_("Assignments: %(names)s"), Assignment, campaign.wanted_assignments),
        (_("Languages: %(names)s"), Language, campaign.languages),
    ]
    return " · ".join(
        words % {"names": ", ".join(_lowered(str(kind(each).label)) for each in chosen)}
        for words, kind, chosen in parts
        if chosen
    )


def _lowered(word: str) -> str:
    """As in the middle of a line; names of languages keep their capitals in English."""
    return word[:1].lower() + word[1:] if get_language() == "sv" else word
