"""What the joint report's page shows: the members' figures in words."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from organisation.months import Month
from organisation.wording import NOTHING, month_text, month_title, number_text
from reports.big_numbers import BigNumber
from reports.joint.definitions import definitions
from reports.joint.reading import JointReading
from reports.joint.sentences import sentences
from reports.joint.shown import JointReport, joint_report
from reports.joint.tables import figures_of
from reports.page import is_empty
from reports.reading import Reading
from reports.suppression import Told
from reports.wording import hidden_notes, moment_text, percent_text, told_text


def page_of(reading: JointReading) -> dict[str, Any]:
    """All that the template needs; it computes nothing itself."""
    report = joint_report(reading)
    return {
        "title": month_title(reading.month),
        "reading": reading,
        "lede": " ".join(sentences(reading, report)),
        "numbers": numbers(report),
        "figures": figures_of(report, reading.month),
        "notes": notes(reading, report),
        "sources": sources(reading),
        "until": moment_text(reading.at),
        "definitions": definitions(),
    }


def numbers(report: JointReport) -> list[BigNumber]:
    """The sums that are read first."""
    share = report.share("kept", "due")
    told = report.total
    return [
        BigNumber(_told(told.get("received")), _("got in touch")),
        BigNumber(
            NOTHING if share is None else percent_text(share),
            _("of the promises were kept"),
        ),
        BigNumber(_told(told.get("met")), _("meetings and home visits")),
        BigNumber(
            _told(told.get("approved")),
            _("homes approved"),
            _in_twelve_months(told.get("year_approved")),
        ),
    ]


def _told(number: Told | None) -> str:
    return NOTHING if number is None else told_text(number)


def _in_twelve_months(number: Told | None) -> str:
    if not isinstance(number, int):
        return ""
    return _("%(number)s in twelve months") % {"number": number_text(number)}


def notes(reading: JointReading, report: JointReport) -> list[str]:
    """Why a row is empty, and what the words in the place of numbers mean."""
    found = [why_empty(each) for each in reading.readings if is_empty(each.report)]
    return found + hidden_notes(report.all_told)


def why_empty(reading: Reading) -> str:
    """“Höör: the register begins in April 2026.”"""
    began = reading.report.began_at
    words = {"name": reading.municipality.name}
    if began is None:
        return _("%(name)s: no family has got in touch yet.") % words
    words["began"] = month_text(Month.of(began))
    return _("%(name)s: the register begins in %(began)s.") % words


def sources(reading: JointReading) -> Sequence[tuple[str, str]]:
    """Where each member's figures come from, and until when they go."""
    return [
        (each.municipality.name, source_text(each))
        for each in reading.readings
        if not is_empty(each.report)
    ]


def source_text(reading: Reading) -> str:
    """Version 1, figures until 1 November at 06.00"""
    until = {"until": moment_text(reading.report.at)}
    if reading.snapshot is not None:
        return _("version %(number)s, figures until %(until)s") % {
            "number": reading.version,
            **until,
        }
    if reading.report.is_running:
        return _("the month is running, figures until %(until)s") % until
    return _("preliminary, figures until %(until)s") % until
