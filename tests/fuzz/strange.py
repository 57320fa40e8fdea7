"""Strategies: what machines and people with ill will send to an address."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus

from hypothesis import strategies as st

from tests.fuzz.pages import Fields

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=b"
NASTY = (
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",  # half a surrogate pair: not UTF-8 when sent
    "\u202eabc\u202c",
    "a\u200bb\ufeff\u2066",
    "A\u030a\u0327" * 20,
    "\uffff\ufdd0\U0010ffff",
    "\U000e0041\U000e0042",
    "\x1b[31m\x07\x7f\x85",
    "\r\nBcc: alla@example.se",
    "<script>alert(1)</script>",
    "{{ 7 }}{% now 'Y' %}%(x)s%s{0}",
    "'; DROP TABLE inquiries_inquiry; --",
    "=1+1",
    "../../etc/passwd",
    "//evil.example.se",
    "/\\evil.example.se",
    "%ff%00",
    "9" * 5000,
    "9" * 30,
    "2147483648",
    "9223372036854775808",
    "-1",
    "0",
    "1e400",
    "nan",
    "٣",
    "²",
    "null",
    "[]",
    '{"a": {"a": {}}}',
    "00000000-0000-0000-0000-000000000000",
    "0001-01-01",
    "9999-12-31",
    "10000-01-01",
    "2026-02-30",
    "9999-12-31T23:59",
    "0001-01-01T00:00",
    "2026-03-29T02:30",
    "24:00",
    "+46" + "7" * 60,
    "a@" + "b" * 300 + ".se",
    "anna@xn--.se",
    "å" * 130,
    "𝔸" * 401,
    "x" * 3000,
    "\n" * 500,
)
HEADERS: dict[str, tuple[str, ...]] = {
    "HTTP_HX_REQUEST": ("true", "\xff", "0"),
    "HTTP_HX_TARGET": ("card", "\xff\xfe", "x" * 5000),
    "HTTP_HX_CURRENT_URL": ("http://[", "//evil.example.se", "http://testserver/desk/"),
    "HTTP_ACCEPT_LANGUAGE": ("en", "xx" * 400, "sv;q=nan,\xff", "a-" * 200, "*"),
    "HTTP_USER_AGENT": ("", "\xff\xfe", "bot/1", "x" * 5000),
    "HTTP_REFERER": ("http://[", "\xff", "https://evil.example.se/"),
    "HTTP_X_FORWARDED_FOR": ("1.2.3.4", "::1", "\xff", ",,,"),
    "HTTP_IF_NONE_MATCH": ('"a"', 'W/"', "\xff", "*"),
    "HTTP_IF_MODIFIED_SINCE": ("Thu, 01 Jan 1970 00:00:00 GMT", "0", "x" * 300),
    "HTTP_ACCEPT": ("\xff", "text/html", "*/*;q=x"),
    "HTTP_RANGE": ("bytes=0-", "bytes=9-1", "x"),
    "HTTP_ORIGIN": ("null", "https://evil.example.se", "http://["),
}
COOKIES = (
    "hemvagen=",
    "hemvagen=abc",
    'hemvagen="\\000"',
    "hemvagen=" + "a" * 5000,
    "hemvagen=\xff\xfe; hemvagen=b",
    ";;;=;=",
    "csrftoken=x; sessionid=y",
    "django_language=../../x",
)


@dataclass(frozen=True)
class Sent:
    """One request as bytes on a wire would have it."""

    method: str
    body: bytes = b""
    content_type: str = URLENCODED
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    cookie: str | None = None
    has_csrf: bool = True


Pairs = list[tuple[str, str]]
Draw = Callable[[st.SearchStrategy[Any]], Any]

_any_text = st.text(st.characters(), max_size=12)  # lone surrogates too
_nasty = st.sampled_from(NASTY)
_name = st.sampled_from(("municipality", "id", "a[b][c]" * 50, "\x00", "å", "_method"))
_raw = st.binary(max_size=60)
_headers = st.dictionaries(
    st.sampled_from(sorted(HEADERS)), st.integers(0, 4), max_size=2
)
_method = st.sampled_from(("POST",) * 8 + ("GET", "HEAD", "PUT", "DELETE", "OPTIONS"))
_choice = st.integers(0, 99)


@st.composite
def requests(draw: Draw, fields: Fields) -> Sent:
    """Requests to a page that asks for these fields: most of them nearly right."""
    content_type, body = draw(bodies(fields))
    return Sent(
        method=draw(_method),
        body=body,
        content_type=content_type,
        query=draw(queries(sorted(fields))),
        headers={
            name: HEADERS[name][number % len(HEADERS[name])]
            for name, number in draw(_headers).items()
        },
        cookie=draw(st.sampled_from(COOKIES)) if draw(_choice) >= 90 else None,
        has_csrf=draw(_choice) < 85,
    )


@st.composite
def queries(draw: Draw, names: Sequence[str]) -> str:
    """Half of them none; the others text of any kind, bytes of any kind."""
    kind = draw(_choice)
    if kind < 50:
        return ""
    if kind < 60:
        return str(draw(_raw).decode("latin-1"))
    known = st.sampled_from(
        (*names, "k", "next", "q", "oppen", "sida", "sedan", "sent")
    )
    pairs = [(draw(known), draw(_nasty)) for _ in range(1 + kind % 2)]
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs)


@st.composite
def bodies(draw: Draw, fields: Fields) -> tuple[str, bytes]:
    """Give a content type and a body that may keep to it."""
    pairs = draw(answers(fields))
    kind = draw(_choice)
    if kind < 65:
        return URLENCODED, _urlencoded(pairs)
    if kind < 80:
        return MULTIPART, _multipart(pairs)
    if kind < 86:
        whole = _multipart(pairs)
        return MULTIPART, whole[: len(whole) * draw(_choice) // 100]
    return draw(st.sampled_from(_STRANGE_TYPES)), draw(_raw) or _json(pairs)


_STRANGE_TYPES = (
    "application/json",
    "text/plain",
    "multipart/form-data",  # without its boundary
    "multipart/form-data; boundary=" + "b" * 300,
    "multipart/form-data; boundary=\xff",
    f"{URLENCODED}; charset=utf-7",
    f"{URLENCODED}; charset=\xff",
    URLENCODED,
    "",
    "/",
)


@st.composite
def answers(draw: Draw, fields: Fields) -> Pairs:
    """Most fields as the page would send them, some spoiled, some missing."""
    pairs: Pairs = []
    for name, known in fields.items():
        kind = draw(_choice)
        if kind < 60 and known:
            pairs.append((name, draw(st.sampled_from(known))))
        elif kind < 85:
            pairs.append((name, draw(_nasty)))
        elif kind < 92:
            pairs.append((name, draw(_any_text)))
    if draw(_choice) >= 85:
        pairs.append((draw(_name), draw(_nasty)))
    return pairs


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


# Fields that take a file.
FILES = ("photo", "file", "mark")


def _quoted(text: str) -> str:
    return quote_plus(_bytes(text))


def _urlencoded(pairs: Pairs) -> bytes:
    return "&".join(f"{_quoted(n)}={_quoted(v)}" for n, v in pairs).encode()


def _multipart(pairs: Pairs) -> bytes:
    parts = [
        b'--b\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
        % (_bytes(name), b'; filename="f"' if name in FILES else b"", _bytes(value))
        for name, value in pairs
    ]
    return b"".join(parts) + b"--b--\r\n"


def _json(pairs: Pairs) -> bytes:
    return json.dumps(dict(pairs)).encode()
