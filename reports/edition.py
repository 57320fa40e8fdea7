"""A report as it goes out: its figures, and what people have written to them."""

from collections.abc import Sequence
from dataclasses import dataclass

from organisation.models import Municipality
from reports.figures.annotations import Note
from reports.lede import lede_of
from reports.reading import Reading
from reports.report import MonthReport
from reports.sentences import sentences


@dataclass(frozen=True)
class Edition:
    """One version of a month's report.

    Args:
        lede: the sentences on top, as the manager left them.
        version: None while the month runs and nothing is frozen.
        changes: what this version corrects; "" in the first.
        notes: of the thirteen months shown, by day.
    """

    municipality: Municipality
    report: MonthReport
    lede: str
    version: int | None = None
    changes: str = ""
    notes: Sequence[Note] = ()


def live(municipality: Municipality, report: MonthReport) -> Edition:
    """The report as it stands now, with the sentences that its figures make."""
    return Edition(municipality, report, " ".join(sentences(report)))


def edition_of(reading: Reading) -> Edition:
    """What is shown of a month, with the words that hold in the active language."""
    snapshot = reading.snapshot
    return Edition(
        reading.municipality,
        reading.report,
        lede_of(reading).text,
        version=None if snapshot is None else snapshot.version,
        changes="" if snapshot is None else snapshot.reason,
        notes=reading.report.notes,
    )
