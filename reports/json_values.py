"""Figures as JSON holds them, and back, by the types of their fields.

Months as 2026-03, spans of time in microseconds, moments as ISO 8601 has them.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from cattrs.preconf.json import make_converter

from organisation.months import Month

MICROSECOND: Final = timedelta(microseconds=1)


def _make_converter() -> Any:
    converter = make_converter()
    converter.register_unstructure_hook(Month, str)
    converter.register_structure_hook(Month, lambda text, _kind: _month(text))
    converter.register_unstructure_hook(timedelta, lambda span: span // MICROSECOND)
    converter.register_structure_hook(
        timedelta, lambda number, _kind: number * MICROSECOND
    )
    converter.register_unstructure_hook(Decimal, str)
    converter.register_structure_hook(Decimal, lambda text, _kind: Decimal(text))
    return converter


def _month(text: str) -> Month:
    """2026-03"""
    year, _dash, number = text.partition("-")
    return Month(int(year), int(number))


CONVERTER: Final = _make_converter()
