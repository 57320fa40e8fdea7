"""What figures say, as one would say it aloud."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organisation.wording import money_text, number_text
from planning.result import SMALLEST_BASE, Result


def outcome(result: Result) -> str:
    """12 inquiries and 1 approved home for 40 000 kr; less of it where less is known"""
    if result.approved:
        came = _("%(inquiries)s and %(homes)s") % {
            "inquiries": inquiries(result.inquiries),
            "homes": homes(result.approved),
        }
    else:
        came = inquiries(result.inquiries)
    return _for_money(came, result)


def compared(one: tuple[str, Result], two: tuple[str, Result]) -> list[str]:
    """What two campaigns led to beside each other, and how far that can be trusted."""
    (first, a), (second, b) = one, two
    sentences = [
        _("“%(first)s” gave %(one)s; “%(second)s” gave %(two)s.")
        % {
            "first": first,
            "one": outcome(a),
            "second": second,
            "two": outcome(b),
        }
    ]
    costs = a.per(a.inquiries), b.per(b.inquiries)
    if costs[0] is not None and costs[1] is not None:
        sentences.append(
            _("Each inquiry cost %(one)s and %(two)s.")
            % {"one": money_text(costs[0].kronor), "two": money_text(costs[1].kronor)}
        )
    if min(a.inquiries, b.inquiries) < SMALLEST_BASE:
        sentences.append(
            _("The numbers are small: a few families more or less would change this.")
        )
    return sentences


def inquiries(number: int) -> str:
    if number == 0:
        return _("no inquiries")
    text = ngettext("one inquiry", "%(number)s inquiries", number)
    return text % {"number": number_text(number)}


def homes(number: int) -> str:
    text = ngettext("one approved home", "%(number)s approved homes", number)
    return text % {"number": number_text(number)}


def _for_money(came: str, result: Result) -> str:
    if result.cost is None:
        return came
    return _("%(came)s for %(cost)s") % {
        "came": came,
        "cost": money_text(result.cost),
    }
