"""The sentences on top of a joint report: sums only. Nobody is compared."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organisation.wording import number_text, number_word
from reports.joint.reading import JointReading
from reports.joint.shown import JointReport, Row
from reports.report import Share
from reports.sentences import got_in_touch, homes_approved, kept_and_reached


def sentences(reading: JointReading, report: JointReport) -> list[str]:
    """Who got in touch with the members, what they kept, what became homes."""
    if not reading.registered:
        return []
    clauses = [
        _received(reading, report.total),
        _kept(report.total, is_running=reading.is_running),
        _approved(report.total),
    ]
    return [f"{capfirst(clause)}." for clause in clauses] + _room(report)


def _received(reading: JointReading, total: Row) -> str:
    number = total["received"]
    main = (
        got_in_touch(number, is_running=reading.is_running)
        if isinstance(number, int)
        else _("fewer than five families got in touch")
    )
    members = len(reading.registered)
    if members == 1:
        return main
    return _("%(families)s with the %(number)s municipalities together") % {
        "families": main,
        "number": number_word(members),
    }


def _kept(total: Row, *, is_running: bool) -> str:
    due, kept, reached = (total[each] for each in ("due", "kept", "reached"))
    if isinstance(due, int) and isinstance(kept, int) and isinstance(reached, int):
        return kept_and_reached(Share(kept, due), reached, is_running=is_running)
    return _("the promises that fell due were too few to be told")


def _approved(total: Row) -> str:
    number, year = total["approved"], total["year_approved"]
    main = (
        homes_approved(number)
        if isinstance(number, int)
        else _("fewer than five new homes were approved")
    )
    if not isinstance(year, int) or year == 0:
        return main
    text = ngettext(
        "%(homes)s, and in twelve months there has been one",
        "%(homes)s, and in twelve months there have been %(number)s",
        year,
    )
    return text % {"homes": main, "number": number_word(year)}


def _room(report: JointReport) -> list[str]:
    """Free places beside the need, where every member with figures has typed both."""
    typed = [row.told for row in report.rows if row.told]
    places, waiting = report.total["places"], report.total["waiting"]
    is_whole = all(row["places"] is not None for row in typed)
    if not is_whole or not isinstance(places, int) or not isinstance(waiting, int):
        return []
    return [
        _("Together there is room for %(places)s, and the need is %(waiting)s.")
        % {"places": number_text(places), "waiting": number_text(waiting)}
    ]
