"""Swedish kronor, as people write them and as they are shown."""

import re
from decimal import Decimal
from typing import Final

SPACE: Final = "\N{NO-BREAK SPACE}"
LONGEST: Final = 40  # characters: more is no amount
_UNIT: Final = re.compile(r"(?:kronor|kr\.?|sek|:-|[,.]-)$", re.IGNORECASE)
_PLAIN: Final = re.compile(r"[0-9]{1,15}(?:[.,][0-9]{1,2})?")
_GROUPED: Final = re.compile(
    r"[0-9]{1,3}(?:(?:\.[0-9]{3})+(?:,[0-9]{1,2})?|(?:,[0-9]{3})+(?:\.[0-9]{1,2})?)"
)


class NotKronor(ValueError):
    """The text is no amount."""


def read_kronor(typed: str) -> Decimal:
    """Read 12 500, 12500,50, 12.500 or “12 500 kr”; never below zero.

    One or two digits after the last comma or point are öre, three are thousands.

    Raises:
        NotKronor: it is none of these.
    """
    if len(typed) > LONGEST:
        raise NotKronor(typed[:LONGEST])
    digits = "".join(_UNIT.sub("", typed.strip()).split())
    if _PLAIN.fullmatch(digits):
        return Decimal(digits.replace(",", "."))
    if not _GROUPED.fullmatch(digits):
        raise NotKronor(typed)
    whole, comma, ore = _split(digits)
    return Decimal(re.sub("[.,]", "", whole) + ("." if comma else "") + ore)


def _split(digits: str) -> tuple[str, bool, str]:
    """The thousands and, where there are any, the öre."""
    last = max(digits.rfind("."), digits.rfind(","))
    if len(digits) - last - 1 == 3:
        return digits, False, ""
    return digits[:last], True, digits[last + 1 :]


def kronor_text(amount: Decimal) -> str:
    """12 500 or 12 500,50: with hard spaces, and öre only where there are any."""
    form = ",.0f" if amount == amount.to_integral_value() else ",.2f"
    return format(amount, form).replace(",", SPACE).replace(".", ",")
