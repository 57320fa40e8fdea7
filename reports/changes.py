"""What differs between two versions of a month, in words of both languages.

The words are kept with the snapshot, as its lede is: whatever is called otherwise
later, the version says what it said.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language

from reports.csv_file import Line, Value, lines
from reports.report import MonthReport
from reports.suppression import Hidden

Change = dict[str, Any]
"""`from` and `to`, None where there is nothing to count, a word where the number is not
told, kronor as text (1850.50); `is`: other, new or gone; and
by language the words of the line: figure, what it is of, unit, period."""

Words = tuple[str, str, str, str]
Key = tuple[Words, int]


@dataclass(frozen=True)
class ToldChange:
    """A change in one language; the rest as in Change."""

    figure: str
    of: str
    unit: str
    period: str
    before: Value
    after: Value
    kind: str


def changes_between(old: MonthReport, new: MonthReport) -> list[Change]:
    """Every line of the file that has another value, is new, or is gone."""
    return list(_changes(_by_language(old), _by_language(new)))


def told(changes: Sequence[Change]) -> list[ToldChange]:
    """The same in the active language."""
    language = get_language() or settings.LANGUAGE_CODE
    found = []
    for each in changes:
        figure, of, unit, period = each[language]
        before, after = _told(each["from"]), _told(each["to"])
        found.append(ToldChange(figure, of, unit, period, before, after, each["is"]))
    return found


def _told(value: int | str | None) -> Value:
    if not isinstance(value, str):
        return value
    return Hidden(value) if value in set(Hidden) else Decimal(value)


def _by_language(report: MonthReport) -> dict[str, list[Line]]:
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = list(lines(report))
    return found


def _changes(
    old: dict[str, list[Line]], new: dict[str, list[Line]]
) -> Iterator[Change]:
    """A line is known by its Swedish words; the others stand at the same place."""
    was = _places(old[settings.LANGUAGE_CODE])
    now = _places(new[settings.LANGUAGE_CODE])
    for key, place in now.items():
        after = _value(new, place)
        if key not in was:
            yield {"from": None, "to": after, "is": "new", **_words(new, place)}
        elif (before := _value(old, was[key])) != after:
            yield {"from": before, "to": after, "is": "other", **_words(new, place)}
    for key, place in was.items():
        if key not in now:
            before = _value(old, place)
            yield {"from": before, "to": None, "is": "gone", **_words(old, place)}


def _places(rows: Sequence[Line]) -> dict[Key, int]:
    """Where each line stands; of several alike, by which of them it is."""
    seen: Counter[Words] = Counter()
    found: dict[Key, int] = {}
    for place, row in enumerate(rows):
        words = _words_of(row)
        found[words, seen[words]] = place
        seen[words] += 1
    return found


def _value(rows: dict[str, list[Line]], place: int) -> int | str | None:
    """As JSON holds it."""
    value = rows[settings.LANGUAGE_CODE][place][2]
    return f"{value:.2f}" if isinstance(value, Decimal) else value


def _words(rows: dict[str, list[Line]], place: int) -> dict[str, list[str]]:
    return {code: list(_words_of(each[place])) for code, each in rows.items()}


def _words_of(line: Line) -> Words:
    figure, of, _value, unit, period = line
    return figure, of, unit, period
