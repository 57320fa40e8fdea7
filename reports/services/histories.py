"""Take earlier years in: what would change first, then all of it or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

from django.db import transaction

from audit.services import record
from campaigns.imports.refusals import FileRefused
from campaigns.imports.texts import read_text
from organisation.models import Municipality
from organisation.months import Month
from reports.figures.received import began_at
from reports.histories.headings import Table, table_of
from reports.histories.reading import History, ReadMonth, history_of
from reports.models import EarlierMonth

MOST_BYTES: Final = 20_000_000
MOST_ROWS: Final = 200_000


class Fate(StrEnum):
    """What becomes of a month."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "as before"


@dataclass(frozen=True)
class Preview:
    """What a file says of each month, beside what stands in the database now."""

    municipality: Municipality
    table: Table
    history: History
    fates: Mapping[Month, Fate]

    @property
    def written(self) -> Sequence[Month]:
        return [month for month, fate in self.fates.items() if fate != Fate.SAME]


def preview(municipality: Municipality, path: Path, *, at: datetime) -> Preview:
    """Read a CSV file of a municipality's own earlier years.

    Raises:
        FileRefused: it cannot be read at all. What is wrong with single rows stands in
            the preview's `history.errors`.
        OSError: there is no such file.
    """
    if path.stat().st_size > MOST_BYTES:
        raise FileRefused(f"The file is larger than {MOST_BYTES // 1_000_000} MB.")
    table = table_of(read_text(path.read_bytes(), MOST_ROWS))
    history = history_of(table, last_before_register(municipality, at))
    return Preview(municipality, table, history, _fates(municipality, history))


def last_before_register(municipality: Municipality, at: datetime) -> Month:
    """The month before that of the first inquiry or, where there is none, of now."""
    return Month.of(began_at(municipality) or at).plus(-1)


@transaction.atomic
def take_in(seen: Preview, *, at: datetime) -> int:
    """Write the months that are new or changed; how many. A person's data is not read.

    Raises:
        ValueError: the file has errors: then nothing of it is taken in.
    """
    if seen.history.errors:
        raise ValueError("A file with errors is not imported")
    for month in seen.written:
        EarlierMonth.objects.update_or_create(
            municipality=seen.municipality,
            month=month.first_day,
            defaults={**vars(seen.history.months[month]), "imported_at": at},
        )
    if seen.written:
        record("imported-earlier-months", seen.municipality, by=None, at=at)
    return len(seen.written)


def _fates(municipality: Municipality, history: History) -> dict[Month, Fate]:
    standing = {
        row.of_month: ReadMonth(row.received, row.approved, row.promises, row.kept)
        for row in EarlierMonth.objects.of(municipality)
    }

    def fate(month: Month, figures: ReadMonth) -> Fate:
        if month not in standing:
            return Fate.NEW
        return Fate.SAME if standing[month] == figures else Fate.CHANGED

    return {each: fate(each, history.months[each]) for each in sorted(history.months)}
