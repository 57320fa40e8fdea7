"""The four numbers that are read first, with last year's beside them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from organisation.wording import NOTHING, month_name, number_text
from reports.report import MonthReport, Span
from reports.wording import elapsed_text, percent_sign, percent_text


@dataclass(frozen=True)
class BigNumber:
    figure: str
    label: str
    beside: str = ""


def big_numbers(report: MonthReport) -> list[BigNumber]:
    """Last year's are left out where the register was not in use then."""
    return [
        BigNumber(
            number_text(report.own.received),
            _("got in touch"),
            _last_year(report, lambda span: number_text(span.received)),
        ),
        BigNumber(
            percent_text(report.kept), _("of the promises were kept"), _goal(report)
        ),
        BigNumber(
            _middle_wait(report),
            _("to the first conversation, for half of those we have spoken with"),
            _wait_last_year(report),
        ),
        BigNumber(
            number_text(report.own.approved),
            _("homes approved"),
            _last_year(report, lambda span: number_text(span.approved)),
        ),
    ]


def _last_year(report: MonthReport, say: Callable[[Span], str]) -> str:
    earlier = report.month_compared.year_earlier
    if earlier is None:
        return ""
    text = (
        _("%(figure)s in all of %(month)s last year")
        if report.is_running
        else _("%(figure)s in %(month)s last year")
    )
    return text % {"figure": say(earlier), "month": month_name(report.month)}


def _goal(report: MonthReport) -> str:
    goal = _("goal %(share)s") % {"share": percent_sign(report.goal_percent)}
    earlier = report.month_compared.year_earlier
    if earlier is None or earlier.kept.whole == 0:
        return goal
    last_year = _("%(figure)s last year") % {"figure": percent_text(earlier.kept)}
    return f"{goal}, {last_year}"


def _middle_wait(report: MonthReport) -> str:
    elapsed = report.waits.elapsed
    return NOTHING if elapsed is None else elapsed_text(elapsed.median)


def _wait_last_year(report: MonthReport) -> str:
    elapsed = report.waits_year_earlier.elapsed
    if elapsed is None or not report.covers(report.month.year_earlier):
        return ""
    return _("%(figure)s last year") % {"figure": elapsed_text(elapsed.median)}
