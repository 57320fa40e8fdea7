"""What strangers' mail servers write to us, and a mailbox in which it lies."""

import re
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from messaging.sendings import Sending

OURS = "hemvagen@example.se"


def report(
    message,
    *,
    action="failed",
    status="5.1.1",
    returned="message/rfc822",
    kind="delivery-status",
    domain="example.se",
    answering="",
) -> bytes:
    """A report as RFC 3464 has it; the parts that strangers vary can be varied."""
    own = f"{Sending.of(message)}@{domain}"
    headers = f"Message-ID: <{own}>\nSubject: Vi ringer dig\nTo: x@example.se"
    given = {
        "message/rfc822": f"Content-Type: message/rfc822\n\n{headers}\n\nHej!\n",
        "text/rfc822-headers": f"Content-Type: text/rfc822-headers\n\n{headers}\n",
        "nothing": "Content-Type: text/plain\n\nThe message was too large.\n",
    }[returned]
    lines = f"""From: MAILER-DAEMON@mx.example.se
To: {OURS}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
{answering}MIME-Version: 1.0
Message-ID: <17@mx.example.se>
Content-Type: multipart/report; report-type={kind}; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

Jag är ledsen.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.se

Final-Recipient: rfc822; family@example.se
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 hemlig@example.se unknown

--b
{given}
--b--
"""
    return lines.replace("\n", "\r\n").encode()


def away(message) -> bytes:
    """An automatic reply to the same mail."""
    mail = EmailMessage()
    mail["From"] = "family@example.se"
    mail["To"] = OURS
    mail["Auto-Submitted"] = "auto-replied"
    mail["In-Reply-To"] = f"<{message.pk}@example.se>"
    mail.set_content("Action: failed\nStatus: 5.0.0\nJag är på semester.")
    return mail.as_bytes()


class MailboxServer:
    """A mailbox behind IMAP: the few commands that we speak."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.seen: set[int] = set()
        self.said: list[str] = []
        self.hangs_at = ""  # a command that is never answered; "greeting"
        self.drips = False
        self.port = 0

    @property
    def url(self) -> str:
        return f"imap://us:p%40ss@127.0.0.1:{self.port}/INBOX"

    def answer(self, name: str, rest: str) -> list[bytes]:
        if name == "CAPABILITY":
            return [b"* CAPABILITY IMAP4rev1\r\n"]
        if rest.startswith("SEARCH"):
            unread = [n for n in range(1, len(self.mails) + 1) if n not in self.seen]
            return [b"* SEARCH %s\r\n" % " ".join(map(str, unread)).encode()]
        if rest.startswith("FETCH"):
            [(number, most)] = re.findall(r"FETCH (\d+) .*<0\.(\d+)>", rest)
            mail = self.mails[int(number) - 1][: int(most)]
            head = f"* {number} FETCH (UID {number} BODY[]<0> {{{len(mail)}}}\r\n"
            return [head.encode(), mail, b")\r\n"]
        if rest.startswith("STORE"):
            self.seen.add(int(rest.split()[1]))
        return []


@contextmanager
def mailbox_server() -> Iterator[MailboxServer]:
    mailbox = MailboxServer()
    stopped = threading.Event()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            self.hang("greeting")
            self.wfile.write(b"* OK hello\r\n")
            for line in self.rfile:
                tag, name, *rest = line.decode().strip().split(" ", 2)
                mailbox.said.append(" ".join([name, *rest]))
                self.hang(name)
                said = mailbox.answer(name, "".join(rest))
                self.wfile.write(b"".join([*said, f"{tag} OK done\r\n".encode()]))

        def hang(self, name):
            while mailbox.hangs_at == name and not stopped.is_set():
                if mailbox.drips:
                    self.wfile.write(b"*")
                time.sleep(0.02)

    class Quiet(socketserver.ThreadingTCPServer):
        daemon_threads = True

        def handle_error(self, request, client_address):
            pass

    with Quiet(("127.0.0.1", 0), Handler) as server:
        mailbox.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        try:
            yield mailbox
        finally:
            stopped.set()
            server.shutdown()
