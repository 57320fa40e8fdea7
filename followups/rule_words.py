"""Policies and reminder rules as sentences, in the active language."""

from typing import Final

from django.utils.formats import number_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from followups.models import PromisePolicy, ReminderRule
from followups.promise import WINDOWS

HOUR: Final = 60  # minutes


def policy_words(policy: PromisePolicy) -> str:
    """By when we get in touch, as “within 8 hours of office time, at the latest …”."""
    if not policy.is_offered:
        return _("not offered")
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
    if rule.offset_minutes == 0:
        return _("When it is due")
    span = {"span": _span(abs(rule.offset_minutes))}
    if rule.offset_minutes < 0:
        return _("%(span)s before it is due") % span
    return _("%(span)s after it was due") % span


def _span(minutes: int) -> str:
    hours, rest = divmod(minutes, HOUR)
    parts = [_("%(hours)s h") % {"hours": hours}] if hours else []
    if rest:
        parts.append(_("%(minutes)s min") % {"minutes": rest})
    return " ".join(parts)
