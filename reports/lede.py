"""What stands on top of a month: the generated sentences, or a manager's own."""

from dataclasses import dataclass

from django.utils.translation import get_language

from reports.models import Lede
from reports.reading import Reading
from reports.sentences import sentences


@dataclass(frozen=True)
class ShownLede:
    """In one language: what is shown, what was generated, and the row behind it.

    `written` is None where the generated sentences are shown.
    """

    text: str
    generated: str
    written: Lede | None
    is_of_other_figures: bool = False
    """Whether the month was frozen, or corrected, after it was written."""


def lede_of(reading: Reading) -> ShownLede:
    """The one of a reading in the active language; a later version's is not shown."""
    generated = generated_lede(reading)
    row = lede_row(reading)
    text = "" if row is None else _in_language(row)
    if row is None or not text:
        return ShownLede(generated, generated, None)
    return ShownLede(text, generated, row, row.version != reading.version)


def generated_lede(reading: Reading) -> str:
    """A snapshot's own, as it was then; else made of the figures of this moment."""
    if reading.snapshot is None:
        return " ".join(sentences(reading.report))
    return reading.snapshot.lede if _is_swedish() else reading.snapshot.lede_en


def lede_row(reading: Reading) -> Lede | None:
    rows = Lede.objects.of(reading.municipality).of_month(reading.month)
    return rows.filter(version__lte=reading.version).last()


def _in_language(row: Lede) -> str:
    return row.text if _is_swedish() else row.text_en


def _is_swedish() -> bool:
    return get_language() == "sv"
