"""An own foster home against bought care: prices, and what they make in a year."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organisation.money import SPACE, kronor_text
from organisation.wording import month_text, number_text, span_text
from reports.figures.own_care import OwnCare
from reports.report import MonthReport
from reports.tables import Row, Table, bar

MINUS = "\N{MINUS SIGN}"


def care_title(report: MonthReport) -> str:
    """Both prices; "" where nothing is compared."""
    care = report.own_care
    if care is None:
        return ""
    return _("Own foster home %(own)s per child and day, %(label)s %(bought)s") % {
        "own": exact_money(care.own),
        "label": care.label,
        "bought": exact_money(care.bought),
    }


def care_tables(report: MonthReport) -> Sequence[Table]:
    """The prices with a bar each, and the example of a year; none without prices."""
    care = report.own_care
    if care is None:
        return []
    most = max(care.own, care.bought)
    prices = [
        Row(label, [exact_money(price)], bar(int(100 * price), int(100 * most)))
        for label, price in care_prices(care)
    ]
    difference = Row(difference_label(), [exact_money(care.difference)], is_total=True)
    return [
        Table(
            "own-care",
            _("What a day costs, for each child"),
            [_("Care"), _("Per child and day")],
            [*prices, difference],
            has_bars=True,
        ),
        Table(
            "own-care-year",
            _("The difference in a year: an arithmetical example, no saving made"),
            [_("Example"), _("Difference")],
            [Row(label, [exact_money(sum_)]) for label, sum_ in care_examples(report)],
        ),
    ]


def care_prices(care: OwnCare) -> Sequence[tuple[str, Decimal]]:
    """What is compared, with the price of a day."""
    return (_("Own foster home"), care.own), (capfirst(care.label), care.bought)


def difference_label() -> str:
    return _("Difference, bought care less own home")


def care_examples(report: MonthReport) -> Sequence[tuple[str, Decimal]]:
    """The difference in a year: for one child, and for the homes of twelve months."""
    care = report.own_care
    if care is None:
        return []
    found = [(_("One child, 365 days"), care.difference_of_year(1))]
    homes = homes_in_twelve_months(report)
    if homes:
        text = ngettext(
            "The one home approved in %(months)s: one child, 365 days",
            "The %(number)s homes approved in %(months)s: one child in each, 365 days",
            homes,
        )
        months = span_text(report.month.plus(-11), report.month)
        words = {"number": number_text(homes), "months": months}
        found.append((text % words, care.difference_of_year(homes)))
    return found


def homes_in_twelve_months(report: MonthReport) -> int:
    """How many were approved, the report's own month among them."""
    return report.twelve_months_compared.now.approved


def care_notes(report: MonthReport) -> list[str]:
    """The source, since when, and what the sums are and are not."""
    care = report.own_care
    if care is None:
        return []
    return [
        source_text(care),
        _(
            "The price of an own home has all costs in it: fee, expenses and support. "
            "The year is arithmetic: the same prices all 365 days. No saving has been "
            "made and none is promised; what a child needs decides which care it is."
        ),
    ]


def source_text(care: OwnCare) -> str:
    """Källa: Avtal 2026. Priserna gäller från mars 2026."""
    return _("Source: %(source)s. The prices hold from %(month)s.") % {
        "source": care.source.rstrip("."),
        "month": month_text(care.since),
    }


def exact_money(kronor: Decimal) -> str:
    """1 850 kr or 1 850,50 kr, not rounded; −150 kr."""
    text = f"{kronor_text(abs(kronor))}{SPACE}kr"
    return f"{MINUS}{text}" if kronor < 0 else text
