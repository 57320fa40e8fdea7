"""All of it together: PostgreSQL, Valkey, providers, web server, worker and beat."""

import http.client
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg2 import OperationalError, extensions

from recruitment.embedded.hold import Hold
from recruitment.embedded.postgres import Postgres
from recruitment.embedded.valkey import Valkey
from tests.chaos.ground import DATABASE, copy_to, environment
from tests.chaos.processes import Kept, Supervisor
from tests.chaos.providers import LOOPBACK, Acceptance, read_book

RECOVERY_SECONDS = 30  # of PostgreSQL, after a kill
LEASE_SECONDS = 15  # of a message in a dispatcher's hand
CONNECTED = "SELECT 1 FROM pg_stat_activity WHERE application_name = %s"
PYTHON = sys.executable


@dataclass(frozen=True)
class Losses:
    """What the providers do wrong: shares of answers lost, seconds for each mail.

    Attributes:
        are_deduplicated: the mail server delivers each Message-ID once.
    """

    mail: float = 0.0
    sms: float = 0.0
    slow_seconds: float = 0.0
    are_deduplicated: bool = False


class House:
    """One installation in a folder of its own.

    Args:
        folder: new and empty; its database is a copy of the prepared one.
        seed: of the providers' losses.
    """

    def __init__(
        self, folder: Path, seed: str, losses: Losses, lease_seconds: int
    ) -> None:
        self.folder = folder
        self.is_kept = False  # for reading, when something is wrong
        self.lease_seconds = lease_seconds
        copy_to(folder)
        self.postgres = Postgres(folder / "postgres", durable=True)
        self.hold = Hold(self.postgres)
        self.valkey_server = Valkey(folder / "valkey")
        self.web_port, self.mail_port, self.sms_port = free_ports(3)
        self.environment = environment(
            folder,
            self.postgres.database_url(DATABASE),
            REDIS_URL=self.valkey_server.broker_url(),
            BASE_URL=self.address,
            EMAIL_URL=f"smtp://{LOOPBACK}:{self.mail_port}",
            SMS_URL=f"46elks+http://user:password@{LOOPBACK}:{self.sms_port}",
            FORM_MINIMUM_SECONDS="0",
            SEND_DELAY_SECONDS="5",  # what follows from a press waits, but not for long
            MESSAGE_LEASE_SECONDS=str(lease_seconds),
            LOG_LEVEL="INFO",
        )
        self.providers = self._providers(seed, losses)
        self.valkey = self._kept(
            "valkey", self.valkey_server.command(), folder=self.valkey_server.folder
        )
        self.valkey.answers = self.valkey_server.answers
        self.web = self._web()
        self.worker = self._celery("worker", "--concurrency", "2", word=b" ready.")
        self.beat = self._celery("beat", word=b"beat: Starting")
        self.loop = self.dispatcher("dispatcher")
        self.supervisor: Supervisor

    @property
    def address(self) -> str:
        return f"http://{LOOPBACK}:{self.web_port}"

    @contextmanager
    def open(self) -> Iterator["House"]:
        """PostgreSQL and the providers run inside the block; the rest when asked."""
        with ExitStack() as stack:
            self.hold.take()
            stack.callback(self.hold.give_up)
            self.supervisor = Supervisor([self.hold.users.descriptor])
            stack.enter_context(self.supervisor.at_work())
            self.supervisor.keep(self.providers)
            yield self

    def start_all(self) -> None:
        """With a dispatch loop beside the worker, each as good as the other."""
        self.supervisor.keep(self.valkey, self.web, self.worker, self.beat, self.loop)

    def dispatcher(self, name: str) -> Kept:
        """A dispatcher as an installation without Celery has it, not started yet."""
        loop = ("manage.py", "dispatch", "--loop", "--seconds", "0.2")
        kept = self._kept(name, [PYTHON, *loop])
        # By the first the database knows it, by the second the mail server does.
        kept.environment = {
            **kept.environment,
            "PGAPPNAME": name,
            "DEFAULT_FROM_EMAIL": f"{name}@example.se",
        }
        kept.answers = lambda: self._is_connected(name)
        return kept

    def _is_connected(self, name: str) -> bool:
        try:
            return bool(self.ask(CONNECTED, name))
        except OperationalError:  # killed between the greeting and the answer
            return False

    def ask(self, statement: str, *wanted: Any) -> list[tuple[Any, ...]]:
        """Run one statement on the house's own database, which may be recovering."""
        with closing(self._connected()) as connection, connection.cursor() as cursor:
            cursor.execute(statement, wanted or None)
            return list(cursor.fetchall()) if cursor.description else []

    def _connected(self) -> extensions.connection:
        deadline = time.monotonic() + RECOVERY_SECONDS
        while True:
            try:
                return self.postgres.connect(DATABASE)
            except OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def mails(self) -> list[Acceptance]:
        return list(read_book(self.folder / "mail.jsonl"))

    def sms(self) -> list[Acceptance]:
        return list(read_book(self.folder / "sms.jsonl"))

    def _providers(self, seed: str, losses: Losses) -> Kept:
        command = [
            *(PYTHON, "-m", "tests.chaos.providers", str(self.folder)),
            *(str(self.mail_port), str(self.sms_port), "--seed", seed),
            *("--lost-mail", str(losses.mail), "--lost-sms", str(losses.sms)),
            *("--slow", str(losses.slow_seconds)),
            *(["--deduplicates"] if losses.are_deduplicated else []),
        ]
        return self._kept("providers", command, word=b"ready")

    def _web(self) -> Kept:
        command = [
            *(PYTHON, "-m", "granian", "--interface", "wsgi", "--host", LOOPBACK),
            *("--port", str(self.web_port), "--workers", "2"),
            *("--blocking-threads", "4", "--respawn-failed-workers"),
            "recruitment.wsgi:application",
        ]
        kept = self._kept("web", command)
        kept.answers = self._shows_a_page
        return kept

    def _celery(self, role: str, *options: str, word: bytes) -> Kept:
        command = [PYTHON, "-m", "celery", "--app", "recruitment", role]
        command += ["--loglevel", "INFO", *options]
        if role == "worker":
            command += ["--without-gossip", "--without-mingle"]
        return self._kept(role, command, word=word)

    def _kept(self, name: str, command: list[str], **more: Any) -> Kept:
        log = self.folder / f"{name}.log"
        return Kept(name, command, self.environment, log, **more)

    def _shows_a_page(self) -> bool:
        client = http.client.HTTPConnection(LOOPBACK, self.web_port, timeout=5)
        try:
            client.request("GET", "/ring-mig/")
            return client.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False
        finally:
            client.close()


@contextmanager
def house(
    seed: str,
    losses: Losses = Losses(),
    *,
    lease_seconds: int = LEASE_SECONDS,
) -> Iterator[House]:
    """An open house in a new folder, which stays when something fails in the block."""
    folder = Path(tempfile.mkdtemp(prefix="hemvagen-chaos-"))
    with House(folder, seed, losses, lease_seconds).open() as opened:
        yield opened
    if not opened.is_kept:
        shutil.rmtree(folder)


def free_ports(count: int) -> list[int]:
    """Ports of loopback that nobody has now."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind((LOOPBACK, 0))
        return [int(probe.getsockname()[1]) for probe in probes]
