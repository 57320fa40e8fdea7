"""A letter's text with what differs from home to home put in."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from campaigns.models import Ambassador, AmbassadorQuerySet, Letter
from campaigns.qr import link_of
from messaging.filling import UNSUBSCRIBE

NAME, COUNT, LINK = "{namn}", "{antal}", "{länk}"
MARKS: Final = (NAME, COUNT, LINK)
COUNTED_FOR: Final = timedelta(days=365)
# Fewer are not told: whoever gave one card away would learn who has been in touch.
FEWEST: Final = 5
_MARK: Final = re.compile(r"\{[^{}\n]*\}")


@dataclass(frozen=True)
class Written:
    """A letter as one home reads it."""

    language: str
    subject: str
    body: str


def unknown_marks(text: str) -> list[str]:
    """What stands in braces and means nothing, in the order of the text."""
    return [mark for mark in _MARK.findall(text) if mark not in MARKS]


def with_counts(homes: AmbassadorQuerySet, at: datetime) -> AmbassadorQuerySet:
    """Add tip_count: inquiries by the home's code in the year before, as in the report.

    In the same statement; duplicates and spam are not counted.
    """
    counted = Q(activity__inquiries__received_at__gt=at - COUNTED_FOR) & ~Q(
        activity__inquiries__stage__in=["duplicate", "spam"]
    )
    return homes.annotate(tip_count=Count("activity__inquiries", filter=counted))


def written_to(home: Ambassador, letter: Letter) -> Written:
    """The letter to one home, from `with_counts` and with its activity selected."""
    is_english = home.language == "en" and bool(letter.body_en)
    language = "en" if is_english else "sv"
    with override(language):
        words = {
            NAME: home.name,
            COUNT: few_text(getattr(home, "tip_count", 0)),
            LINK: link_of(home.activity, language),
        }
    subject, body = letter.subject, letter.body
    if is_english:
        subject, body = letter.subject_en, letter.body_en
    return Written(language, subject, _merged(body, words))


def with_way_out(written: Written) -> str:
    """The text of a mail: with how to get no more of them."""
    with override(written.language):
        told = _("Would you rather not have letters from us? Say so here: %(link)s")
        return f"{written.body}\n\n{told % {'link': UNSUBSCRIBE}}"


def few_text(number: int) -> str:
    """A number that may leave the unit: “färre än 5” for those below."""
    return str(number) if number >= FEWEST else _("fewer than 5")


def _merged(text: str, words: dict[str, str]) -> str:
    """In one pass, so that nothing in a name is taken for a mark."""
    return _MARK.sub(lambda found: words.get(found.group(), found.group()), text)
