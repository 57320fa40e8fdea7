"""Numbers, money, days and months as one writes them in running text."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from organisation.months import Month

NOTHING: Final = "–"
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


def clock_text(minute: int) -> str:
    """08.00 for minute 480 of the day; where something ends at midnight, 24.00."""
    hour, rest = divmod(minute, 60)
    return f"{hour:02}.{rest:02}"


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


def money_text(kronor: Decimal) -> str:
    """40 000 kr: whole kronor, half a krona rounded up; no space of it breaks."""
    whole = int(kronor.quantize(Decimal(1), ROUND_HALF_UP))
    return f"{number_text(whole)}\N{NO-BREAK SPACE}kr"


def month_text(month: Month) -> str:
    """october 2026, as the language writes it inside a sentence"""
    return _month(month, "F Y", get_language())


def month_title(month: Month) -> str:
    """October 2026"""
    return capfirst(month_text(month))


def month_name(month: Month) -> str:
    """October, as the language writes it inside a sentence"""
    return _month(month, "F", get_language())


def short_month(month: Month) -> str:
    """oct 2026, for a chart's axis and narrow columns"""
    return _month(month, "M Y", get_language())


@lru_cache(maxsize=2_000)  # a report names the same months dozens of times
def _month(month: Month, form: str, language: str | None) -> str:
    """In the active language, which is named so that each is remembered apart."""
    return date_format(month.first_day, form)


def span_text(first: Month, last: Month) -> str:
    """january–march 2026, november 2025–october 2026"""
    if first == last:
        return month_text(last)
    begin = month_name(first) if first.year == last.year else month_text(first)
    return f"{begin}–{month_text(last)}"


def day_text(day: date) -> str:
    """1 November 2026"""
    return date_format(day, _("j F Y"))


def days_text(first: date, last: date | None) -> str:
    """3–10 March 2026, 28 December 2026–3 January 2027, from 3 March 2026 (no end)"""
    if last is None:
        return _("from %(day)s") % {"day": day_text(first)}
    if first == last:
        return day_text(first)
    if (first.year, first.month) == (last.year, last.month):
        begin = str(first.day)
    elif first.year == last.year:
        begin = date_format(first, _("j F"))
    else:
        begin = day_text(first)
    return f"{begin}–{day_text(last)}"
