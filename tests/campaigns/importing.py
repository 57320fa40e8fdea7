"""Files of ad managers as tests write them, and what is kept of them."""

import uuid
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from campaigns.imports import stored
from campaigns.imports.rows import ReadRow
from campaigns.models import Activity, PendingImport, ReachFigure
from organisation.models import StaffMember
from tests.make import NOON

IMPORT = reverse("campaigns:reach_import")
HEADS = "Kod;Från;Till;Visningar;Räckvidd;Klick;Kostnad (kr)"
ROW = "ratel7;2026-03-01;2026-03-07;12500;8000;310;1250,50"


def make_figure(activity: Activity, **fields: Any) -> ReachFigure:
    """What the channel says of the first week of March 2026."""
    return ReachFigure.objects.create(
        **{
            "municipality_id": activity.municipality_id,
            "activity": activity,
            "starts_on": date(2026, 3, 1),
            "ends_on": date(2026, 3, 7),
            "shown": 12_500,
            "recorded_at": NOON,
            **fields,
        }
    )


def make_pending(activity: Activity, by: StaffMember, **fields: Any) -> PendingImport:
    """A file with one right row about the activity; nobody has said yes yet."""
    row = ReadRow(
        2,
        names=[activity.code],
        starts_on=date(2026, 2, 1),
        ends_on=date(2026, 2, 7),
        shown=900,
    )
    made_at = fields.pop("made_at", NOON)
    return PendingImport.objects.create(
        **{
            "id": uuid.uuid4(),
            "municipality_id": activity.municipality_id,
            "by": by,
            "file_name": "export.csv",
            "rows": stored.to_json([row]),
            "made_at": made_at,
            "expires_at": made_at + timedelta(days=1),
            **fields,
        }
    )


def csv(*lines: str) -> bytes:
    return "\r\n".join(lines).encode()


def xlsx(*rows: list[Any], title: str = "Raw Data Report") -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def repacked(content: bytes, parts: dict[str, bytes]) -> bytes:
    """The same zip with some parts put in the place of others, or added."""
    file = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        kept = [each for each in old.namelist() if each not in parts]
        for name, part in {**{each: old.read(each) for each in kept}, **parts}.items():
            new.writestr(name, part)
    return file.getvalue()


def send(client: Client, content: bytes, name: str = "export.csv", **typed: Any) -> Any:
    """Choose the file on the page; the answer."""
    file = SimpleUploadedFile(name, content)
    return client.post(IMPORT, {"file": file, **typed})


def pending_of(answer: Any) -> PendingImport:
    return PendingImport.objects.get(pk=answer["Location"].split("/")[-2])
