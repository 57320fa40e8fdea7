"""Numbers, shares, spans of time and months as one writes them in running text."""

from datetime import date, datetime, timedelta
from typing import Final

from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from followups.wording import time_text
from organisation.months import Month
from reports.report import Share

NOTHING: Final = "–"
ONE_HOUR: Final = timedelta(hours=1)
ONE_DAY: Final = timedelta(days=1)
SPELT_OUT: Final = (
    pgettext_lazy("number", "two"),
    pgettext_lazy("number", "three"),
    pgettext_lazy("number", "four"),
    pgettext_lazy("number", "five"),
    pgettext_lazy("number", "six"),
    pgettext_lazy("number", "seven"),
    pgettext_lazy("number", "eight"),
    pgettext_lazy("number", "nine"),
    pgettext_lazy("number", "ten"),
    pgettext_lazy("number", "eleven"),
    pgettext_lazy("number", "twelve"),
)
LARGEST_SPELT_OUT: Final = 12


def number_text(number: int) -> str:
    """1 234, with a space that does not break."""
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")


def number_word(number: int) -> str:
    """“two” to “twelve” as words, all else in figures.

    One has no word here: in Swedish it depends on what is counted, so the sentence
    for a single one says it.
    """
    if 2 <= number <= LARGEST_SPELT_OUT:
        return str(SPELT_OUT[number - 2])
    return number_text(number)


def percent_text(share: Share) -> str:
    """92 %, or “7 of 9” where the base is too small for a share; “–” for nothing."""
    if share.percent is not None:
        return percent_sign(share.percent)
    return NOTHING if share.whole == 0 else part_text(share)


def percent_sign(percent: int) -> str:
    """92 %"""
    return _("%(number)s%%") % {"number": percent}


def part_text(share: Share) -> str:
    """37 of 40"""
    return _("%(part)s of %(whole)s") % {
        "part": number_text(share.part),
        "whole": number_text(share.whole),
    }


def elapsed_text(span: timedelta) -> str:
    """45 min, 5.5 h, 19 h, 2.5 days: as fine as it matters."""
    if span < 2 * ONE_DAY:
        return hours_text(span)
    return _("%(days)s days") % {"days": _tenths(span / ONE_DAY)}


def hours_text(span: timedelta) -> str:
    """Minutes below one hour, tenths of hours below ten, then whole hours."""
    minutes = round(span.total_seconds() / 60)
    if minutes < 60:
        return _("%(minutes)s min") % {"minutes": minutes}
    hours = span / ONE_HOUR
    figure = _tenths(hours) if round(hours, 1) < 10 else number_text(round(hours))
    return _("%(hours)s h") % {"hours": figure}


def month_text(month: Month) -> str:
    """october 2026, as the language writes it inside a sentence"""
    return date_format(month.first_day, "F Y")


def month_title(month: Month) -> str:
    """October 2026"""
    return capfirst(month_text(month))


def month_name(month: Month) -> str:
    """October, as the language writes it inside a sentence"""
    return date_format(month.first_day, "F")


def short_month(month: Month) -> str:
    """oct 2026, for a chart's axis and narrow columns"""
    return date_format(month.first_day, "M Y")


def span_text(first: Month, last: Month) -> str:
    """january–march 2026, november 2025–october 2026"""
    if first == last:
        return month_text(last)
    begin = month_name(first) if first.year == last.year else month_text(first)
    return f"{begin}–{month_text(last)}"


def moment_text(moment: datetime) -> str:
    """1 November 06.00"""
    return _("%(day)s at %(time)s") % {
        "day": day_text(localtime(moment).date()),
        "time": time_text(moment),
    }


def day_text(day: date) -> str:
    """1 November 2026"""
    return date_format(day, _("j F Y"))


def _tenths(number: float) -> str:
    """5.5 with the language's own sign; 5 where nothing follows."""
    rounded = round(number, 1)
    places = 0 if rounded == int(rounded) else 1
    return str(number_format(rounded, decimal_pos=places))
