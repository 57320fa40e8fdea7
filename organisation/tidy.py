"""Typed text without what no eye can see."""

import re
import unicodedata
from typing import Final

# Zero-width characters, marks that turn the writing direction, the soft hyphen.
_UNSEEN: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e0fff]"
)
_CONTROL: Final = re.compile("[\x01-\x08\x0b-\x1f\x7f-\x9f]")  # NUL is refused instead
_SPACES: Final = re.compile(r"[^\S\n]+")
_EMPTY_LINES: Final = re.compile(r"\n\s*\n+")


def tidy_line(text: str) -> str:
    """Give one line: composed (NFC), nothing unseen, single spaces."""
    return " ".join(_visible(text).split())


def tidy_text(text: str) -> str:
    """Give lines, at most one of them empty in a row; else as tidy_line."""
    lines = _SPACES.sub(" ", _visible(text)).split("\n")
    return _EMPTY_LINES.sub("\n\n", "\n".join(map(str.strip, lines))).strip()


def _visible(text: str) -> str:
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    return _CONTROL.sub(" ", _UNSEEN.sub("", composed))
