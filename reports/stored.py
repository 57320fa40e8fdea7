"""A month's report as JSON and back, by the types of its fields.

A field that is added to the report later must have a default: an older JSON lacks it,
is read with that default, and says so in `MonthReport.uncounted`. What a newer program
has written is not guessed at: see UnknownDefinitions.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, Final, cast

from reports.definitions import VERSION
from reports.json_values import CONVERTER
from reports.report import MonthReport

NOT_STORED: Final = "uncounted"  # it is told by what the JSON lacks

Json = dict[str, Any]


class UnknownDefinitions(Exception):
    """A month was frozen by definitions that this program does not know."""


def as_json(report: MonthReport) -> Json:
    """All figures; spans of time in microseconds, moments as ISO 8601 has them."""
    stored = cast(Json, CONVERTER.unstructure(report))
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
    report = cast(MonthReport, CONVERTER.structure(stored, MonthReport))
    names = {each.name for each in fields(MonthReport)} - {NOT_STORED}
    return replace(report, uncounted=frozenset(names - stored.keys()))
