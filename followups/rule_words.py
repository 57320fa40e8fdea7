"""Policies and reminder rules as sentences, in the active language."""

from datetime import datetime, time, timedelta
from typing import Final

from django.utils.formats import date_format, number_format, time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from followups.models import PromisePolicy, ReminderRule, Wish
from followups.moments import Wait
from followups.promise import WINDOWS
from followups.wording import time_text
from organisation.calendar import STOCKHOLM, CalendarNeverOpens
from organisation.models import Municipality
from organisation.settings_cache import office_calendar

HOUR: Final = 60  # minutes
ONE_DAY: Final = timedelta(days=1)


def policy_words(policy: PromisePolicy) -> str:
    """By when we get in touch, as “within 8 hours of office time, at the latest …”."""
    if not policy.is_offered:
        return _("not offered")
    if policy.wish == Wish.TIME:
        return _("the free times of those who are on duty, three weeks ahead")
    if policy.wish in WINDOWS:
        return _(
            "in the next such opening hours with at least %(minutes)s minutes left"
        ) % {"minutes": policy.lead_minutes}
    latest = ngettext(
        "at the latest the next working day at %(time)s",
        "at the latest %(days)s working days later at %(time)s",
        policy.latest_working_days,
    ) % {
        "days": policy.latest_working_days,
        "time": time_format(policy.latest_time, "H.i"),
    }
    if policy.within_minutes is None:
        return latest
    whole, rest = divmod(policy.within_minutes, HOUR)
    hours = number_format(whole + round(rest / HOUR, 2) if rest else whole)
    within = _("within %(hours)s hours of office time") % {"hours": hours}
    return f"{within}, {latest}"


def reminder_words(rule: ReminderRule) -> str:
    """When the reminder leaves, as “1 h 30 min before it is due”."""
    if rule.percent is not None:
        return _("After %(percent)s%% of the time") % {"percent": rule.percent}
    minutes = rule.offset_minutes or 0
    if minutes == 0:
        return _("When it is due")
    span = {"span": _span(abs(minutes))}
    if minutes < 0:
        return _("%(span)s before it is due") % span
    if rule.in_office_time:
        return _("%(span)s of office time after it was due") % span
    return _("%(span)s after it was due") % span


def example_words(municipality: Municipality, moment: datetime) -> str:
    """The rules on one promise: “Asked mån 8.00, promised 12.00 → the owner 10.00 …”.

    It is made when the office opens next, for when it closes for lunch or the day;
    "" without rules.
    """
    wait = _example(municipality, moment)
    moments = wait.moments()
    if not moments:
        return ""
    told: dict[str, list[str]] = {}
    for at, rule in moments:
        told.setdefault(rule.recipient, []).append(_moment_words(at, wait))
    names = {
        ReminderRule.Recipient.OWNER: _("the owner"),
        ReminderRule.Recipient.SUBSTITUTE: _("the substitute or the team"),
        ReminderRule.Recipient.MANAGER: _("the managers"),
    }
    reminded = "; ".join(
        f"{names[ReminderRule.Recipient(each)]} {_listed(words)}"
        for each, words in told.items()
    )
    return _("Asked %(day)s %(since)s, promised %(due)s → %(reminded)s.") % {
        "day": _day_words(wait.since),
        "since": time_text(wait.since),
        "due": time_text(wait.due_at),
        "reminded": reminded,
    }


def _example(municipality: Municipality, moment: datetime) -> Wait:
    day = localtime(moment, STOCKHOLM).date() + ONE_DAY
    calendar = office_calendar(municipality)
    try:
        if calendar is not None:
            tomorrow = datetime.combine(day, time(0), STOCKHOLM)
            return Wait(municipality, *next(calendar.intervals(tomorrow)))
    except CalendarNeverOpens:
        pass
    begin, end = (datetime.combine(day, time(hour), STOCKHOLM) for hour in (8, 12))
    return Wait(municipality, begin, end)


def _moment_words(at: datetime, wait: Wait) -> str:
    """11.12, with the day where that is another than the example’s."""
    is_same = localtime(at, STOCKHOLM).date() == localtime(wait.since, STOCKHOLM).date()
    return time_text(at) if is_same else f"{_day_words(at)} {time_text(at)}"


def _day_words(moment: datetime) -> str:
    return date_format(localtime(moment, STOCKHOLM), "D").lower()


def _listed(words: list[str]) -> str:
    """“10.00”, “10.00 and 11.12”, “9.00, 10.00 and 11.12”."""
    *most, last = words
    if not most:
        return last
    return _("%(most)s and %(last)s") % {"most": ", ".join(most), "last": last}


def _span(minutes: int) -> str:
    hours, rest = divmod(minutes, HOUR)
    parts = [_("%(hours)s h") % {"hours": hours}] if hours else []
    if rest:
        parts.append(_("%(minutes)s min") % {"minutes": rest})
    return " ".join(parts)
