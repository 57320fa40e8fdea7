"""The year to pin up: ring and list on one sheet, A4 or A3."""

from datetime import datetime
from typing import Final

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from organisation.documents import pdf, sender
from organisation.models import Municipality
from planning.ring import ring_of
from planning.year import Year
from planning.year_words import FullMonths, ring_text, shown_months

PAPERS: Final = ("a4", "a3")


def poster_of(
    municipality: Municipality,
    year: Year,
    full: FullMonths,
    *,
    paper: str,
    at: datetime,
) -> bytes:
    """A PDF on that paper. What does not fit stands on a second sheet."""
    title = _("The year %(year)s") % {"year": year.number}
    ring = ring_of(year, full.keys())
    words = {"ring": ring, "ring_title": title, "ring_text": ring_text(year)}
    months = [
        {
            "title": month.title,
            "full": month.full,
            "rows": [[row.when, row.item.name, row.said] for row in month.rows],
        }
        for month in shown_months(year, full)
    ]
    data = {
        "sender": sender(municipality),
        "heading": title,
        "paper": paper,
        "ring": render_to_string("planning/ring.svg", words).encode(),
        "ring_text": words["ring_text"],
        "lanes": [[lane.number, lane.name] for lane in ring.lanes],
        "months": months,
        "nothing": _("Nothing begins."),
    }
    return pdf("year", data, title=title, language=get_language() or "sv", at=at)
