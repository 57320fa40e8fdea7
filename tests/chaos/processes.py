"""Keeps processes running: whoever has been killed is started again, after a pause."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from recruitment.embedded.folders import ROOT
from recruitment.serving.undertaker import Undertaker

TICK_SECONDS = 0.1
FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 2.0
START_SECONDS = 180.0


class DidNotStart(Exception):
    """A process of the house is not ready within START_SECONDS."""


@dataclass
class Kept:
    """One process in a session of its own, with everything that it starts.

    Attributes:
        word: what its log says when it is ready; None asks `answers` instead.
        is_wanted: False while nobody is to start it again.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    word: bytes | None = None
    answers: Callable[[], bool] | None = None
    folder: Path = ROOT
    is_wanted: bool = True
    process: subprocess.Popen[bytes] | None = None
    is_ready: bool = False
    starts: int = 0
    failures: int = 0  # deaths since it was last ready
    start_again_at: float = 0.0  # monotonic seconds
    lock: threading.RLock = field(default_factory=threading.RLock)
    log_start: int = 0

    @property
    def is_up(self) -> bool:
        """Whether it runs and has shown, since its start, that it is ready."""
        process = self.process
        return process is not None and process.poll() is None and self.is_ready

    def start(self) -> int:
        with self.log.open("ab") as log:
            self.log_start = log.tell()
            self.process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.starts += 1
        return self.process.pid

    def look(self) -> None:
        """Notice that it has become ready."""
        if self.process is None or self.is_ready:
            return
        if self.answers is not None:
            self.is_ready = self.answers()
        else:
            with self.log.open("rb") as log:
                log.seek(self.log_start)
                self.is_ready = self.word is None or self.word in log.read()
        if self.is_ready:
            self.failures = 0

    def has_ended(self) -> bool:
        """Whether it ended by itself or was killed; takes away what it left behind."""
        if self.process is None or self.process.poll() is None:
            return False
        self.signal(signal.SIGKILL)
        self.process = None
        self.is_ready = False
        pause = min(FIRST_PAUSE_SECONDS * 2**self.failures, LONGEST_PAUSE_SECONDS)
        self.start_again_at = time.monotonic() + pause
        self.failures += 1
        return True

    def signal(self, number: signal.Signals) -> None:
        """To it and to all that it has started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def children(self) -> list[int]:
        return [] if self.process is None else children_of(self.process.pid)


def children_of(process_id: int) -> list[int]:
    shown = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid="],
        capture_output=True,
        text=True,
        check=False,
    )
    pairs = [line.split() for line in shown.stdout.splitlines()]
    return [int(child) for child, parent in pairs if int(parent) == process_id]


class Supervisor:
    """A thread that looks after all of them until the block is left."""

    def __init__(self, shared_locks: Sequence[int]) -> None:
        self.kept: list[Kept] = []
        self.over = threading.Event()
        # Ends them all when this very process is killed.
        self.undertaker = Undertaker(shared_locks)
        self.thread = threading.Thread(target=self._run, daemon=True)

    @contextmanager
    def at_work(self) -> Iterator["Supervisor"]:
        self.thread.start()
        try:
            yield self
        finally:
            self.over.set()
            self.thread.join()
            for kept in reversed(self.kept):
                self._end(kept)
            self.undertaker.dismiss()

    def keep(self, *wanted: Kept) -> None:
        """Start them and wait until they are ready.

        Raises:
            DidNotStart: one is not; the text names its log.
        """
        self.kept += wanted
        self._wait_for(*wanted)

    def _wait_for(self, *wanted: Kept) -> None:
        deadline = time.monotonic() + START_SECONDS
        for each in wanted:
            while not each.is_up:
                if time.monotonic() > deadline:
                    raise DidNotStart(f"{each.name}: see {each.log}")
                time.sleep(TICK_SECONDS)

    def stop(self, kept: Kept) -> None:
        """Kill it, and let it lie until `restart`."""
        with kept.lock:
            kept.is_wanted = False
            kept.signal(signal.SIGKILL)
            if kept.process is not None:
                kept.process.wait()
            self._bury(kept)

    def restart(self, kept: Kept) -> None:
        """Start what was stopped, and wait until it is ready."""
        kept.is_wanted = True
        self._wait_for(kept)

    def _run(self) -> None:
        while not self.over.wait(TICK_SECONDS):
            for kept in list(self.kept):
                with kept.lock:
                    self._look_after(kept)

    def _look_after(self, kept: Kept) -> None:
        self._bury(kept)
        kept.look()
        is_due = time.monotonic() >= kept.start_again_at
        if kept.process is None and kept.is_wanted and is_due:
            self.undertaker.watch(kept.start())

    def _bury(self, kept: Kept) -> None:
        process_id = kept.process.pid if kept.process else 0
        if kept.has_ended():
            self.undertaker.forget(process_id)

    def _end(self, kept: Kept) -> None:
        if kept.process is None:
            return
        kept.signal(signal.SIGKILL)  # whoever can be killed at any time, now too
        kept.process.wait()
        self.undertaker.forget(kept.process.pid)
