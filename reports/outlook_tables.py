"""How far families came, and what lies ahead: cohorts, coming weeks, the forecast."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from organisation.months import Month
from organisation.wording import (
    NOTHING,
    month_text,
    number_text,
    number_word,
)
from reports.figures.ahead import WeekAhead
from reports.figures.bank import Bank
from reports.figures.forecast import SMALLEST_BASE, homes_ahead
from reports.figures.funnel import Funnel
from reports.report import SMALLEST_BASE as SMALLEST_SHARE
from reports.report import MonthReport, Share
from reports.tables import Row, Table, bar
from reports.wording import percent_sign, range_text


def funnel_table(report: MonthReport) -> Table | None:
    """Three cohorts beside each other; the bars are those of twelve months."""
    own, twelve, last_year = cohorts(report)
    if own is None or twelve is None:
        return None
    then: Sequence[int | None] = [None] * 5
    if last_year is not None:
        then = steps_of(last_year)
    steps = zip(step_labels(), steps_of(own), steps_of(twelve), then, strict=True)
    rows = [
        Row(
            label,
            [_cell(a), _cell(b), _part(b, twelve.received), _cell(c)],
            bar(b, twelve.received),
        )
        for label, a, b, c in steps
    ]
    open_then = None if last_year is None else last_year.still_open
    cells = [_cell(own.still_open), _cell(twelve.still_open), "", _cell(open_then)]
    return Table(
        "funnel",
        _("How far the families have come, up to today; the bars are twelve months"),
        [
            _("Step"),
            month_text(report.month),
            _("twelve months"),
            _("Share"),
            str(report.month.year - 1),
        ],
        [
            *rows,
            Row(pgettext("families", "Still open"), cells, is_total=True),
        ],
        has_bars=True,
    )


def funnel_title(report: MonthReport) -> str:
    """What became of those who got in touch last year, or else in twelve months."""
    _own, twelve, last_year = cohorts(report)
    for funnel, when in ((last_year, _("last year")), (twelve, _("in twelve months"))):
        if funnel is not None and funnel.received >= SMALLEST_SHARE:
            return _became(funnel, when)
    return _("How far the families came")


def _became(funnel: Funnel, when: str) -> str:
    words = {
        "received": number_text(funnel.received),
        "when": when,
        "met": number_text(funnel.met),
        "approved": number_text(funnel.approved),
    }
    if not funnel.met:
        text = _(
            "None of the %(received)s families that got in touch %(when)s has come to "
            "a meeting"
        )
    elif not funnel.approved:
        text = _(
            "Of %(received)s families that got in touch %(when)s %(met)s came to a "
            "meeting; none is an approved home yet"
        )
    else:
        text = ngettext(
            "Of %(received)s families that got in touch %(when)s %(met)s came to a "
            "meeting and one became an approved home",
            "Of %(received)s families that got in touch %(when)s %(met)s came to a "
            "meeting and %(approved)s became approved homes",
            funnel.approved,
        )
    return text % words


def cohorts(report: MonthReport) -> tuple[Funnel | None, Funnel | None, Funnel | None]:
    """The month's, twelve months', last calendar year's; None: not all was counted."""
    month = report.month
    last_year = Month(month.year - 1, 1)
    return (
        report.funnel(month, month),
        report.funnel(month.plus(-11), month),
        report.funnel(last_year, Month(month.year - 1, 12))
        if _was_registered(report, last_year)
        else None,
    )


def _was_registered(report: MonthReport, month: Month) -> bool:
    """Whether the register was in use; an imported list knows no steps of families."""
    return report.began_at is not None and report.began_at < month.start


def weeks_table(report: MonthReport) -> Table | None:
    """The coming weeks' calls beside the time there is for them."""
    if not report.weeks:
        return None
    return Table(
        "weeks-ahead",
        _("Calls of the coming weeks"),
        [
            _("Week"),
            pgettext("calls", "Promised"),
            _("Other calls"),
            _("Expected besides"),
            _("There is time for"),
        ],
        [
            Row(
                _week_text(each),
                [
                    number_text(each.promised),
                    number_text(each.planned),
                    _expected(each),
                    number_text(each.room),
                ],
            )
            for each in report.weeks
        ],
    )


def weeks_title(report: MonthReport) -> str:
    """The first week that lacks time, or that none does."""
    for week in report.weeks:
        if week.missing:
            return ngettext(
                "Week %(week)s lacks time for one call",
                "Week %(week)s lacks time for %(number)s calls",
                week.missing,
            ) % {"week": week.week.number, "number": number_word(week.missing)}
    for week in report.weeks:
        if week.may_be_missing:
            return _("Week %(week)s may be too full") % {"week": week.week.number}
    return _("The coming four weeks have time for the calls")


def forecast_title(report: MonthReport) -> str:
    """How many homes may come of those on the way; "" where none can be told."""
    homes = homes_ahead(report.outlook)
    if homes is None:
        return ""
    now = sum(each.now for each in report.outlook)
    return ngettext(
        "The one family on the way probably becomes %(homes)s approved homes",
        "Of the %(number)s families on the way probably %(homes)s become approved "
        "homes",
        now,
    ) % {"number": number_text(now), "homes": range_text(*homes)}


def forecast_table(report: MonthReport) -> Table | None:
    """Those in each stage now, beside what became of those who were there before."""
    if homes_ahead(report.outlook) is None:
        return None
    return Table(
        "forecast",
        _("Families on the way, and what became of those before them"),
        [
            _("Stage now"),
            _("Families"),
            _("Settled in 24 months"),
            _("of them approved"),
            _("Share"),
        ],
        [
            Row(
                str(each.stage.label),
                [
                    number_text(each.now),
                    number_text(each.settled),
                    number_text(each.approved),
                    _part(each.approved, each.settled),
                ],
            )
            for each in report.outlook
        ],
    )


def forecast_missing(report: MonthReport) -> str:
    """Why there is no forecast; "" where there is one, or where none was tried."""
    if not report.outlook or homes_ahead(report.outlook) is not None:
        return ""
    if not any(each.now for each in report.outlook):
        return _("No family is on the way just now.")
    return _(
        "Too few have been settled for a forecast: it takes at least %(base)s in every "
        "stage that somebody is in."
    ) % {"base": SMALLEST_BASE}


def bank_title(report: MonthReport) -> str:
    """Vi har plats för 5, behovet är 9; or how many homes there are."""
    bank = report.bank
    if bank is None:
        return ""
    if bank.places is None or bank.waiting is None:
        return ngettext(
            "One home in the bank", "%(number)s homes in the bank", bank.approved
        ) % {"number": number_text(bank.approved)}
    return _("We have room for %(places)s, the need is %(waiting)s") % {
        "places": number_text(bank.places),
        "waiting": number_text(bank.waiting),
    }


def bank_table(report: MonthReport) -> Table | None:
    """Homes, and what was typed of places and need; “–” where nothing was."""
    if report.bank is None:
        return None
    return Table(
        "bank",
        _("Homes and need in %(month)s") % {"month": month_text(report.month)},
        [_("Figure"), pgettext("column", "Number")],
        [Row(label, [_cell(number)]) for label, number in bank_pairs(report.bank)],
    )


def bank_pairs(bank: Bank) -> Sequence[tuple[str, int | None]]:
    """What the figures are called, and their numbers; None where nothing was typed."""
    return (
        (_("Approved homes in the bank"), bank.approved),
        (_("Free places, as typed in"), bank.places),
        (_("Children waiting for a home, as typed in"), bank.waiting),
    )


def step_labels() -> Sequence[str]:
    """What the steps of the funnel are called, the widest first."""
    return [
        _("Got in touch"),
        _("Reached"),
        _("Came to a meeting"),
        _("Assessment begun"),
        _("Homes approved"),
    ]


def steps_of(funnel: Funnel) -> Sequence[int]:
    """Its numbers, in the order of the labels."""
    return [
        funnel.received,
        funnel.spoken,
        funnel.met,
        funnel.assessed,
        funnel.approved,
    ]


def _cell(number: int | None) -> str:
    return NOTHING if number is None else number_text(number)


def _part(part: int, whole: int) -> str:
    percent = Share(part, whole).percent
    return NOTHING if percent is None else percent_sign(percent)


def _week_text(week: WeekAhead) -> str:
    """Vecka 17, on one line."""
    words = _("Week %(number)s") % {"number": week.week.number}
    return words.replace(" ", "\N{NO-BREAK SPACE}")


def _expected(week: WeekAhead) -> str:
    if week.expected_low is None or week.expected_high is None:
        return _("too little history")
    return range_text(week.expected_low, week.expected_high)
