"""SMS: 46elks' HTTP API, files for a demonstration, nothing for a benchmark."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import SplitResult, unquote, urlsplit

import httpx
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from messaging.channels import MESSAGE_SECONDS, Carrier
from messaging.faults import NO_PAUSE, CarrierDown, NotNow, OutcomeUnknown, Refused
from messaging.models import Message
from messaging.reporting import report_address
from messaging.sendings import Sending
from organisation.models import Municipality

CONNECT_SECONDS = 5.0
LOOPBACK = ("127.0.0.1", "localhost", "::1")
# The request never left, so the SMS was surely not accepted.
BEFORE_SENDING = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
MISCONFIGURED = (401, 402, 403, 404, 405)  # 402: the account is empty
BUSY = (429, 503)
LONGEST_PAUSE = timedelta(hours=1)
LONGEST_NUMBER = 9  # digits


def sms_carrier(seconds: float = MESSAGE_SECONDS) -> Carrier:
    """The carrier that SMS_URL names.

    `46elks://user:password@api.46elks.com`, `file:///folder` or `null://`. For tests
    `46elks+http://…` speaks plain HTTP, to this machine only.

    Raises:
        ImproperlyConfigured: another scheme, or a part of the address is missing.
    """
    # A scheme that begins with a digit is none to urlsplit.
    scheme, _, rest = settings.SMS_URL.partition("://")
    address = urlsplit(f"//{rest}")
    if scheme == "null":
        return NullCarrier()
    if scheme == "file" and address.path:
        return FileCarrier(Path(unquote(address.path)))
    if scheme == "46elks" and address.hostname:
        return ElksCarrier(address, "https", seconds)
    if scheme == "46elks+http" and address.hostname in LOOPBACK:
        return ElksCarrier(address, "http", seconds)
    raise ImproperlyConfigured("SMS_URL names no carrier; see docs/running.md.")


class NullCarrier:
    """Takes every message and does nothing."""

    def send(self, message: Message, municipality: Municipality) -> str:
        return ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing is open."""


class FileCarrier(NullCarrier):
    """Writes each SMS into a file of its own; a second sending makes a second file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: Message, municipality: Municipality) -> str:
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{message.pk}.txt"
        text = (
            f"From: {municipality.sms_sender}\nTo: {message.recipient}\n"
            f"Message-ID: {message.pk}\n\n{message.body}\n"
        )
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            unfinished = self.folder / f".{name}"
            unfinished.write_text(text)
            unfinished.rename(self.folder / name)
        except OSError as error:
            raise CarrierDown(f"unreachable:{type(error).__name__}") from error
        return name


class ElksCarrier:
    """46elks. It has no key against doubles: an unknown outcome goes to a person.

    Source: https://46elks.se/docs/send-sms
    """

    def __init__(self, address: SplitResult, scheme: str, seconds: float) -> None:
        port = f":{address.port}" if address.port else ""
        host = (
            f"[{address.hostname}]"
            if ":" in str(address.hostname)
            else address.hostname
        )
        self.url = f"{scheme}://{host}{port}/a1/sms"
        self.login = (unquote(address.username or ""), unquote(address.password or ""))
        self.timeout = httpx.Timeout(seconds, connect=min(CONNECT_SECONDS, seconds))
        # A proxy from the environment is for the world outside, not for loopback.
        self.uses_proxy = scheme == "https"
        self.client: httpx.Client | None = None

    def send(self, message: Message, municipality: Municipality) -> str:
        form = {
            "from": municipality.sms_sender,
            "to": message.recipient,
            "message": message.body,
            "dontlog": "message",  # 46elks keeps no copy of the text
        }
        if report_url := report_address(Sending.of(message)):
            form["whendelivered"] = report_url
        try:
            answer = self._client().post(self.url, data=form)
        except BEFORE_SENDING as error:
            raise CarrierDown(f"unreachable:{type(error).__name__}") from error
        except httpx.HTTPError as error:
            raise OutcomeUnknown(f"no-answer:{type(error).__name__}") from error
        return reference_in(answer)

    def _client(self) -> httpx.Client:
        if self.client is None:
            self.client = httpx.Client(
                auth=self.login, timeout=self.timeout, trust_env=self.uses_proxy
            )
        return self.client

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.client is not None:
            self.client.close()


def reference_in(answer: httpx.Response) -> str:
    """46elks' own number of the SMS.

    Raises:
        Refused: this number or text is not accepted.
        NotNow: asked to come back later; surely not accepted.
        CarrierDown: the account or the address is wrong; surely not accepted.
        OutcomeUnknown: an answer that says neither yes nor no.
    """
    code = answer.status_code
    if code in BUSY:
        raise CarrierDown(f"busy:{code}", asked_pause(answer))
    if code in MISCONFIGURED or 300 <= code < 400:
        raise CarrierDown(f"login-refused:{code}")
    if code == 408:
        raise NotNow(f"later:{code}")
    if 400 <= code < 500:
        raise Refused(f"refused:{code}")
    if not answer.is_success:
        raise OutcomeUnknown(f"no-answer:{code}")
    said = _fields(answer)
    if said.get("status") == "failed":
        raise Refused("refused:failed")
    if not said.get("id"):
        raise OutcomeUnknown("no-answer:unreadable")
    return str(said["id"])[:100]


def asked_pause(answer: httpx.Response) -> timedelta:
    """For how long a busy service asks to be left in peace, LONGEST_PAUSE at most.

    Only as a number of seconds: as a date it would hang on two clocks.
    """
    asked = answer.headers.get("Retry-After", "")
    if not (asked.isascii() and asked.isdecimal()) or len(asked) > LONGEST_NUMBER:
        return NO_PAUSE
    return min(timedelta(seconds=int(asked)), LONGEST_PAUSE)


def _fields(answer: httpx.Response) -> dict[str, Any]:
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
