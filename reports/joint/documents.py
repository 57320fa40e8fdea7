"""The joint report on paper: the form of the month's report, with the members' rows."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from organisation.documents import pdf, sender
from organisation.models import Municipality
from reports.joint.page import page_of
from reports.joint.reading import JointReading
from reports.tables import Table

TEMPLATE = "report"


def joint_pdf(reading: JointReading, municipality: Municipality) -> bytes:
    """A4, PDF/UA-1, in the active language, under the head of who asks for it.

    Raises:
        typst.TypstError: the template is at fault.
    """
    page = page_of(reading)
    return pdf(
        TEMPLATE,
        _document(reading, municipality, page),
        title=f"{page['title']} – {reading.cooperation.name}",
        language=get_language() or "sv",
        at=reading.at,
    )


def _document(
    reading: JointReading, municipality: Municipality, page: dict[str, Any]
) -> dict[str, Any]:
    """All that templates/documents/report.typ needs."""
    name = reading.cooperation.name
    made = _("made on %(moment)s") % {"moment": page["until"]}
    return {
        "sender": sender(municipality),
        "mark_alt": _("The mark of %(name)s") % {"name": municipality.name},
        "running": f"{name} · {page['title']}",
        "about": [
            name,
            " · ".join(each.municipality.name for each in reading.readings),
        ],
        "title": page["title"],
        "running_notice": _running_notice(reading, page["until"]),
        "lede": page["lede"],
        "numbers": [vars(number) for number in page["numbers"]],
        "rows": [[_figure(title, table)] for title, table in page["figures"]],
        "appendix_title": _("About the figures"),
        "appendix": [
            _notes(_("How to read them"), page["notes"]),
            _notes(
                _("Where the figures come from"),
                [f"{town}: {text}" for town, text in page["sources"]],
            ),
        ],
        "definitions_title": _("How we count"),
        "definitions": [[each.term, each.text] for each in page["definitions"]],
        "footer": f"{name} · {made}",
        "page": _("Page"),
    }


def _running_notice(reading: JointReading, until: str) -> str:
    if not reading.is_running:
        return ""
    return _("The month is running: these are the figures until %(until)s.") % {
        "until": until
    }


def _figure(title: str, table: Table) -> dict[str, Any]:
    rows = [vars(row) for row in table.rows]
    shown = {"heads": table.heads, "has_bars": False, "rows": rows, "breaks": True}
    return _notes(title, []) | {"tables": [shown]}


def _notes(title: str, notes: Sequence[str]) -> dict[str, Any]:
    return {"title": title, "chart": None, "tables": [], "notes": notes, "others": []}
