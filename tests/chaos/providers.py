"""A mail server and a stand-in for 46elks, in a process of their own, never killed.

Each writes down what it accepts before it answers, and loses some answers after that:
the line breaks, as it does between real machines. A mail loses at most one answer.
With --deduplicates, a mail known by its Message-ID is answered but not delivered.

Run as `python -m tests.chaos.providers FOLDER MAIL_PORT SMS_PORT`, with the losses as
options.
"""

import json
import random
import re
import sys
import threading
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from aiosmtpd.controller import Controller

LOOPBACK = "127.0.0.1"
LINK = re.compile(r"(/f/[\w-]+/)")  # of a family's own page


@dataclass(frozen=True)
class Acceptance:
    """One message that a provider took.

    Attributes:
        reference: an e-mail's Message-ID, or the provider's own number of an SMS.
        at: POSIX seconds.
        sender: the address or name that it came from.
        is_lost: the sender never got the answer.
        link: the path of the family's own page that stands in it; "" for none.
    """

    reference: str
    to: str
    at: float
    sender: str
    is_lost: bool
    link: str = ""


class Book:
    """Acceptances, one line each; a line is whole before the sender hears of it."""

    def __init__(
        self, path: Path, seed: str, share_lost: float, *, deduplicates: bool = False
    ) -> None:
        self.path = path
        self.deduplicates = deduplicates
        self.known: dict[str, Acceptance] = {}
        self.file = path.open("a")
        self.random = random.Random(seed)
        self.share_lost = share_lost
        self.lock = threading.Lock()
        self.count = 0
        self.lost: set[str] = set()

    def write(self, reference: str, to: str, sender: str, text: str) -> Acceptance:
        with self.lock:
            if self.deduplicates and reference in self.known:
                return replace(self.known[reference], is_lost=False)
            self.count += 1
            reference = reference or f"s{self.count}"
            is_lost = self.random.random() < self.share_lost
            is_lost = is_lost and reference not in self.lost
            found = LINK.search(text)
            link = found[1] if found else ""
            taken = Acceptance(reference, to, time.time(), sender, is_lost, link)
            if is_lost:
                self.lost.add(reference)
            self.file.write(json.dumps(asdict(taken)) + "\n")
            self.file.flush()
            self.known[reference] = taken
        return taken


def read_book(path: Path) -> Iterator[Acceptance]:
    """Everything accepted so far; nothing where nothing was.

    A line that is being written at this moment counts once it is whole.
    """
    if path.exists():
        whole, _end, _begun = path.read_text().rpartition("\n")
        for line in whole.splitlines():
            yield Acceptance(**json.loads(line))


class MailServer:
    """aiosmtpd calls these by name."""

    def __init__(self, book: Book, slow_seconds: float) -> None:
        self.book = book
        self.slow_seconds = slow_seconds

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        mail = message_from_bytes(envelope.content, policy=policy.default)
        body = mail.get_body(("plain",))
        text = "" if body is None else str(body.get_content())
        sender = envelope.mail_from
        taken = self.book.write(mail["Message-ID"], mail["To"], sender, text)
        # Blocks the others too: a provider under load is slow for all.
        time.sleep(self.slow_seconds)
        if taken.is_lost:
            server.transport.abort()
        return "250 OK"


def sms_handler(book: Book) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            form = parse_qs(self.rfile.read(length).decode())
            text = form["message"][0]
            taken = book.write("", form["to"][0], form["from"][0], text)
            if taken.is_lost:
                self.close_connection = True
                return
            said = json.dumps({"id": taken.reference, "status": "created"}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_args: Any) -> None:
            """The book says it all."""

    return Handler


class Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_args: Any) -> None:
        """A sender that was killed in the middle is what this is about."""


def arguments(given: list[str]) -> Namespace:
    parser = ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("mail_port", type=int)
    parser.add_argument("sms_port", type=int)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--lost-mail", type=float, default=0.0, help="share of answers")
    parser.add_argument("--lost-sms", type=float, default=0.0, help="share of answers")
    parser.add_argument("--deduplicates", action="store_true")
    parser.add_argument("--slow", type=float, default=0.0, help="seconds for each mail")
    return parser.parse_args(given)


def main() -> None:
    chosen = arguments(sys.argv[1:])
    mail_book = Book(
        chosen.folder / "mail.jsonl",
        chosen.seed,
        chosen.lost_mail,
        deduplicates=chosen.deduplicates,
    )
    sms_book = Book(chosen.folder / "sms.jsonl", chosen.seed, chosen.lost_sms)
    mail = MailServer(mail_book, chosen.slow)
    Controller(mail, hostname=LOOPBACK, port=chosen.mail_port).start()
    server = Quiet((LOOPBACK, chosen.sms_port), sms_handler(sms_book))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
