"""The report as a PDF in the mail, where the municipality wants that.

It is made as the mail leaves, of the frozen month, and never lies in the outbox.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final
from uuid import UUID

from django.utils import translation

from messaging.models import Attachment, Message
from reports.documents import report_pdf
from reports.edition import edition_of
from reports.exports import PDF_TYPE, file_name
from reports.models import Lede, Posting, Snapshot
from reports.reading import read_month

KEPT: Final = 8  # documents in memory: a town's in both languages, while they are sent


def files_for(messages: Sequence[Message]) -> Mapping[UUID, Sequence[Attachment]]:
    """The PDF of each message; nothing where only a link is sent.

    Named in MESSAGE_ATTACHMENTS.
    """
    towns = {each.municipality_id for each in messages}
    attaching = set(
        Posting.objects.filter(municipality__in=towns, attaches_pdf=True).values_list(
            "municipality", flat=True
        )
    )
    chosen = [each for each in messages if each.municipality_id in attaching]
    rows = Snapshot.objects.without_figures().select_related("municipality")
    snapshots = rows.in_bulk({each.subject_id for each in chosen})
    return {
        each.pk: [_attachment(snapshots[each.subject_id], each.language)]
        for each in chosen
    }


def _attachment(snapshot: Snapshot, language: str) -> Attachment:
    town, month = snapshot.municipality, snapshot.of_month
    written = Lede.objects.of(town).of_month(month).last()
    lede_id = 0 if written is None else written.pk
    content = _pdf(snapshot.pk, lede_id, town.settings_version, language)
    return Attachment(
        file_name(town, month, "pdf", snapshot.version), content, PDF_TYPE
    )


@lru_cache(maxsize=KEPT)
def _pdf(
    snapshot_id: int, _lede_id: int, _settings_version: int, language: str
) -> bytes:
    """Made once for all who get it in a row; anew where anything in it has changed."""
    snapshot = Snapshot.objects.select_related("municipality").get(pk=snapshot_id)
    reading = read_month(
        snapshot.municipality,
        snapshot.of_month,
        at=snapshot.at,
        version=snapshot.version,
    )
    with translation.override(language):
        return report_pdf(edition_of(reading))
