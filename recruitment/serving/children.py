"""The processes that serving starts and starts again when they end."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from recruitment.embedded.folders import ROOT

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 30.0  # a child that lived so long starts anew without a pause
LONGEST_LOG_BYTES = 10_000_000


@dataclass
class Child:
    """One long-lived process in a session of its own, so Ctrl-C passes it by.

    Attributes:
        word: what its log says when it is ready; None asks `is_ready` instead.
    """

    name: str
    command: Sequence[str]
    log: Path
    word: bytes | None = None
    is_ready: Callable[[], bool] | None = None
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    started_at: float = 0.0  # monotonic seconds
    start_again_at: float = 0.0
    log_start: int = field(default=0, init=False)

    def start(self) -> int:
        """Start the process and return its id, which is its group's too."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LONGEST_LOG_BYTES:
            self.log.unlink()
        with self.log.open("ab") as log:
            self.log_start = log.tell()
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.started_at = time.monotonic()
        return self.process.pid

    def is_up(self) -> bool:
        """Whether the process has said, or shown, that it is ready."""
        if self.is_ready is not None:
            return self.is_ready()
        with self.log.open("rb") as log:
            log.seek(self.log_start)
            return self.word is None or self.word in log.read()

    def ended(self) -> int | None:
        """The exit code if it has ended by itself; what it left behind is killed."""
        if self.process is None or self.process.poll() is None:
            return None
        process_id, code = self.process.pid, self.process.returncode
        signal_group(process_id, signal.SIGKILL)
        self.process = None
        self._choose_pause()
        return code

    def _choose_pause(self) -> None:
        if time.monotonic() - self.started_at > STEADY_SECONDS:
            self.failures = 0
        pause = min(FIRST_PAUSE_SECONDS * 2**self.failures, LONGEST_PAUSE_SECONDS)
        self.start_again_at = time.monotonic() + pause
        self.failures += 1

    def is_due(self) -> bool:
        return self.process is None and time.monotonic() >= self.start_again_at


def signal_group(process_id: int, wanted: signal.Signals) -> None:
    """Send a signal to a process and to everything it has started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process_id, wanted)
