"""The report's files that are made beside the request: see exports/kinds.py."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db.models import TextChoices
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from exports.kinds import File, Kind
from exports.models import Export
from organisation.models import Municipality
from organisation.months import Month
from organisation.spreadsheets import XLSX_TYPE
from organisation.wording import month_title, span_text
from reports.documents import report_pdf
from reports.edition import Edition, edition_of
from reports.reading import Reading, read_month
from reports.twelve_months import MONTHS, counts_of, twelve_months_xlsx
from reports.workbook import report_xlsx

PDF_TYPE: Final = "application/pdf"


class Form(TextChoices):
    """What can be asked for; the value is the kind of export."""

    PDF = "report-pdf", pgettext_lazy("form", "PDF")
    WORKBOOK = "report-workbook", pgettext_lazy("form", "Excel")
    TWELVE_MONTHS = (
        "report-twelve-months",
        pgettext_lazy("form", "Excel, twelve months"),
    )


def parameters_of(reading: Reading) -> dict[str, Any]:
    """Which month, in which version; 0 where it is not frozen yet."""
    return {"month": str(reading.month), "version": reading.version}


def title_of(form: Form, reading: Reading) -> str:
    """What the file is called on its page: “Oktober 2026, PDF”."""
    month, version = reading.month, reading.version
    if form == Form.TWELVE_MONTHS:
        months = span_text(month.plus(1 - MONTHS), month)
        return _("Twelve months: %(months)s, Excel") % {"months": months}
    title = f"{month_title(month)}, {form.label}"
    if version > 1:
        title += ", " + _("version %(number)s") % {"number": version}
    return title


def file_name(
    municipality: Municipality, month: Month, ending: str, version: int = 1
) -> str:
    """ekebacka-kommun-2026-10.pdf; a correction ends in its version, -2.pdf."""
    town = slugify(municipality.name) or "rapport"
    numbered = f"-{version}" if version > 1 else ""
    return f"{town}-{month}{numbered}.{ending}"


def _pdf(export: Export, _pieces: Sequence[Any]) -> File:
    edition = edition_of(_reading(export))
    return File(_name(edition, "pdf"), PDF_TYPE, report_pdf(edition))


def _workbook(export: Export, _pieces: Sequence[Any]) -> File:
    edition = edition_of(_reading(export))
    return File(_name(edition, "xlsx"), XLSX_TYPE, report_xlsx(edition))


def _name(edition: Edition, ending: str) -> str:
    month, version = edition.report.month, edition.version or 1
    return file_name(edition.municipality, month, ending, version)


def _reading(export: Export) -> Reading:
    """The version that was asked for; a month that runs, as it stood then."""
    return read_month(
        export.municipality,
        _month(export.parameters),
        at=export.asked_at,
        version=export.parameters["version"] or None,
    )


def _counts(export: Export, number: int) -> dict[str, Any]:
    """One of the twelve months in its latest version, the first month first."""
    month = _month(export.parameters).plus(number + 1 - MONTHS)
    return counts_of(read_month(export.municipality, month, at=export.asked_at).report)


def _twelve_months(export: Export, pieces: Sequence[Any]) -> File:
    month = _month(export.parameters)
    content = twelve_months_xlsx(export.municipality, month, pieces, at=export.asked_at)
    name = file_name(export.municipality, month, "xlsx")
    return File(f"12-{name}", XLSX_TYPE, content)


def _month(parameters: Mapping[str, Any]) -> Month:
    year, _dash, number = parameters["month"].partition("-")
    return Month(int(year), int(number))


PDF: Final = Kind(_pdf)
WORKBOOK: Final = Kind(_workbook)
TWELVE_MONTHS: Final = Kind(_twelve_months, pieces=MONTHS, gather=_counts)
