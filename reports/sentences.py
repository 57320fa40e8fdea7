"""The three sentences on top of the report, made from its figures.

Numbers up to twelve are words. Nothing is compared while the month runs, nor with a
time when the register was not yet in use.
"""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from organisation.wording import (
    LARGEST_SPELT_OUT,
    month_name,
    number_text,
    number_word,
)
from planning.lying_low_words import low_text
from reports.report import MonthReport, Share


def sentences(report: MonthReport) -> list[str]:
    """What a manager reads out: who got in touch, what was kept, what became homes."""
    clauses = (_received(report), _kept(report), _approved(report))
    return [*(f"{capfirst(clause)}." for clause in clauses), *lay_low(report)]


def lay_low(report: MonthReport) -> list[str]:
    """That and when you lay low in the month, and what was promised meanwhile."""
    return [
        low_text(each.first, each.last, each.working_days)
        for each in report.lie_lows
        if each.touches(report.month)
    ]


def _received(report: MonthReport) -> str:
    number = report.own.received
    main = got_in_touch(number, is_running=report.is_running)
    comparison = _families_compared(report)
    return f"{main}, {comparison}" if comparison else main


def got_in_touch(number: int, *, is_running: bool) -> str:
    """Four families got in touch, as the beginning of a sentence."""
    if number == 0:
        text = (
            _("no family has got in touch so far")
            if is_running
            else _("no family got in touch")
        )
    elif is_running:
        text = ngettext(
            "one family has got in touch so far",
            "%(number)s families have got in touch so far",
            number,
        )
    else:
        text = ngettext(
            "one family got in touch", "%(number)s families got in touch", number
        )
    return text % {"number": number_word(number)}


def _families_compared(report: MonthReport) -> str:
    earlier = report.month_compared.year_earlier
    if earlier is None or report.is_running:
        return ""
    return families_compared(
        report.own.received, earlier.received, when=_in_last_year(report)
    )


def families_compared(number: int, earlier: int, *, when: str) -> str:
    """Eleven more than in October last year, as the end of a sentence."""
    more = number - earlier
    if more == 0:
        text = _as_many(number)
    elif more > 0:
        text = npgettext(
            "families", "one more than %(when)s", "%(number)s more than %(when)s", more
        )
    else:
        text = npgettext(
            "families",
            "one fewer than %(when)s",
            "%(number)s fewer than %(when)s",
            -more,
        )
    return text % {"number": number_word(abs(more)), "when": when}


def _kept(report: MonthReport) -> str:
    return kept_and_reached(report.kept, report.reached, is_running=report.is_running)


def kept_and_reached(share: Share, reached: int, *, is_running: bool) -> str:
    """How many of the promises that fell due were kept, and how often that reached."""
    if share.whole == 0 and is_running:
        return _("no promise to get in touch has fallen due so far")
    if share.whole == 0:
        return _("no promise to get in touch fell due")
    main = _promises_kept(share)
    if share.part == 0:
        return main
    of_them = _families_reached(reached, share.part)
    return _("%(kept)s, %(reached)s") % {"kept": main, "reached": of_them}


def _promises_kept(share: Share) -> str:
    if share.whole == 1 and share.part == 1:
        return _("the only promise to get in touch was kept")
    if share.whole == 1:
        return _("the only promise to get in touch was not kept")
    if share.part == 0:
        text = _("none of %(whole)s promises to get in touch was kept")
    elif share.part == share.whole:
        text = _("all %(whole)s promises to get in touch were kept")
    else:
        text = ngettext(
            "one of %(whole)s promises to get in touch was kept",
            "%(part)s of %(whole)s promises to get in touch were kept",
            share.part,
        )
    return text % _both(share)


def _families_reached(reached: int, kept: int) -> str:
    if reached == kept:
        return _("and every time we reached the family in time")
    if reached == 0:
        return _("but we never reached the family in time")
    return ngettext(
        "and once we reached the family in time",
        "and %(number)s times we reached the family in time",
        reached,
    ) % {"number": number_word(reached)}


def _approved(report: MonthReport) -> str:
    number = report.own.approved
    clauses = (homes_approved(number), _since_january(report), _homes_compared(report))
    return ", ".join(clause for clause in clauses if clause)


def homes_approved(number: int) -> str:
    """How many new ones."""
    if number == 0:
        return _("no new home was approved")
    text = ngettext(
        "one new home was approved", "%(number)s new homes were approved", number
    )
    return text % {"number": number_word(number)}


def _since_january(report: MonthReport) -> str:
    """The year so far; in January that is the month itself, and not said."""
    if report.month == report.month.january:
        return ""
    number = report.year_compared.now.approved
    if number == 0:
        return _("and none since January")
    if report.own.approved:
        text = ngettext(
            "and since January there has been one",
            "and since January there have been %(number)s",
            number,
        )
    else:
        text = ngettext(
            "but since January there has been one",
            "but since January there have been %(number)s",
            number,
        )
    return text % {"number": number_word(number)}


def _homes_compared(report: MonthReport) -> str:
    compared = report.year_compared
    if compared.year_earlier is None or report.is_running:
        return ""
    more = compared.now.approved - compared.year_earlier.approved
    if more == 0:
        text = _as_many(compared.now.approved)
    elif more > 0:
        text = npgettext(
            "homes", "one more than %(when)s", "%(number)s more than %(when)s", more
        )
    else:
        text = npgettext(
            "homes",
            "one fewer than %(when)s",
            "%(number)s fewer than %(when)s",
            -more,
        )
    is_january = report.month == report.month.january
    when = _in_last_year(report) if is_january else _("at the same time last year")
    return text % {"number": number_word(abs(more)), "when": when}


def _as_many(number: int) -> str:
    """None is not “as many as” none."""
    return _("as many as %(when)s") if number else _("just as %(when)s")


def _in_last_year(report: MonthReport) -> str:
    return _("in %(month)s last year") % {"month": month_name(report.month)}


def _both(share: Share) -> dict[str, str]:
    """Part and whole written alike: words only where both are small."""
    spell = number_word if share.whole <= LARGEST_SPELT_OUT else number_text
    return {"part": spell(share.part), "whole": spell(share.whole)}
