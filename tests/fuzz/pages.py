"""What a page asks for: the names of its fields, and answers that would do."""

from collections.abc import Mapping
from html.parser import HTMLParser

PLAUSIBLE: Mapping[str, tuple[str, ...]] = {
    "tel": ("070-174 06 12", "+46701740613"),
    "email": ("anna@example.se",),
    "date": ("2026-03-12", "2027-01-01"),
    "datetime-local": ("2026-03-12T10:00",),
    "time": ("08:00", "16:30"),
    "number": ("1", "20"),
    "password": ("a kitchen table with six chairs",),
}
WRITTEN = ("Anna Holm", "Vi har en gård.")

Fields = dict[str, list[str]]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: Fields = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "select":
            self._select = given.get("name", "")
            self.fields.setdefault(self._select, [])
        elif tag == "option" and self._select:
            self.fields[self._select].append(given.get("value", ""))
        elif tag in {"input", "textarea", "button"} and given.get("name"):
            self._add(given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""

    def _add(self, given: Mapping[str, str]) -> None:
        known = self.fields.setdefault(given["name"], [])
        if given.get("value"):
            known.append(given["value"])
        elif given.get("type") in {"checkbox", "radio"}:
            known.append("on")
        else:
            known.extend(PLAUSIBLE.get(given.get("type", ""), WRITTEN))


def fields_of(page: str) -> Fields:
    """Give each field's name with values that the page itself might send."""
    reader = _Reader()
    reader.feed(page)
    reader.fields.pop("csrfmiddlewaretoken", None)
    return reader.fields
