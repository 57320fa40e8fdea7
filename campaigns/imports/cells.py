"""One cell as a whole number, an amount or a day; or why it is none."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from django.utils.translation import gettext as _

from campaigns.imports.grid import Cell, Unreadable
from organisation.forms.money import MOST
from organisation.money import NotKronor, read_kronor
from organisation.tidy import tidy_line

MOST_COUNTED: Final = 10**12
LONGEST_NAME: Final = 200
LONGEST_SHOWN: Final = 30  # characters of a cell, in an error
NOTHING: Final = frozenset({"", "-", "--", "–", "—", "n/a"})
_WHOLE: Final = re.compile(r"[0-9]{1,15}|[0-9]{1,3}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*")
_TWO_WAYS: Final = re.compile(r"[0-9]{1,3}[.,][0-9]{3}")
_DAY: Final = re.compile(
    r"(?P<y>[0-9]{4})([-/.]?)(?P<m>[0-9]{2})\2(?P<d>[0-9]{2})(?:[ T]00:00(?::00)?)?"
)
_DAY_FIRST: Final = re.compile(r"(?P<d>[0-9]{1,2}) (?P<m>[a-zå]+)\.? (?P<y>[0-9]{4})")
_MONTH_FIRST: Final = re.compile(
    r"(?P<m>[a-zå]+)\.? (?P<d>[0-9]{1,2}),? (?P<y>[0-9]{4})"
)
_SHORT: Final = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt")
MONTHS: Final[Mapping[str, int]] = {
    **{name: month for month, name in enumerate((*_SHORT, "nov", "dec"), start=1)},
    "may": 5,
    "oct": 10,
}


class CellRefused(ValueError):
    """The cell is not what its column holds; `args[0]` says why, in words."""


def count_in(cell: Cell) -> int | None:
    """Read a whole number, 0 or more; None of an empty cell.

    Raises:
        CellRefused
    """
    amount = _number(cell)
    if amount is None:
        return None
    if isinstance(amount, str):
        digits = "".join(amount.split())
        if not _WHOLE.fullmatch(digits):
            raise _refused(cell, _("is no whole number"))
        amount = Decimal(re.sub("[.,]", "", digits))
    if amount != amount.to_integral_value() or amount < 0:
        raise _refused(cell, _("is no whole number"))
    if amount > MOST_COUNTED:
        raise _refused(cell, _("is too large"))
    return int(amount)


def kronor_in(cell: Cell) -> Decimal | None:
    """Read an amount, 0 or more, rounded to öre; None of an empty cell.

    Raises:
        CellRefused: also where it can be read in two ways: 12.500 in a file may be
            twelve and a half, or twelve thousand.
    """
    amount = _number(cell)
    if amount is None:
        return None
    if isinstance(amount, str):
        if _TWO_WAYS.fullmatch(amount):
            raise _refused(cell, _("can be read in two ways; write 12500 or 12,50"))
        try:
            amount = read_kronor(amount)
        except NotKronor:
            raise _refused(cell, _("is no amount")) from None
    if amount < 0:
        raise _refused(cell, _("is below 0"))
    if amount > MOST:
        raise _refused(cell, _("is too large"))
    return amount.quantize(Decimal("0.01"))


def day_in(cell: Cell) -> date | None:
    """Read a day; None of an empty cell. 01/03/2026 is none: who knows which month.

    Raises:
        CellRefused
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = _text(cell)
    if text is None:
        return None
    folded = text.casefold()
    for form in (_DAY, _DAY_FIRST, _MONTH_FIRST):
        if found := form.fullmatch(folded):
            return _day(found, cell)
    raise _refused(cell, _("is no date; write it as 2026-03-01"))


def name_in(cell: Cell) -> str:
    """Read a name; "" of an empty cell.

    Raises:
        CellRefused
    """
    return tidy_line(_text(cell) or "")[:LONGEST_NAME]


def _day(found: re.Match[str], cell: Cell) -> date:
    month = found["m"]
    number = int(month) if month.isdigit() else MONTHS.get(month[:3], 0)
    try:
        return date(int(found["y"]), number, int(found["d"]))
    except ValueError:
        raise _refused(cell, _("is no day of the calendar")) from None


def _number(cell: Cell) -> Decimal | str | None:
    """A number as it is; a text that may be one; None of nothing."""
    if isinstance(cell, bool):
        raise _refused(cell, _("is no number"))
    if isinstance(cell, int | float):
        return _exact(cell)
    return _text(cell)


def _exact(cell: int | float) -> Decimal:
    """What the spreadsheet shows: its own numbers have 15 digits."""
    try:
        amount = Decimal(format(cell, ".15g"))
    except InvalidOperation:
        raise _refused(cell, _("is no number")) from None
    if not amount.is_finite():
        raise _refused(cell, _("is no number"))
    return amount


def _text(cell: Cell) -> str | None:
    if cell is None:
        return None
    if isinstance(cell, Unreadable):
        if cell.is_formula:
            raise _refused(cell.text, _("is a formula without a value"))
        raise _refused(cell.text, _("is an error of the spreadsheet"))
    text = " ".join(str(cell).split())
    return None if text.casefold() in NOTHING else text


def _refused(cell: object, why: str) -> CellRefused:
    text = str(cell)
    shown = text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
    return CellRefused(_("“%(cell)s” %(why)s") % {"cell": shown, "why": why})
