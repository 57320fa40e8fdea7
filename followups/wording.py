"""Moments in words, in the active language and in Stockholm's time."""

from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext, pgettext

from organisation.wording import number_word

EVENING_BEGINS = 17  # o'clock
WEEK = timedelta(days=7)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def time_text(moment: datetime) -> str:
    """16.30, 08.00: every time of day in texts has four figures and a full stop."""
    return localtime(moment).strftime("%H.%M")


def age_text(span: timedelta) -> str:
    """How long ago, in its largest unit: 20 minuter, 3 timmar, 2 dagar."""
    if span >= 2 * DAY:
        return ngettext("%(number)s day", "%(number)s days", span.days) % {
            "number": span.days
        }
    if span >= HOUR:
        hours = span // HOUR
        return ngettext("%(number)s hour", "%(number)s hours", hours) % {
            "number": hours
        }
    minutes = max(span // timedelta(minutes=1), 1)
    return ngettext("%(number)s minute", "%(number)s minutes", minutes) % {
        "number": minutes
    }


def date_text(day: date) -> str:
    """tors 12 mars"""
    return date_format(day, _("D j F"))


def closing_text(moment: datetime) -> str:
    """20.00, where something ends; midnight is the end of its day: 24.00."""
    return time_text(moment).replace("00.00", "24.00")


def hours_text(opens_at: datetime, closes_at: datetime) -> str:
    """17.00–20.00, for labels and rows"""
    return f"{time_text(opens_at)}–{closing_text(closes_at)}"


def deadline_text(due_at: datetime, now: datetime) -> str:
    """The moment as said on the phone: “i dag klockan 16.30”.

    Today and tomorrow are said as such; from 17.00 on, today is “this evening”. What
    is over already is told as such: “klockan 16.30 i dag”.
    """
    if due_at < now and localtime(due_at).date() == localtime(now).date():
        return _("at %(time)s today") % {"time": time_text(due_at)}
    soon = _soon_text(due_at, now)
    if soon:
        return soon
    day = date_text(localtime(due_at).date())
    return _("%(day)s at %(time)s") % {"day": day, "time": time_text(due_at)}


def promise_text(due_at: datetime, now: datetime) -> str:
    """The same as a family reads it: “måndag 16 mars klockan 16.00”.

    The weekday is written out, for it stands in a sentence.
    """
    return _soon_text(due_at, now) or moment_text(due_at)


def moment_text(moment: datetime) -> str:
    """“torsdag 12 mars klockan 09.00”: the same on whatever day it is read.

    For letters: they wait for the end of the quiet hours, and are tried again.
    """
    words = {"day": _whole_day(moment), "time": time_text(moment)}
    return _("%(day)s at %(time)s") % words


def span_text(opens_at: datetime, closes_at: datetime) -> str:
    """“torsdag 12 mars mellan 17.00 och 20.00”, on whatever day it is read."""
    return _("on %(day)s between %(opens)s and %(closes)s") % {
        "day": _whole_day(opens_at),
        "opens": time_text(opens_at),
        "closes": closing_text(closes_at),
    }


def written_promise_text(due_at: datetime, opens_at: datetime | None = None) -> str:
    """When we get in touch, as a letter says it; a window from when to when."""
    if opens_at is None:
        return _("by %(when)s") % {"when": moment_text(due_at)}
    return span_text(opens_at, due_at)


def promised_text(
    due_at: datetime, now: datetime, opens_at: datetime | None = None
) -> str:
    """When we get in touch, for a sentence: “senast i dag klockan 16.00”.

    Where a family has chosen an evening or a weekend, `opens_at` is when that begins:
    “i kväll mellan 17.00 och 20.00”. Once it has begun, only its end is told.
    """
    if opens_at is None or opens_at <= now:
        return _("by %(when)s") % {"when": promise_text(due_at, now)}
    return window_text(opens_at, due_at, now)


def window_text(opens_at: datetime, closes_at: datetime, now: datetime) -> str:
    """“i morgon mellan 17.00 och 20.00”; the day is that on which it opens."""
    opening, today = localtime(opens_at), localtime(now).date()
    day = opening.date()
    words = {
        "day": _whole_day(opens_at),
        "opens": time_text(opens_at),
        "closes": closing_text(closes_at),
    }
    if day == today and opening.hour >= EVENING_BEGINS:
        text = _("this evening between %(opens)s and %(closes)s")
    elif day == today:
        text = _("today between %(opens)s and %(closes)s")
    elif day == today + timedelta(days=1):
        text = _("tomorrow between %(opens)s and %(closes)s")
    elif day - today < WEEK:
        text = pgettext("within a week", "on %(day)s between %(opens)s and %(closes)s")
    else:
        return span_text(opens_at, closes_at)
    return text % words


def _whole_day(moment: datetime) -> str:
    """torsdag 12 mars"""
    return date_format(localtime(moment).date(), _("l j F"))


def _soon_text(due_at: datetime, now: datetime) -> str:
    """Today and tomorrow in words; "" for other days."""
    due, today = localtime(due_at), localtime(now).date()
    time = time_text(due_at)
    if due.date() == today and due.hour >= EVENING_BEGINS:
        return _("this evening at %(time)s") % {"time": time}
    if due.date() == today:
        return _("today at %(time)s") % {"time": time}
    if due.date() == today + timedelta(days=1):
        return _("tomorrow at %(time)s") % {"time": time}
    return ""


def working_days_text(number: int) -> str:
    """“inom en arbetsdag”, “inom fem arbetsdagar”"""
    return npgettext(
        "promise",
        "within one working day",
        "within %(number)s working days",
        number,
    ) % {"number": number_word(number)}
