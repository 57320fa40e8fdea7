"""Moments in words, in the active language and in Stockholm's time."""

from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

EVENING_BEGINS = 17  # o'clock


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
    due, today = localtime(due_at), localtime(now).date()
    time = time_text(due_at)
    if due.date() == today and due.hour >= EVENING_BEGINS:
        return _("this evening at %(time)s") % {"time": time}
    if due.date() == today:
        return _("today at %(time)s") % {"time": time}
    if due.date() == today + timedelta(days=1):
        return _("tomorrow at %(time)s") % {"time": time}
    return _("%(day)s at %(time)s") % {"day": date_text(due.date()), "time": time}
