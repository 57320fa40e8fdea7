"""The Swedish catalogues: what the code says, what is translated, what is missing.

Every app has a folder in `locale/`; what stands in templates belongs to the app of
their folder, and everything without an app to `recruitment`. Babel does the work, so no
program of the machine is needed.
"""

import ast
import io
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import template

from organisation.definitions import first_paragraph
from recruitment.embedded.folders import ROOT

LANGUAGE = "sv"
HOME_OF_THE_REST = "recruitment"
PRINTED = "@printed"
LINE_WIDTH = 88  # characters
UNFILLED = tuple(
    f'"{field}'
    for field in (
        "Project-Id-Version",
        "Report-Msgid-Bugs-To",
        "POT-Creation-Date",
        "PO-Revision-Date",
        "Last-Translator",
        "Language-Team",
        "Generated-By",
    )
)
MARKS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
Key = tuple[str, str | None]  # the English text, singular, and its context


@dataclass(frozen=True)
class Text:
    """One text that the code marks for translation."""

    msgid: str | tuple[str, str]
    context: str | None
    place: tuple[str, int]  # file below the root, line

    @property
    def key(self) -> Key:
        first = self.msgid if isinstance(self.msgid, str) else self.msgid[0]
        return first, self.context


def catalogue_path(app: str) -> Path:
    return ROOT / "locale" / app / LANGUAGE / "LC_MESSAGES" / "django.po"


def apps() -> list[str]:
    return [Path(folder).name for folder in settings.LOCALE_PATHS]


def outdated() -> list[Path]:
    """The catalogues whose compiled form is missing or older than they are."""
    paths = [path for path in map(catalogue_path, apps()) if path.exists()]
    return [path for path in paths if _compiled_at(path) < path.stat().st_mtime_ns]


def compile_all() -> None:
    """Write the compiled form of every outdated catalogue."""
    for path in outdated():
        unfinished = path.with_suffix(f".mo.{os.getpid()}")
        with unfinished.open("wb") as file:
            write_mo(file, read(path))
        unfinished.replace(path.with_suffix(".mo"))


def read(path: Path) -> Catalog:
    """The catalogue in a file; an empty one where there is none yet."""
    if not path.exists():
        return Catalog(locale=LANGUAGE, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE, abort_invalid=True)


def faults() -> list[str]:
    """What a person would meet in English, or in wrong Swedish, one line for each."""
    catalogues = {app: read(catalogue_path(app)) for app in apps()}
    translated = {
        (_first(message), message.context)
        for catalogue in catalogues.values()
        for message in catalogue
        if _is_translated(message)
    }
    untranslated = [
        f"{text.place[0]}:{text.place[1]}: not in Swedish: {text.key[0]!r}"
        for app in catalogues
        for text in texts_of(app)
        if text.key not in translated
    ]
    return untranslated + [
        f"locale/{app}: {fault}"
        for app, catalogue in catalogues.items()
        for message in catalogue
        for fault in _faults_of(message, catalogue)
    ]


def update(app: str) -> int:
    """Add what is new to an app's catalogue, drop what is gone; return how many miss.

    New texts get an empty translation, unless another app's catalogue has one.
    """
    path = catalogue_path(app)
    old = read(path)
    known = {
        (_first(message), message.context): message.string
        for other in apps()
        for message in read(catalogue_path(other))
        if _is_translated(message)
    }
    catalogue = Catalog(locale=LANGUAGE, fuzzy=False, header_comment=old.header_comment)
    for text in texts_of(app):
        own = old.get(_first_id(text.msgid), text.context)
        string = own.string if own is not None else known.get(text.key)
        if isinstance(string, tuple) != isinstance(text.msgid, tuple):
            string = None  # one form has become two, or two one
        catalogue.add(text.msgid, string or None, [text.place], context=text.context)
    _write(path, catalogue)
    return sum(not _is_translated(message) for message in catalogue if message.id)


def texts_of(app: str) -> Iterator[Text]:
    """Every text that an app's code and templates mark."""
    for path in sorted((ROOT / app).rglob("*.py")):
        yield from _extract(path, path.read_bytes())
        yield from _definitions(path)
    for path in _templates_of(app):
        source = template.templatize(path.read_text(), origin=str(path))
        lines = [line.strip() for line in source.splitlines()]
        yield from _extract(path, "\n".join(lines).encode())


def _templates_of(app: str) -> list[Path]:
    folder = ROOT / "templates"
    owners = set(apps()) - {HOME_OF_THE_REST}
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and _owner(path.relative_to(folder), owners) == app
    ]


def _owner(path: Path, owners: set[str]) -> str:
    return path.parts[0] if path.parts[0] in owners else HOME_OF_THE_REST


def _extract(path: Path, source: bytes) -> Iterator[Text]:
    where = path.relative_to(ROOT).as_posix()
    found = extract_python(io.BytesIO(source), MARKS, [], {"encoding": "utf-8"})
    for line, mark, words, _comments in found:
        said = [words] if isinstance(words, str) else list(words or ())
        text = _text(str(mark), said, (where, line))
        if text is not None:
            yield text


def _definitions(path: Path) -> Iterator[Text]:
    """What figures say of themselves and print: see organisation.definitions."""
    source = path.read_text()
    if PRINTED not in source:
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and _is_printed(node):
            words = first_paragraph(ast.get_docstring(node) or "")
            yield Text(words, None, (path.relative_to(ROOT).as_posix(), node.lineno))


def _is_printed(node: ast.FunctionDef) -> bool:
    return any(f"@{ast.unparse(mark)}" == PRINTED for mark in node.decorator_list)


def _text(mark: str, said: list[str], place: tuple[str, int]) -> Text | None:
    """One call of a gettext function as a text; None if its words are computed."""
    context = said.pop(0) if "pgettext" in mark else None
    if not said or not all(said[: 2 if mark.startswith("n") else 1]):
        return None
    msgid = (said[0], said[1]) if mark.startswith("n") else said[0]
    return Text(msgid, context, place)


def _first_id(msgid: str | tuple[str, str]) -> str:
    return msgid if isinstance(msgid, str) else msgid[0]


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _is_translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, tuple) else [message.string]
    return bool(message.id) and not message.fuzzy and all(strings)


def _faults_of(message: Message, catalogue: Catalog) -> Iterable[str]:
    if not message.id:
        return
    if message.fuzzy:
        yield f"fuzzy: {_first(message)!r}"
    for error in message.check(catalogue):
        yield f"{error}: {_first(message)!r}"


def _write(path: Path, catalogue: Catalog) -> None:
    """Write a catalogue without the header's fields that nobody fills in here."""
    path.parent.mkdir(parents=True, exist_ok=True)
    written = io.BytesIO()
    write_po(written, catalogue, width=LINE_WIDTH, include_lineno=False)
    lines = written.getvalue().decode().splitlines(keepends=True)
    path.write_text("".join(each for each in lines if not each.startswith(UNFILLED)))


def _compiled_at(path: Path) -> int:
    compiled = path.with_suffix(".mo")
    return compiled.stat().st_mtime_ns if compiled.exists() else 0
