"""What to write in a page's profile: when somebody answers, and what to do instead."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from organisation.models import Municipality, OpeningWindow
from organisation.open_words import differing_text, hours_text

AHEAD: Final = timedelta(days=60)  # days that differ are told this long before


@dataclass(frozen=True)
class ProfileText:
    """The text in one language."""

    language: str
    text: str


def profile_texts(municipality: Municipality, today: date) -> list[ProfileText]:
    """Give the text in every language that the pages for families are in."""
    windows = list(municipality.opening_windows.filter(kind=OpeningWindow.Kind.OFFICE))
    days = list(
        municipality.special_days.filter(day__gte=today, day__lte=today + AHEAD)
    )
    texts = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            sentences = [
                _("We answer %(hours)s.") % {"hours": hours_text(windows)},
                _("Call %(phone)s or leave your name at %(link)s")
                % {
                    "phone": municipality.phone.as_national,
                    "link": _link(municipality),
                },
                *differing_text(days, windows),
            ]
            texts.append(ProfileText(language, "\n".join(sentences)))
    return texts


def _link(municipality: Municipality) -> str:
    """The short form, in the active language. No full stop follows: it would be read
    as a part of the address.
    """
    domain = municipality.domain
    host = f"https://{domain}" if domain else settings.BASE_URL
    return host + reverse("inquiries:express")
