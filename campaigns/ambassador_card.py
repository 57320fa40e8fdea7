"""The card that an ambassador gives away: eight of them on an A4, to be cut out.

It says whose it is (the municipality's), where to read more, and nothing of what the
household does that gives it away or gets it.
"""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from campaigns.models import Activity
from campaigns.qr import link_of, qr_to, spoken
from organisation.documents import pdf, sender


def card_of(activity: Activity, language: str, at: datetime) -> bytes:
    """The sheet as PDF; `activity` with its municipality selected."""
    with translation.override(language):
        link = link_of(activity, language)
        data = {
            "sender": sender(activity.municipality),
            "heading": _("Room for one more at the table?"),
            "text": _("Read more, or let us call you:"),
            "link": spoken(link),
            "qr": qr_to(link),
            "qr_text": _("QR code that leads to %(link)s") % {"link": link},
        }
        title = _("Cards to give away")
        return pdf("card", data, title=title, language=language, at=at)
