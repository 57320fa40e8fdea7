"""Providers on loopback that do on purpose what real ones do by accident."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes
from email.message import Message as Mail
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class MailServer:
    """Keeps what it accepts; `answers` and `on_mail` decide how it behaves.

    `answers` maps a command (RCPT, MAIL, DATA) to the line it answers with.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self.mails: list[Mail] = []
        self.answers: dict[str, str] = {}
        self.on_mail: Callable[[], None] | None = None
        self.slow_seconds = 0.0
        self.hang_up_after: str | None = None
        self.sessions = 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.sessions += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        if refusal := self._answer("MAIL", server):
            return refusal
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if refusal := self._answer("RCPT", server):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if refusal := self._answer("DATA", server):
            return refusal
        time.sleep(self.slow_seconds)
        self.mails.append(message_from_bytes(envelope.content))
        if self.on_mail:
            self.on_mail()
        return "250 OK"

    def _answer(self, command: str, server: SMTP) -> str | None:
        if self.hang_up_after == command and server.transport is not None:
            server.transport.close()
        return self.answers.get(command)

    @property
    def recipients(self) -> list[str]:
        return [mail["To"] for mail in self.mails]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def mail_server() -> Iterator[MailServer]:
    handler = MailServer()
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    try:
        yield handler
    finally:
        controller.stop()


@contextmanager
def dripping_mail_server(greeting: bytes = b"220 good day\r\n") -> Iterator[int]:
    """Greets, and then answers one character at a time without end; gives its port."""
    listener = socket.create_server(("127.0.0.1", 0))
    stopped = threading.Event()

    def drip():
        with suppress(OSError):
            line, _address = listener.accept()
            with line:
                line.sendall(greeting)
                while not stopped.wait(0.05):
                    line.sendall(b"2")

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        stopped.set()
        listener.close()
        thread.join(10)


class SmsServer:
    """A stand-in for 46elks: keeps what it accepts, answers as it is told."""

    def __init__(self) -> None:
        self.url = ""
        self.accepted: list[dict[str, str]] = []
        self.logins: list[str] = []
        self.status = 200
        self.body: str | None = None
        self.refuses = False  # answers `status` without taking the message
        self.hangs_up = False  # takes the message and drops the line
        self.slow_seconds = 0.0
        self.slow_for: str | None = None  # a sender; nobody else is kept waiting
        self.retry_after = ""

    def take(self, form: dict[str, str]) -> None:
        if not self.refuses:
            self.accepted.append(form)
        if self.slow_for in (None, form["from"]):
            time.sleep(self.slow_seconds)

    def answer(self) -> bytes:
        usual = {"id": f"s{len(self.accepted)}", "status": "created"}
        return (json.dumps(usual) if self.body is None else self.body).encode()


@contextmanager
def sms_server() -> Iterator[SmsServer]:
    behaviour = SmsServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            length = int(self.headers["Content-Length"])
            form = parse_qs(self.rfile.read(length).decode())
            behaviour.logins.append(self.headers["Authorization"])
            behaviour.take({k: v[0] for k, v in form.items()})
            if behaviour.hangs_up:
                self.close_connection = True
                return
            said = behaviour.answer()
            self.send_response(behaviour.status)
            if behaviour.retry_after:
                self.send_header("Retry-After", behaviour.retry_after)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *args):
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request, client_address):
            pass

    server = Quiet(("127.0.0.1", 0), Handler)
    behaviour.url = f"46elks+http://user:p%40ss@127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    try:
        yield behaviour
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
