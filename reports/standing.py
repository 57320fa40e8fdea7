"""Where the figures of a month come from, in words: frozen, corrected, running."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from organisation.wording import NOTHING
from reports.care_tables import exact_money
from reports.changes import ToldChange, told
from reports.csv_file import Value
from reports.definitions import VERSION
from reports.figures.annotations import notes_in
from reports.models import Snapshot
from reports.reading import Reading
from reports.wording import moment_text, told_text


@dataclass(frozen=True)
class ChangeRow:
    """One figure that a version has changed."""

    figure: str
    period: str
    before: str
    after: str


@dataclass(frozen=True)
class VersionRow:
    """A version in the list of all: when and why it was made, and what it changed."""

    number: int
    made: str
    by: str
    reason: str
    changes: Sequence[ChangeRow]
    is_shown: bool


FEW_CHANGES: Final = 10  # so many are shown at once; more are folded


@dataclass(frozen=True)
class Standing:
    """What the page says of a frozen month; nothing to say of one that is not.

    `changes` are those of the version that is shown, the month's own figures first.
    `has_other_notes` says that annotations have come, changed or gone since.
    """

    versions: Sequence[VersionRow] = ()
    changes: Sequence[ChangeRow] = ()
    has_older_definitions: bool = False
    has_other_notes: bool = False

    @property
    def has_few_changes(self) -> bool:
        return len(self.changes) <= FEW_CHANGES


def standing_of(reading: Reading) -> Standing:
    snapshot = reading.snapshot
    if snapshot is None:
        return Standing()
    versions = [_version_row(each, reading) for each in reading.versions]
    shown = next(each for each in versions if each.is_shown)
    return Standing(
        versions,
        sorted(shown.changes, key=lambda each: each.period != str(reading.month)),
        snapshot.definitions < VERSION,
        reading.is_latest and _has_other_notes(reading),
    )


def change_rows(changes: Sequence[ToldChange]) -> list[ChangeRow]:
    return [
        ChangeRow(
            f"{each.figure}: {each.of}" if each.of else each.figure,
            each.period,
            _("not there") if each.kind == "new" else _value(each.before, each.unit),
            _("gone") if each.kind == "gone" else _after(each),
        )
        for each in changes
    ]


def _version_row(version: Snapshot, reading: Reading) -> VersionRow:
    by = version.made_by
    return VersionRow(
        version.version,
        moment_text(version.at),
        _("the program") if by is None else by.display_name,
        version.reason,
        change_rows(told(version.changes)),
        version.version == reading.version,
    )


def _after(change: ToldChange) -> str:
    """What is written down without a value is simply there now."""
    if change.kind == "new" and change.after is None:
        return _("added")
    return _value(change.after, change.unit)


def _value(value: Value, unit: str) -> str:
    """12, or 340 minutes: the unit where it is not a mere number."""
    if value is None:
        return NOTHING
    if isinstance(value, Decimal):
        return exact_money(value)
    number = told_text(value)
    return number if unit == pgettext("unit", "number") else f"{number} {unit}"


def _has_other_notes(reading: Reading) -> bool:
    month = reading.month
    present = notes_in(reading.municipality, month.plus(-12), month)
    return present != reading.report.notes
