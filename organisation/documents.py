"""Documents to print or to forward: PDF that a screen reader can read aloud.

A template is ours (templates/documents/NAME.typ). What it shows comes as data and is
text there, never code: see docs/decisions/0093-documents.md. Nothing is fetched, and
nothing but the templates and our fonts is read.
"""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from functools import cache
from typing import Any, Final

import typst
from django.conf import settings
from django.utils.functional import Promise

from organisation.models import Municipality

TEMPLATES: Final = settings.BASE_DIR / "templates" / "documents"
FONTS: Final = settings.BASE_DIR / "static" / "built" / "print"  # made by design/
STANDARD: Final = "ua-1"  # PDF/UA-1, ISO 14289-1: tagged, titled, in a named language
NOWHERE: Final = TEMPLATES / "no-packages"  # where packages would lie, if we had any

# What no font of ours can draw: control characters, emoji and what joins them. Line
# feeds and tabs stay.
UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200d\ud800-\udfff\ufe00-\ufe0f\ufffe\uffff"
    "\U0001f000-\U0010ffff]"
)


def pdf(
    template: str, data: Mapping[str, Any], *, title: str, language: str, at: datetime
) -> bytes:
    """Make a document. The same arguments give the same bytes.

    A letter of a script that our fonts lack is drawn as an empty box; only then the
    document does not call itself PDF/UA.

    Args:
        template: name of a template, without its ending.
        data: what JSON can hold, and lazy texts, and `bytes` for pictures.
        title: the document's own, shown in the reader's window.
        language: "sv" or "en".
        at: the moment that the document gives as its making.

    Raises:
        typst.TypstError: the template is at fault, or lacks something in the data.
    """
    shown = {"title": title, "language": language, "data": data}
    options: dict[str, Any] = {
        "input": TEMPLATES / f"{template}.typ",
        "root": TEMPLATES,
        "font_paths": _fonts(),
        "ignore_system_fonts": True,
        "package_path": NOWHERE,
        "package_cache_path": NOWHERE,
        "sys_inputs": {"document": json.dumps(_printable(shown))},
        "timestamp": at.replace(microsecond=0),
        "format": "pdf",
    }
    try:
        made: bytes = typst.compile(**options, pdf_standards=STANDARD)
    except typst.TypstError:
        made = typst.compile(**options)
    return made


def sender(municipality: Municipality) -> dict[str, Any]:
    """Give what a template's head shows of whoever sends the document."""
    return {
        "name": municipality.name,
        "brand": municipality.brand_colour,
        "accent": municipality.accent_colour,
        "mark": _mark(municipality),
    }


def _mark(municipality: Municipality) -> bytes | None:
    """The mark's own bytes; None where there is none, or its file is away."""
    if not municipality.mark:
        return None
    storage, name = municipality.mark.storage, municipality.mark.name or ""
    with suppress(OSError), storage.open(name) as file:
        content: bytes = file.read()
        return content
    return None


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[FONTS])


def _printable(value: Any) -> Any:
    """Give the value as JSON holds it: pictures as numbers, texts as our fonts can."""
    if isinstance(value, str | Promise):
        return UNPRINTABLE.sub("", str(value))
    if isinstance(value, Mapping):
        return {key: _printable(each) for key, each in value.items()}
    if isinstance(value, bytes):
        return list(value)
    if isinstance(value, list | tuple):
        return [_printable(each) for each in value]
    return value
