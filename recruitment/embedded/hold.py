"""Holding an embedded server: while one process does, the server runs."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from recruitment.embedded.failures import ServerFailed
from recruitment.embedded.folders import ROOT
from recruitment.embedded.locks import Lock, alone, is_taken
from recruitment.embedded.server import Server

START_SECONDS = 90.0
STOP_SECONDS = 25.0
TICK_SECONDS = 0.03

ServerKind = TypeVar("ServerKind", bound=Server)


class Hold:
    """One process's claim on a server. A fork shares it; a new program does not."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.users = Lock(server.folder / "users.lock")
        self.keeper: subprocess.Popen[bytes] | None = None

    def take(self) -> None:
        """Claim the server and wait until it answers, starting it where needed.

        Many processes may do this at once: one starts the server, all get it.

        Raises:
            ServerFailed: it did not start; the text has its own last words.
        """
        with alone(self.server.folder / "start.lock"):
            self.users.share()
            self.ensure_up()

    def ensure_up(self) -> None:
        """Wait until the server answers; put a keeper in its place where none is."""
        deadline = time.monotonic() + START_SECONDS
        while not (self.server.answers() and self._is_kept()):
            if not self._is_kept():
                self._raise_if_refused()
                self._start_keeper()
            if time.monotonic() > deadline:
                raise ServerFailed(self._complaint("did not answer"))
            time.sleep(TICK_SECONDS)

    def give_up(self) -> None:
        """Let go; the last one to do so waits until the server has stopped."""
        with alone(self.server.folder / "start.lock"):
            self.users.release()
            if self.users.try_alone():
                self._stop_keeper()
            self.users.release()

    def _is_kept(self) -> bool:
        if self.keeper is not None:
            self.keeper.poll()  # a dead child must not stay a zombie
        return is_taken(self.server.folder / "keeper.lock")

    def _start_keeper(self) -> None:
        module = "recruitment.embedded.keeper"
        with self.server.log.open("ab") as log:
            self.keeper = subprocess.Popen(
                [sys.executable, "-m", module, *self.server.keeper_arguments()],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        while self.keeper.poll() is None and not self._is_kept():
            time.sleep(TICK_SECONDS)

    def _raise_if_refused(self) -> None:
        """A keeper that gave up has a reason; one that was killed has none."""
        if self.keeper is not None and (self.keeper.poll() or 0) > 0:
            self.keeper = None
            raise ServerFailed(self._complaint("did not start"))

    def _complaint(self, what: str) -> str:
        server = self.server
        return f"{server.name} {what}: {server.last_words()} (see {server.log})"

    def _stop_keeper(self) -> None:
        lock = self.server.folder / "keeper.lock"
        deadline = time.monotonic() + STOP_SECONDS
        if is_taken(lock):
            os.kill(int(lock.read_text()), signal.SIGTERM)
        while is_taken(lock) and time.monotonic() < deadline:
            time.sleep(TICK_SECONDS)
        if self.keeper is not None:
            self.keeper.wait(STOP_SECONDS)


@contextmanager
def held(server: ServerKind) -> Iterator[ServerKind]:
    """Have the server running within the block."""
    hold = Hold(server)
    hold.take()
    try:
        yield server
    finally:
        hold.give_up()
