"""What a channel asks for, in words."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()
HOUR = 60  # minutes


@register.filter
def working_time(minutes: int | None) -> str:
    """“4 timmar”, “30 minuter”, “1 timme 30 minuter”; nothing where there is none."""
    if not minutes:
        return ""
    hours, rest = divmod(minutes, HOUR)
    parts = [
        ngettext("%(number)s hour", "%(number)s hours", hours) % {"number": hours},
        ngettext("%(number)s minute", "%(number)s minutes", rest) % {"number": rest},
    ]
    said = [part for part, number in zip(parts, (hours, rest), strict=True) if number]
    return _(" and ").join(said)
