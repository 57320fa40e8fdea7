"""An activity's poster: its heading, its text, its code and its link, on one A4."""

from datetime import datetime
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

from campaigns.landing import Landing, landing_of
from campaigns.models import Activity
from campaigns.qr import link_of, qr_to, spoken
from organisation.documents import pdf, sender

HEADING_LENGTH: Final = 120  # characters
TEXT_LENGTH: Final = 400
LINES: Final = 8


def proposed(activity: Activity, language: str) -> Landing:
    """What it says until somebody writes otherwise: the landing text's beginning."""
    with translation.override(language):
        ours = _("Do you have room for one more at the table?")
        plain = _("We tell you more, and it commits you to nothing.")
    found = landing_of(activity.pk, language) or Landing("", "")
    paragraphs = [each for each in found.text.split("\n\n") if each.strip()]
    beginning = paragraphs[0] if paragraphs else plain
    return Landing(found.heading or ours, beginning[:TEXT_LENGTH])


def poster_of(
    activity: Activity, landing: Landing, *, language: str, at: datetime
) -> bytes:
    """Draw it, as a tagged PDF. `activity` comes with its municipality."""
    municipality = activity.municipality
    english = language == "en" and municipality.phone_hours_en
    link = link_of(activity, language)
    with translation.override(language):
        name = {"name": municipality.name}
        data = {
            "sender": sender(municipality),
            "heading": landing.heading,
            "text": [
                [line.strip() for line in part.split("\n")]
                for part in landing.text.split("\n\n")
            ],
            "link": link,
            "shown_link": spoken(link),
            "qr": qr_to(link),
            "qr_alt": _("QR code that leads to %(link)s") % {"link": spoken(link)},
            "mark_alt": _("The mark of %(name)s") % name,
            "read_more": _(
                "Scan the code, or write the address below, and we will call you."
            ),
            "or_call": _("Or call"),
            "phone": municipality.phone.as_national,
            "phone_hours": english or municipality.phone_hours,
        }
    title = f"{landing.heading} – {municipality.name}"
    return pdf("poster", data, title=title, language=language, at=at)
