"""Send what was generated, look at the answer, and take back what it changed."""

from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import unquote_to_bytes, urljoin, urlsplit
from zlib import crc32

from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.fuzz.stored import unclean_texts
from tests.fuzz.strange import Sent

COOKIE = "hemvagen"
OURS = "http://testserver"
FEW = 1000  # examples; the same ones each time


def fire(path: str, sent: Sent, session: str = "") -> Any:
    """Give the answer. An exception in a view comes through and fails the test."""
    headers: dict[str, Any] = dict(sent.headers)
    cookie = sent.cookie if sent.cookie is not None else f"{COOKIE}={session}"
    return _client(sent.has_csrf).generic(
        sent.method,
        "/",
        sent.body,
        sent.content_type,
        PATH_INFO=unquote_to_bytes(path).decode("latin-1"),
        QUERY_STRING=sent.query,
        HTTP_COOKIE=cookie,
        **headers,
    )


@cache
def _client(has_csrf: bool) -> Client:
    """One for all: making one loads every middleware. Its own cookies are not sent."""
    return Client(enforce_csrf_checks=not has_csrf)


def judge(answer: Any, path: str) -> None:
    """No fault of ours; words where it is refused; nothing unclean where it is not."""
    assert answer.status_code < 500, (path, answer.status_code)
    place = answer.get("Location", "").replace("\\", "/")
    assert urlsplit(urljoin(f"{OURS}/a/", place)).netloc == urlsplit(OURS).netloc, place
    if answer.wsgi_request.method == "POST" and answer.status_code < 400:
        assert not unclean_texts(), path


def check(
    examples: int,
    strategy: st.SearchStrategy[Any],
    trial: Callable[[Any], None],
    *,
    name: str,
) -> None:
    """Try so many examples, each in a transaction that is rolled back.

    Few of them are always the same ones, so that nobody's change fails by chance; which
    ones, the name decides: else the same few would be sent to every address.
    """

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        print_blob=True,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def run(example: Any) -> None:
        with transaction.atomic():
            trial(example)
            transaction.set_rollback(True)

    (seed(crc32(name.encode()))(run) if examples <= FEW else run)()
