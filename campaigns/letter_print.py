"""The letters for homes without e-mail, one to a page, to be printed and posted."""

from datetime import datetime

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaigns.letter_recipients import postal_copies
from campaigns.letter_text import written_to
from campaigns.models import Ambassador, Letter
from campaigns.routine import day_of
from organisation.documents import pdf, sender


def letters_of(letter: Letter, language: str, at: datetime) -> bytes:
    """Every letter that goes by post, as one PDF in the reader's language."""
    homes = postal_copies(letter, at)
    with translation.override(language):
        data = {
            "sender": sender(letter.municipality),
            "letters": [_page(home, letter) for home in homes],
        }
        title = _("Letters to post")
        return pdf("letters", data, title=title, language=language, at=at)


def _page(home: Ambassador, letter: Letter) -> dict[str, str]:
    written = written_to(home, letter)
    with translation.override(written.language):
        day = date_format(day_of(letter.sent_at or letter.made_at), "j F Y")
    return {
        "address": f"{home.name}\n{home.postal_lines}",
        "day": day,
        "heading": written.subject,
        "text": written.body,
    }
