"""Shares and spans of time as one writes them in running text."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.utils.formats import number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from followups.wording import time_text
from organisation.wording import NOTHING, day_text, number_text
from reports.report import Share
from reports.suppression import Hidden, Told

ONE_HOUR: Final = timedelta(hours=1)
ONE_DAY: Final = timedelta(days=1)


def percent_text(share: Share) -> str:
    """92 %, or “7 of 9” where the base is too small for a share; “–” for nothing."""
    if share.percent is not None:
        return percent_sign(share.percent)
    return NOTHING if share.whole == 0 else part_text(share)


def percent_sign(percent: int) -> str:
    """92 %"""
    return _("%(number)s%%") % {"number": percent}


def told_text(number: Told) -> str:
    """1 234, “fewer than 5”, or that it is not shown, for it would give one away."""
    if not isinstance(number, Hidden):
        return number_text(number)
    words = _("fewer than 5") if number is Hidden.FEW else _("not shown")
    return words.replace(" ", "\N{NO-BREAK SPACE}")


def hidden_notes(told: Collection[Told]) -> list[str]:
    """What the words mean that stand in the place of numbers, where they do."""
    notes = []
    if Hidden.FEW in told:
        notes.append(_("“Fewer than 5” may be none."))
    if Hidden.WITHHELD in told:
        notes.append(
            _("“Not shown” is 5 or more: with it a smaller number could be worked out.")
        )
    return notes


def told_cell(number: Told) -> int | str:
    """For a file: the number itself, or the words that stand in its place."""
    return told_text(number) if isinstance(number, Hidden) else number


def range_text(low: int, high: int) -> str:
    """3–6; 3 where both are the same."""
    return (
        number_text(low) if low == high else f"{number_text(low)}–{number_text(high)}"
    )


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


def moment_text(moment: datetime) -> str:
    """1 November 06.00"""
    return _("%(day)s at %(time)s") % {
        "day": day_text(localtime(moment).date()),
        "time": time_text(moment),
    }


def _tenths(number: float) -> str:
    """5.5 with the language's own sign; 5 where nothing follows."""
    rounded = round(number, 1)
    places = 0 if rounded == int(rounded) else 1
    return str(number_format(rounded, decimal_pos=places))
