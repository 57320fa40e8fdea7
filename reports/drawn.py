"""Parts of a page, drawn once and kept for as long as what they show is the same.

A report's figures take longer to draw than to read, and a month that is over says the
same whoever opens it. So a part is kept with the plain value that it was drawn from,
and drawn anew where that is another: nothing has to be told that it is out of date.
Source: docs/decisions/0133-figures-drawn-once.md.
"""

from collections.abc import Callable, Hashable, Mapping
from threading import Lock
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

MOST_KEPT: Final = 200  # parts of some 50 kB; a full memory is emptied, simply
_kept: dict[Hashable, tuple[Any, SafeString]] = {}
_lock = Lock()


def drawn(
    template: str,
    shown: Any,
    context: Callable[[], Mapping[str, Any]],
    *,
    place: Hashable,
) -> SafeString:
    """A template in the active language.

    Args:
        shown: all that the part depends on, save the language.
        context: gives what the template needs, made of `shown` and of nothing else.
        place: where the part stands; only one is kept for each.
    """
    key = (template, get_language(), place)
    known = _kept.get(key)
    if known is not None and known[0] == shown:
        return known[1]
    part = render_to_string(template, dict(context()))
    with _lock:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = (shown, part)
    return part


def forget() -> None:
    """Let all of it be drawn anew."""
    _kept.clear()
