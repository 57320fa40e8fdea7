"""What is checked of every request before anything else reads it.

PostgreSQL refuses text with NUL bytes, and Django replaces bytes that are not UTF-8
instead of refusing them. Both are answered 400 here, once, for every page.
"""

from collections.abc import Callable
from typing import Final
from urllib.parse import unquote_to_bytes

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError

NUL: Final = "\x00"
REPLACED: Final = "\ufffd"  # what Django puts where a multipart body is not UTF-8
WITH_BODY: Final = frozenset({"POST", "PUT", "PATCH"})
URLENCODED: Final = "application/x-www-form-urlencoded"
MULTIPART: Final = "multipart/form-data"


def refuse_unreadable_text(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 400 to a foreign host and to text that is not readable UTF-8."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.get_host()  # DisallowedHost for a name that is not ours
        _check_headers(request)
        _check_address(request)
        if request.method in WITH_BODY:
            _check_body(request)
        return get_response(request)

    return middleware


def _check_headers(request: HttpRequest) -> None:
    """Headers and cookies reach the database too: agent, session key, messages."""
    for name, value in request.META.items():
        if name.startswith("HTTP_") and NUL in value:
            raise BadRequest("NUL in a header")
    for name, value in request.COOKIES.items():  # "\000" in quotes is NUL, too
        if NUL in value or NUL in name:
            raise BadRequest("NUL in a cookie")
    charset = (request.content_params or {}).get("charset")
    if charset and charset.lower().replace("-", "") != "utf8":
        raise BadRequest("A charset other than UTF-8")


def _check_address(request: HttpRequest) -> None:
    """Bytes of the path that are not UTF-8 come from Django as "%FF": no such page."""
    if NUL in request.path_info:
        raise BadRequest("NUL in the path")
    query: str = request.META.get("QUERY_STRING", "")
    if "%" in query or not query.isascii() or NUL in query:
        raw = query.encode("latin-1", "replace")  # as WSGI hands bytes over
        _check_bytes(unquote_to_bytes(raw), "query")


def _check_body(request: HttpRequest) -> None:
    """Look at a form's body. Django keeps it, so it is neither read nor parsed twice.

    A multipart body streams to the upload handlers and is looked at when parsed.
    """
    if request.content_type == URLENCODED:
        try:
            body = request.body  # too much of it: RequestDataTooBig, also a 400
        except UnreadablePostError as error:
            raise BadRequest("The sender went away") from error
        if b"%" in body or not body.isascii() or b"\x00" in body:
            _check_bytes(unquote_to_bytes(body), "body")
    elif request.content_type == MULTIPART:
        for name, values in request.POST.lists():
            if any(NUL in text or REPLACED in text for text in (name, *values)):
                raise BadRequest("Unreadable text in the body")


def _check_bytes(text: bytes, where: str) -> None:
    if b"\x00" in text:
        raise BadRequest(f"NUL in the {where}")
    try:
        text.decode()
    except UnicodeDecodeError as error:
        raise BadRequest(f"The {where} is not UTF-8") from error
