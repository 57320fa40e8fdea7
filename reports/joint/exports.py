"""The joint report's files that are made beside the request: see exports/kinds.py."""

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import TextChoices
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from exports.kinds import File, Kind
from exports.models import Export
from organisation.months import Month
from organisation.spreadsheets import XLSX_TYPE
from organisation.wording import month_title
from reports import joint
from reports.exports import PDF_TYPE
from reports.joint.documents import joint_pdf
from reports.joint.files import joint_xlsx
from reports.joint.reading import JointReading, read_joint
from reports.models import Cooperation

LONGEST_NAME: Final = 60  # of a file


class Form(TextChoices):
    """What can be asked for; the value is the kind of export."""

    PDF = joint.PDF, pgettext_lazy("form", "PDF")
    WORKBOOK = joint.WORKBOOK, pgettext_lazy("form", "Excel")


def parameters_of(cooperation: Cooperation, month: Month) -> dict[str, Any]:
    """Which; leaving looks for `cooperation`: see reports.services.cooperation."""
    return {"cooperation": cooperation.pk, "month": str(month)}


def title_of(form: Form, cooperation: Cooperation, month: Month) -> str:
    """“Familjehemmen i Göinge, oktober 2026, Excel”"""
    return _("%(name)s: %(month)s, %(form)s") % {
        "name": cooperation.name,
        "month": month_title(month),
        "form": form.label,
    }


def file_name(cooperation: Cooperation, month: Month, ending: str) -> str:
    """familjehemmen-i-goinge-2026-10.xlsx"""
    name = slugify(cooperation.name)[:LONGEST_NAME].strip("-") or "gemensam"
    return f"{name}-{month}.{ending}"


def _workbook(export: Export, _pieces: Sequence[Any]) -> File:
    reading = _reading(export)
    name = file_name(reading.cooperation, reading.month, "xlsx")
    return File(name, XLSX_TYPE, joint_xlsx(reading))


def _pdf(export: Export, _pieces: Sequence[Any]) -> File:
    reading = _reading(export)
    name = file_name(reading.cooperation, reading.month, "pdf")
    return File(name, PDF_TYPE, joint_pdf(reading, export.municipality))


def _reading(export: Export) -> JointReading:
    """Of those who are members as the file is made, whoever was when it was asked for.

    Raises:
        Cooperation.DoesNotExist: the municipality that asked has left.
    """
    mine = Cooperation.objects.of(export.municipality)
    cooperation = mine.get(pk=export.parameters["cooperation"])
    year, _dash, number = export.parameters["month"].partition("-")
    return read_joint(cooperation, Month(int(year), int(number)), at=export.asked_at)


WORKBOOK: Final = Kind(_workbook)
PDF: Final = Kind(_pdf)
