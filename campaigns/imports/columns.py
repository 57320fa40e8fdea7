"""Which column is which: the headings of our template, of Meta and of Google Ads.

Ad managers rename their columns now and then, and export them in the language of
whoever asks. A new name is one more word in HEADINGS.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext as _

from campaigns.imports.grid import Cell, Grid, Row
from campaigns.imports.refusals import FileRefused

FIRST_ROWS: Final = 40  # the headings stand in one of these, below titles of the file


class Column(StrEnum):
    """What a column tells. Names come first where they say more precisely which."""

    CODE = "code"
    UTM = "utm"
    AD = "ad"
    ACTIVITY = "activity"
    AD_SET = "ad_set"
    CAMPAIGN = "campaign"
    DAY = "day"
    STARTS = "starts_on"
    ENDS = "ends_on"
    SHOWN = "shown"
    REACHED = "reached"
    CLICKS = "clicks"
    SPENT = "spent"
    CURRENCY = "currency"


NAMES: Final = (
    Column.CODE,
    Column.UTM,
    Column.AD,
    Column.ACTIVITY,
    Column.AD_SET,
    Column.CAMPAIGN,
)
FIGURES: Final = (Column.SHOWN, Column.REACHED, Column.CLICKS, Column.SPENT)
# In small letters, without unit and full stop. Of two columns that tell the same, the
# one that is named first here counts: clicks on the link before clicks of any kind.
HEADINGS: Final[Mapping[Column, tuple[str, ...]]] = {
    Column.CODE: ("kod", "code"),
    Column.UTM: ("utm_campaign", "utm campaign", "utm-kampanj", "utm_content"),
    Column.AD: ("ad name", "annonsnamn", "annonsens namn", "annons", "ad"),
    Column.ACTIVITY: ("aktivitet", "activity"),
    Column.AD_SET: (
        *("ad set name", "adset name", "ad group", "ad group name"),
        *("namn på annonsuppsättning", "annonsuppsättningens namn", "annonsgrupp"),
        *("annonsuppsättning", "annonsuppsättningsnamn"),
    ),
    Column.CAMPAIGN: (
        *("campaign name", "campaign", "kampanjnamn", "kampanjens namn", "kampanj"),
    ),
    Column.DAY: ("day", "date", "dag", "datum"),
    Column.STARTS: (
        *("från", "from", "reporting starts", "rapporteringsstart"),
        *("rapporteringen startar", "rapportering startar", "rapporteringen börjar"),
        *("rapporteringens start", "startdatum för rapportering", "startdag"),
    ),
    Column.ENDS: (
        *("till", "to", "reporting ends", "rapporteringsslut"),
        *("rapporteringen slutar", "rapportering slutar", "rapporteringens slut"),
        *("slutdatum för rapportering", "slutdag"),
    ),
    Column.SHOWN: (
        *("visningar", "shown", "times shown", "impressions", "impr"),
        *("exponeringar", "exponer", "exp", "views"),
    ),
    Column.REACHED: (
        *("räckvidd", "nådda personer", "reach", "people reached", "unique users"),
        *("unika användare",),
    ),
    Column.CLICKS: (
        *("länkklick", "link clicks", "klick på länk", "klick på länkar"),
        *("klick", "clicks", "klick (alla)", "clicks (all)"),
    ),
    Column.SPENT: (
        *("kostnad", "cost", "spent", "amount spent", "spenderat belopp"),
        *("belopp spenderat", "spenderat", "belopp som spenderats", "spend"),
    ),
    Column.CURRENCY: ("valuta", "currency", "valutakod", "currency code"),
}
_UNIT: Final = re.compile(r"\s*(?:\(([a-z]{3}|kr|kronor)\)|,\s*(kr|kronor))$")
KRONOR: Final = frozenset({"sek", "kr", "kronor"})
_PLACES: Final = {
    heading: (column, rank)
    for column, headings in HEADINGS.items()
    for rank, heading in enumerate(headings)
}


@dataclass(frozen=True)
class Heading:
    """A column of the file: where it stands, and how it is headed there."""

    place: int  # the first is 0
    text: str


@dataclass(frozen=True)
class Table:
    """A sheet whose columns are known, and the rows below its headings."""

    title: str
    headings: Mapping[Column, Heading]
    rows: tuple[Row, ...]


def tables_of(grids: list[Grid]) -> Iterator[Table]:
    """Go through the sheets that have a row of headings with a figure in it."""
    for grid in grids:
        for number, row in enumerate(grid.rows[:FIRST_ROWS]):
            found = _headings(row)
            if any(each in found for each in FIGURES):
                yield Table(grid.title, found, tuple(grid.rows[number + 1 :]))
                break


def table_of(grids: list[Grid]) -> Table:
    """Give the sheet that says the most of what we look for; the first of equals.

    Raises:
        FileRefused: none has a heading that we know, or the money is no kronor.
    """
    tables = list(tables_of(grids))
    if not tables:
        raise FileRefused(
            _(
                "No row has headings that we know, such as Impressions, Reach, Clicks "
                "or Amount spent. Compare with our template."
            )
        )
    found = max(tables, key=lambda each: len(each.headings))
    _check_currency(found.headings.get(Column.SPENT))
    return found


def _headings(row: Row) -> dict[Column, Heading]:
    found: dict[Column, tuple[int, Heading]] = {}
    for place, cell in enumerate(row.cells):
        column, rank = _PLACES.get(_bare(cell), (None, 0))
        if column is None:
            continue
        if column not in found or rank < found[column][0]:
            found[column] = rank, Heading(place, str(cell).strip()[:60])
    return {column: heading for column, (_rank, heading) in found.items()}


def _bare(cell: Cell) -> str:
    """The heading in small letters, without its unit."""
    if not isinstance(cell, str) or len(cell) > 100:
        return ""
    words = " ".join(unicodedata.normalize("NFC", cell).casefold().split())
    return _UNIT.sub("", words.rstrip("."))


def _check_currency(heading: Heading | None) -> None:
    unit = _UNIT.search(heading.text.casefold()) if heading else None
    if heading and unit and (unit[1] or unit[2]) not in KRONOR:
        raise FileRefused(
            _("Column “%(column)s”: the amounts must be in Swedish kronor (SEK).")
            % {"column": heading.text}
        )
