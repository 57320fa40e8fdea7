"""Where bounces lie: a maildir, or a mailbox that is read by IMAP within a time limit.

Read mails are marked as read and stay: whoever keeps the mailbox throws them away.
"""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from imaplib import IMAP4
from itertools import islice
from pathlib import Path
from threading import Timer
from typing import Any, Final, Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

MOST_MAILS: Final = 50  # in one reading
MOST_BYTES: Final = 256 * 1024  # of each; a report comes first, what it returns last
SOCKET_SECONDS: Final = 5.0  # for each answer of the server
LONGEST_SECONDS: Final = 10.0  # for all of them together
LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
SECURE: Final = {"imaps": 993, "imap+tls": 143}


class MailboxFailed(Exception):
    """The mailbox could not be read; the reason is a class or a word of ours."""


@dataclass(frozen=True)
class Unread:
    """One mail, and how to say that it has been read."""

    content: bytes
    mark_read: Callable[[], Any]


class Mailbox(Protocol):
    """What mails are read from, and marked in, while its `with` block lasts."""

    def unread(self) -> AbstractContextManager[Iterator[Unread]]: ...


def mailbox_at(url: str) -> Mailbox:
    """The mailbox that BOUNCE_URL names.

    `imaps://user:password@host/INBOX`, `imap+tls://…` (STARTTLS) or
    `maildir:///folder`; `imap://…` without encryption to this machine only.

    Raises:
        ImproperlyConfigured: another scheme, or a part of the address is missing.
    """
    address = urlsplit(url)
    if address.scheme == "maildir" and address.path:
        return Maildir(Path(unquote(address.path)))
    is_here = address.scheme == "imap" and address.hostname in LOOPBACK
    if address.hostname and (address.scheme in SECURE or is_here):
        return ImapMailbox(address)
    raise ImproperlyConfigured("BOUNCE_URL names no mailbox; see docs/running.md.")


class Maildir:
    """A folder into which a mail server writes; read mails move from new to cur."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def unread(self) -> Iterator[Iterator[Unread]]:
        try:
            paths = sorted((self.folder / "new").iterdir())[:MOST_MAILS]
            (self.folder / "cur").mkdir(exist_ok=True)
        except OSError as error:
            raise MailboxFailed(type(error).__name__) from error
        yield (self._mail(path) for path in paths)

    def _mail(self, path: Path) -> Unread:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES)
        read = self.folder / "cur" / f"{path.name}:2,S"
        return Unread(content, lambda: path.rename(read))


class Cord:
    """A hold on a connection by which another thread can cut it."""

    def __init__(self) -> None:
        self.line: socket.socket | None = None
        self.is_cut = False

    def hold(self, line: socket.socket) -> None:
        self.line = line.dup()
        if self.is_cut:
            self.cut()

    def cut(self) -> None:
        self.is_cut = True
        if self.line is not None:
            with suppress(OSError):  # it was closed at this very moment
                self.line.shutdown(socket.SHUT_RDWR)

    def drop(self) -> None:
        if self.line is not None:
            self.line.close()


class LimitedImap(IMAP4):
    """IMAP on a line that a cord holds from before handshake and greeting on.

    A server that drips keeps every time limit of a single answer.
    """

    def __init__(self, address: SplitResult, cord: Cord) -> None:
        self.cord = cord
        self.is_secret_at_once = address.scheme == "imaps"
        port = address.port or SECURE.get(address.scheme, 143)
        super().__init__(str(address.hostname), port, timeout=SOCKET_SECONDS)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        line: socket.socket = super()._create_socket(timeout)  # type: ignore[misc]  # not in its stub
        self.cord.hold(line)
        if not self.is_secret_at_once:
            return line
        secret = ssl.create_default_context()
        return secret.wrap_socket(line, server_hostname=self.host)


class ImapMailbox:
    """A mailbox of its own on a mail server."""

    def __init__(self, address: SplitResult) -> None:
        self.address = address
        self.folder = unquote(address.path.strip("/")) or "INBOX"

    @contextmanager
    def unread(self) -> Iterator[Iterator[Unread]]:
        cord = Cord()
        watch = Timer(LONGEST_SECONDS, cord.cut)
        watch.daemon = True
        watch.start()
        try:
            line = self._logged_in(cord)
            try:
                yield self._mails(line)
            finally:
                with suppress(OSError, IMAP4.error):
                    line.logout()
                with suppress(OSError):  # it is closed, but not after a cut
                    line.shutdown()
        except (OSError, IMAP4.error) as error:
            # Not the server's words: they may repeat an address or the password.
            raise MailboxFailed(type(error).__name__) from None
        finally:
            watch.cancel()
            cord.drop()

    def _logged_in(self, cord: Cord) -> IMAP4:
        line = LimitedImap(self.address, cord)
        try:
            if self.address.scheme == "imap+tls":
                line.starttls(ssl.create_default_context())
            name, password = self.address.username, self.address.password
            line.login(unquote(name or ""), unquote(password or ""))
            if line.select(f'"{self.folder}"')[0] != "OK":
                raise MailboxFailed("no-such-folder")
        except BaseException:
            line.shutdown()
            raise
        return line

    def _mails(self, line: IMAP4) -> Iterator[Unread]:
        _said, found = line.uid("SEARCH", "UNSEEN")
        for number in islice((found[0] or b"").decode().split(), MOST_MAILS):
            _said, parts = line.uid("FETCH", number, f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
            content = next((part[1] for part in parts if isinstance(part, tuple)), b"")
            yield Unread(content, self._marking(line, number))

    def _marking(self, line: IMAP4, number: str) -> Callable[[], Any]:
        return lambda: line.uid("STORE", number, "+FLAGS", r"(\Seen)")
