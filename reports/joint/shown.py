"""What a joint report tells: counts, or the words that stand in their place.

It leaves the unit. One to four people are “fewer than 5”, and what would give such a
number away is hidden with it. The sums stand, for they are what it is made for; only
where they would give a number away whatever else is hidden, they are hidden instead.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from itertools import chain
from typing import Final

from inquiries.workflow import Stage
from organisation.models import Municipality
from reports.joint.reading import JointReading
from reports.report import SMALLEST_BASE, MonthReport, Share
from reports.suppression import SMALLEST, Hidden, Told, in_columns

# Columns that are told together or not at all, for they bound each other.
GROUPS: Final = (
    ("received", "year_received"),
    ("due", "kept", "reached", "year_due", "year_kept"),
    ("met",),
    ("approved", "year_approved"),
    ("homes",),
    ("waiting",),
)
# Nobody can be in the first who is not in the second.
WITHIN: Final = (
    ("received", "year_received"),
    ("kept", "due"),
    ("reached", "kept"),
    ("due", "year_due"),
    ("kept", "year_kept"),
    ("year_kept", "year_due"),
    ("approved", "year_approved"),
)
PLACES: Final = "places"  # free places are no people: told as they are typed
COLUMNS: Final = (*chain.from_iterable(GROUPS), PLACES)

Counts = tuple[tuple[str, int | None], ...]
Row = Mapping[str, Told | None]
"""By column; None: nothing was typed in."""


@dataclass(frozen=True)
class JointRow:
    """One member's month, as it may be told; empty where it had no register."""

    municipality: Municipality
    told: Row
    wait: timedelta | None = None

    def share(self, part: str, whole: str) -> Share | None:
        return share_of(self.told, part, whole)


@dataclass(frozen=True)
class JointReport:
    """The members' rows by name, and their sum.

    `band` is that of reports.figures.waits in which the middle wait of all members'
    families lies: middle waits cannot be added.
    """

    rows: Sequence[JointRow]
    total: Row
    band: int | None

    def share(self, part: str, whole: str) -> Share | None:
        return share_of(self.total, part, whole)

    @property
    def all_told(self) -> Sequence[Told]:
        """Every number and every word in the place of one."""
        rows = (self.total, *(row.told for row in self.rows))
        return [told for row in rows for told in row.values() if told is not None]


def share_of(told: Row, part: str, whole: str) -> Share | None:
    """Only of numbers that are told, and of ten or more: it would give them away."""
    some, all_of_them = told.get(part), told.get(whole)
    if isinstance(some, Hidden) or isinstance(all_of_them, Hidden):
        return None
    if some is None or all_of_them is None or all_of_them < SMALLEST_BASE:
        return None
    return Share(some, all_of_them)


def joint_report(reading: JointReading) -> JointReport:
    """What may be told of the month."""
    registered = {each.municipality.pk: each.report for each in reading.registered}
    told = protected(tuple(counts_of(each) for each in registered.values()))
    rows_told = dict(zip(registered, told.rows, strict=True))
    rows = [
        JointRow(
            each.municipality,
            rows_told.get(each.municipality.pk, {}),
            middle_wait(registered.get(each.municipality.pk)),
        )
        for each in reading.readings
    ]
    return JointReport(rows, told.total, middle_band(reading.reports))


def counts_of(report: MonthReport) -> Counts:
    """What is counted of a member's month; None where nothing was typed."""
    own, year, bank = report.own, report.twelve_months_compared.now, report.bank
    return (
        ("received", own.received),
        ("year_received", year.received),
        ("due", own.promises.due),
        ("kept", own.promises.kept),
        ("reached", report.reached),
        ("year_due", year.kept.whole),
        ("year_kept", year.kept.part),
        ("met", report.moves.taken.get(Stage.MEETING, 0)),
        ("approved", own.approved),
        ("year_approved", year.approved),
        ("homes", None if bank is None else bank.approved),
        ("waiting", None if bank is None else bank.waiting),
        (PLACES, None if bank is None else bank.places),
    )


@dataclass(frozen=True)
class Protected:
    """Rows in the order given, and the sum of each column."""

    rows: Sequence[Row]
    total: Row


@lru_cache(maxsize=100)
def protected(counts: tuple[Counts, ...]) -> Protected:
    """Decide what may be told of the members' counts."""
    numbers = [dict(each) for each in counts]
    rows: list[dict[str, Told | None]] = [{} for _ in counts]
    total: dict[str, Told | None] = {}
    for group in GROUPS:
        _protect(numbers, rows, total, group)
    for own, row in zip(numbers, rows, strict=True):
        row[PLACES] = own[PLACES]
    places = [number for own in numbers if (number := own[PLACES]) is not None]
    total[PLACES] = _sum(places, is_hidden=False)
    return Protected(rows, total)


def _protect(
    numbers: Sequence[Mapping[str, int | None]],
    rows: Sequence[dict[str, Told | None]],
    total: dict[str, Told | None],
    group: Sequence[str],
) -> None:
    """Fill one group of columns in: all of it together, else column by column."""
    typed = {
        (place, column): number
        for place, own in enumerate(numbers)
        for column in group
        if (number := own[column]) is not None
    }
    told = _told(typed, typed)
    for column in group:
        own = {key: number for key, number in typed.items() if key[1] == column}
        cells = _told(own, typed) if told is None else told
        shown = {key: _small(own[key]) if cells is None else cells[key] for key in own}
        gives_away = cells is None and any(
            isinstance(n, Hidden) for n in shown.values()
        )
        total[column] = _sum(own.values(), is_hidden=gives_away)
        for place, row in enumerate(rows):
            row[column] = shown.get((place, column))


Cells = Mapping[tuple[int, str], int]


def _told(cells: Cells, all_cells: Cells) -> dict[tuple[int, str], Told] | None:
    """As reports.suppression.in_columns, whose sums are told; what is not moved stays.

    None where the sums would give a number away, and where a member is by itself: the
    sum is its number.
    """
    if len({place for place, _column in cells}) < 2:
        return None

    rows: dict[int, dict[str, int]] = {}
    for (place, column), number in all_cells.items():
        rows.setdefault(place, {})[column] = number

    def may_be(place: int, moved: Mapping[str, int]) -> bool:
        row = {**rows[place], **moved}
        return all(row[a] <= row[b] for a, b in WITHIN if a in row and b in row)

    return in_columns(cells, may_be=may_be)


def _small(number: int) -> Told:
    return Hidden.FEW if 0 < number < SMALLEST else number


def _sum(numbers: Collection[int], *, is_hidden: bool) -> Told | None:
    """Of those that have a number; None where none has."""
    if not numbers:
        return None
    whole = sum(numbers)
    if not is_hidden:
        return whole
    return Hidden.FEW if whole < SMALLEST else Hidden.WITHHELD


def middle_wait(report: MonthReport | None) -> timedelta | None:
    """Half of the first conversations came within; of five or more."""
    if report is None or report.waits.elapsed is None:
        return None
    return report.waits.elapsed.median if report.waits.contacted >= SMALLEST else None


def middle_band(reports: Sequence[MonthReport]) -> int | None:
    """The number of the band in which the middle wait of all lies; None: too few."""
    spoken = [each.waits for each in reports if each.waits.contacted]
    if not spoken or not all(each.bands for each in spoken):
        return None
    bands = [sum(numbers) for numbers in zip(*(w.bands for w in spoken), strict=True)]
    whole = sum(bands)
    if whole < SMALLEST_BASE:
        return None
    return next(
        place for place in range(len(bands)) if 2 * sum(bands[: place + 1]) >= whole
    )
