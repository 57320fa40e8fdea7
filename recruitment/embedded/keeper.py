"""The keeper: one small process that runs one embedded server while somebody uses it.

Started by `hold.py` as `python -m recruitment.embedded.keeper NAME FOLDER [throwaway]`.
It starts the server again when it dies, stops it when nobody holds it any more, and
takes it along when it is itself killed (on Linux by the kernel; elsewhere the next
keeper stops what is left).
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from recruitment.embedded.failures import ServerFailed
from recruitment.embedded.folders import leave_socket_folder
from recruitment.embedded.identity import step_down
from recruitment.embedded.locks import Lock
from recruitment.embedded.postgres import Postgres
from recruitment.embedded.server import Server
from recruitment.embedded.valkey import Valkey

TICK_SECONDS = 0.2
LINGER_SECONDS = 3.0  # so that one command after the other finds the server warm
STOP_SECONDS = 20.0
LONGEST_PAUSE_SECONDS = 5.0
FIRST_TRIES = 4
LONGEST_LOG_BYTES = 10_000_000
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class Keeper:
    """Keeps one server up until the last user is gone or a signal says stop."""

    def __init__(self, server: Server, users: Lock) -> None:
        self.server = server
        self.users = users
        self.stopping = False
        self.process: subprocess.Popen[bytes] | None = None
        self.has_answered = False
        self.starts = 0
        self.next_start = 0.0
        self.last_used = time.monotonic()

    def run(self) -> None:
        """Watch until there is no user left; the lock says so.

        Raises:
            ServerFailed: the server died again and again and never answered.
        """
        signal.signal(signal.SIGTERM, self._stop_soon)
        for ignored in (signal.SIGINT, signal.SIGHUP):
            signal.signal(ignored, signal.SIG_IGN)
        end_stray(self.server)
        while not self.stopping and not self._nobody_left():
            self._see_to_it()
            time.sleep(TICK_SECONDS)
        self._end()
        leave_socket_folder(self.server.sockets)

    def _stop_soon(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _nobody_left(self) -> bool:
        """Whether the linger is over; the lock is then kept until the end."""
        if not self.users.try_alone():
            self.last_used = time.monotonic()
            return False
        if time.monotonic() - self.last_used > LINGER_SECONDS:
            return True
        self.users.release()
        return False

    def _see_to_it(self) -> None:
        if self.process is not None and self.process.poll() is None:
            if not self.has_answered:
                self.has_answered = self.server.answers()
            return
        if time.monotonic() < self.next_start:
            return
        if not self.has_answered and self.starts >= FIRST_TRIES:
            raise ServerFailed(self.server.last_words())
        self._start()

    def _start(self) -> None:
        pause = min(0.2 * 2**self.starts, LONGEST_PAUSE_SECONDS)
        self.next_start = time.monotonic() + pause
        self.starts += 1
        # An ending keeper may have removed it.
        self.server.sockets.mkdir(mode=0o700, exist_ok=True)
        self.server.prepare()
        self.process = subprocess.Popen(
            self.server.command(),
            cwd=self.server.folder,
            stdin=subprocess.DEVNULL,
            preexec_fn=self._die_with_keeper if LIBC else None,
        )

    def _die_with_keeper(self) -> None:
        LIBC.prctl(PR_SET_PDEATHSIG, self.server.stop_signal)  # type: ignore[union-attr]  # asked for above

    def _end(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(self.server.stop_signal)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def end_stray(server: Server) -> None:
    """Stop a server that answers although its keeper is gone."""
    process_id = server.process_id() if server.answers() else None
    if process_id is None:
        return
    os.kill(process_id, server.stop_signal)
    deadline = time.monotonic() + STOP_SECONDS
    while server.answers() and time.monotonic() < deadline:
        time.sleep(TICK_SECONDS)


def named_server(arguments: list[str]) -> Server:
    """The server that `keeper_arguments` described."""
    name, folder, *rest = arguments
    if name == Valkey.name:
        return Valkey(Path(folder))
    return Postgres(Path(folder), durable="throwaway" not in rest)


def main() -> None:
    server = named_server(sys.argv[1:])
    own = Lock(server.folder / "keeper.lock")
    if not own.try_alone():
        return  # another keeper is there
    users = Lock(server.folder / "users.lock")
    os.ftruncate(own.descriptor, 0)
    os.pwrite(own.descriptor, str(os.getpid()).encode(), 0)
    if server.log.exists() and server.log.stat().st_size > LONGEST_LOG_BYTES:
        server.log.write_bytes(b"")
    try:
        step_down(server)
        Keeper(server, users).run()
    except ServerFailed as failure:
        sys.exit(f"{server.name} failed: {failure}")


if __name__ == "__main__":
    main()
