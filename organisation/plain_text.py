"""Text that people type, in paragraphs and lists; never anything but text."""

import re
from dataclasses import dataclass
from typing import Final

from organisation.tidy import tidy_text

_ITEM: Final = re.compile(r"[-*•–]\s+(.+)")
_EMPTY_LINE: Final = re.compile(r"\n\s*\n")


@dataclass(frozen=True)
class Block:
    """A paragraph of lines, or a list of items."""

    lines: tuple[str, ...]
    is_list: bool = False


def blocks_of(text: str) -> list[Block]:
    """Read paragraphs, which an empty line parts, and lists of lines that begin “- ”.

    templates/plain_text.html draws them.
    """
    blocks: list[Block] = []
    for part in _EMPTY_LINE.split(tidy_text(text)):
        blocks += _in_part(part)
    return blocks


def _in_part(part: str) -> list[Block]:
    found: list[Block] = []
    for line in filter(None, part.split("\n")):
        item = _ITEM.fullmatch(line)
        text, is_list = (item[1], True) if item else (line, False)
        if found and found[-1].is_list == is_list:
            found[-1] = Block((*found[-1].lines, text), is_list)
        else:
            found.append(Block((text,), is_list))
    return found
