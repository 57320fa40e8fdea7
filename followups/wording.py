"""Moments in words, in the active language and in Stockholm's time."""

from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

EVENING_BEGINS = 17  # o'clock
WEEK = timedelta(days=7)


def time_text(moment: datetime) -> str:
    """16.30"""
    return localtime(moment).strftime("%H.%M")


def date_text(day: date) -> str:
    """tors 12 mars"""
    return date_format(day, _("D j F"))


def deadline_text(due_at: datetime, now: datetime) -> str:
    """The moment as said on the phone: “i dag klockan 16.30”.

    Today and tomorrow are said as such; from 17.00 on, today is “this evening”.
    """
    soon = _soon_text(due_at, now)
    if soon:
        return soon
    day = date_text(localtime(due_at).date())
    return _("%(day)s at %(time)s") % {"day": day, "time": time_text(due_at)}


def promise_text(due_at: datetime, now: datetime) -> str:
    """The same as a family reads it: “måndag 16 mars klockan 16.00”.

    The weekday is written out, for it stands in a sentence.
    """
    soon = _soon_text(due_at, now)
    if soon:
        return soon
    day = localtime(due_at).date()
    words = {"day": date_format(day, _("l j F")), "time": time_text(due_at)}
    if day - localtime(now).date() < WEEK:
        return pgettext("within a week", "%(day)s at %(time)s") % words
    return _("%(day)s at %(time)s") % words


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
