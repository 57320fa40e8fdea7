"""Our own template of a file: what a town writes that has no ad manager."""

from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_lazy as _

from organisation.spreadsheets import Cell

# Each is a heading in columns.HEADINGS, in both languages.
HEADS: Final = (
    _("Code"),
    _("From"),
    _("To"),
    _("Shown"),
    _("Reach"),
    _("Clicks"),
    _("Cost (kr)"),
)


def example_rows() -> list[list[Cell]]:
    """One row that shows how; its code is nobody's, so that it is never read in."""
    first, last = date(2026, 3, 1), date(2026, 3, 31)
    return [["exempel-kod", first, last, 12500, 8000, 310, Decimal("1250.50")]]
