"""A browser as far as a family needs one: cookies, forms, patience."""

import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from types import TracebackType
from typing import Self

import httpx

TOKENS = {"form", "key"}  # the hidden fields by which a form of ours is known
ANSWER_SECONDS = 15.0  # then a person presses again
PAUSES = (0.2, 0.5, 1.0, 2.0)  # seconds before the next try, the last for ever
# Plain HTTP on loopback: no file of certificates need be read for each visitor.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
AWAY = 503  # what the house answers while its database is away
TAKEN = 409  # somebody was first: the page shows what is left


class GaveUp(Exception):
    """No answer within the time that even a patient family has."""


@dataclass(frozen=True)
class Page:
    """An answer that is not a redirect, and how long its last try took."""

    url: str
    html: str
    seconds: float
    status: int = 200


class Browser:
    """One visitor. Whatever breaks or is refused is asked for again, unchanged.

    Args:
        is_patient: False once the visitor gives up.
        note: told what a visitor would have noticed.
        complain: told what no visitor ought to meet, even now.
    """

    def __init__(
        self,
        address: str,
        is_patient: Callable[[], bool],
        *,
        note: Callable[[str], None],
        complain: Callable[[str], None],
    ) -> None:
        self.client = httpx.Client(
            base_url=address, timeout=ANSWER_SECONDS, verify=NO_TLS, trust_env=False
        )
        self.is_patient = is_patient
        self.note = note
        self.complain = complain

    def get(self, url: str) -> Page:
        return self._follow("GET", url)

    def post(self, url: str, fields: dict[str, str]) -> Page:
        return self._follow("POST", url, fields)

    def _follow(
        self, method: str, url: str, fields: dict[str, str] | None = None
    ) -> Page:
        answer = self._ask(method, url, fields)
        # Of a form the answer to the sending counts, not the page after it.
        seconds = answer.elapsed.total_seconds()
        while answer.is_redirect:
            answer = self._ask("GET", answer.headers["Location"])
        return Page(str(answer.url), answer.text, seconds, answer.status_code)

    def _ask(
        self, method: str, url: str, fields: dict[str, str] | None = None
    ) -> httpx.Response:
        tries = 0
        while self.is_patient():
            try:
                answer = self.client.request(method, url, data=fields)
            except httpx.TransportError as error:
                self.note(f"no answer: {type(error).__name__}")
            else:
                if answer.status_code < 400 or answer.status_code == TAKEN:
                    return answer
                self._take_offence(answer, fields)
            time.sleep(PAUSES[min(tries, len(PAUSES) - 1)])
            tries += 1
        raise GaveUp(url)

    def _take_offence(
        self, answer: httpx.Response, fields: dict[str, str] | None
    ) -> None:
        """Only 503 may be, and its page must hold what was typed."""
        self.note(f"answer {answer.status_code}")
        what = f"{answer.request.method} {answer.request.url.path}"
        if answer.status_code != AWAY:
            self.complain(f"{what} was answered {answer.status_code}")
        elif fields and form_on(answer.text) != fields:
            self.complain(f"{what}: the page that says 503 has lost what was typed")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.client.close()


class _Forms(HTMLParser):
    """Collects the fields of each form as a browser would send them untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.forms.append({})
        elif tag == "input" and self.forms and _is_sent(given):
            self.forms[-1][str(given["name"])] = given.get("value") or ""


def _is_sent(given: dict[str, str | None]) -> bool:
    if not given.get("name"):
        return False
    return given.get("type") not in {"radio", "checkbox"} or "checked" in given


def form_on(html: str) -> dict[str, str]:
    """The fields of a page's form of ours; empty where there is none."""
    reader = _Forms()
    reader.feed(html)
    return next((each for each in reader.forms if TOKENS & each.keys()), {})
