"""Pages drawn once and then only filled in, for as long as nothing else changes.

Drawing a form takes far longer than reading what it needs. A page for families is the
same for everybody but for a few texts: so it is drawn with blanks in their place, and
kept. What a visitor typed is never kept here, only put into the blanks, escaped, in
one pass. Source: docs/decisions/0030-kept-pages.md.
"""

import re
import secrets
from collections.abc import Callable, Hashable, Mapping
from threading import Lock
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import get_language

from campaigns.arrivals import carried, tells
from inquiries.views.public_page import came_by, onward
from organisation.current import public_municipality

MOST_KEPT: Final = 300  # pages of some 8 kB; a full cache is emptied, simply
_MARK: Final = secrets.token_hex(8)  # nobody can write a blank
_BLANK: Final = re.compile(f"{_MARK}([a-z_]+){_MARK}")

Blanks = Mapping[str, str]
Parts = list[str]  # what stands still and the names of blanks, in turn
_kept: dict[Hashable, Parts] = {}
_lock = Lock()


def show_kept(
    request: HttpRequest,
    template: str,
    context: Callable[[Blanks], dict[str, Any]],
    *,
    key: Hashable,
    texts: Mapping[str, str],
) -> HttpResponse:
    """Draw or fill in a page.

    Args:
        context: gives the template's context, with blanks in the place of texts; an
            empty text has an empty blank.
        key: everything else that the page depends on, save its address, its language
            and the municipality's settings.
        texts: what stands in the blanks; `csrf_token` and `carried` are added.
    """
    municipality = public_municipality(request)
    texts = {**texts, "carried": carried(came_by(request))}
    whole_key = (
        request.path,
        get_language(),
        municipality.pk,
        municipality.settings_version,
        frozenset(name for name, text in texts.items() if text),
        key,
    )
    # Another query stands in the page's own links: such a page is drawn and not kept.
    keeps = all(map(tells, request.GET))
    parts = _kept.get(whole_key) if keeps else None
    if parts is None:
        blanks = {name: _blank(name) if text else "" for name, text in texts.items()}
        full = {
            "csrf_token": _blank("csrf_token"),
            **onward(request, blanks["carried"]),
            **context(blanks),
        }
        parts = _BLANK.split(render_to_string(template, full, request))
        if keeps:
            _keep(whole_key, parts)
    return HttpResponse(_filled(parts, request, texts))


def _blank(name: str) -> str:
    return f"{_MARK}{name}{_MARK}"


def _keep(key: Hashable, parts: Parts) -> None:
    with _lock:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = parts


def _filled(parts: Parts, request: HttpRequest, texts: Mapping[str, str]) -> str:
    filled = parts.copy()
    for at in range(1, len(parts), 2):
        name = parts[at]
        filled[at] = get_token(request) if name == "csrf_token" else escape(texts[name])
    return "".join(filled)
