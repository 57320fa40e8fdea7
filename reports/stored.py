"""A month's report as JSON and back, by the types of its fields.

A field that is added to the report later must have a default: an older JSON lacks it,
is read with that default, and says so in `MonthReport.uncounted`. What a newer program
has written is not guessed at: see UnknownDefinitions.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final, cast

from cattrs.preconf.json import make_converter

from organisation.months import Month
from reports.definitions import VERSION
from reports.report import MonthReport

MICROSECOND: Final = timedelta(microseconds=1)
NOT_STORED: Final = "uncounted"  # it is told by what the JSON lacks

Json = dict[str, Any]


class UnknownDefinitions(Exception):
    """A month was frozen by definitions that this program does not know."""


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


_CONVERTER: Final = _make_converter()


def as_json(report: MonthReport) -> Json:
    """All figures; spans of time in microseconds, moments as ISO 8601 has them."""
    stored = cast(Json, _CONVERTER.unstructure(report))
    del stored[NOT_STORED]
    return stored


def report_from(stored: Mapping[str, Any], definitions: int) -> MonthReport:
    """The report that `as_json` was given.

    Args:
        definitions: by which the figures were counted, as the snapshot says.

    Raises:
        UnknownDefinitions: the program is older than the figures.
    """
    if definitions > VERSION:
        raise UnknownDefinitions(definitions)
    report = cast(MonthReport, _CONVERTER.structure(stored, MonthReport))
    names = {each.name for each in fields(MonthReport)} - {NOT_STORED}
    return replace(report, uncounted=frozenset(names - stored.keys()))
