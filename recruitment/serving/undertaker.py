"""Ends the children when the supervisor is killed and cannot do it itself.

A process of its own that reads the supervisor's pipe: "+12" names a process group to
watch, "-12" one that has ended. The pipe closes when the supervisor is gone, however
it went; then all that are left are ended, the last one first. It shares the
supervisor's hold on the embedded servers, so that these stop after the children.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence

from recruitment.embedded.folders import ROOT
from recruitment.serving.children import signal_group

PATIENCE_SECONDS = 8.0
TICK_SECONDS = 0.05


class Undertaker:
    """The supervisor's end of the pipe."""

    def __init__(self, shared_locks: Sequence[int]) -> None:
        self.shared_locks = shared_locks
        self.watched: list[int] = []
        self._start()

    def watch(self, process_id: int) -> None:
        self.watched.append(process_id)
        self._tell(f"+{process_id}")

    def forget(self, process_id: int) -> None:
        self.watched.remove(process_id)
        self._tell(f"-{process_id}")

    def see_to_it(self) -> None:
        """Start a new one in the place of one that was killed."""
        if self.process.poll() is not None:
            self._start()

    def dismiss(self) -> None:
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process.wait()

    def _start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "recruitment.serving.undertaker"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            bufsize=1,
            pass_fds=self.shared_locks,
            start_new_session=True,
        )
        for process_id in self.watched:
            self._tell(f"+{process_id}")

    def _tell(self, line: str) -> None:
        try:
            self.process.stdin.write(line + "\n")  # type: ignore[union-attr]  # a pipe
        except BrokenPipeError:
            self._start()


def watch(lines: Iterable[str]) -> list[int]:
    """Read the pipe to its end; return the groups that nobody has taken care of."""
    left: list[int] = []
    for line in lines:
        process_id = int(line[1:])
        if line.startswith("+"):
            left.append(process_id)
        elif process_id in left:
            left.remove(process_id)
    return left


def end_groups(groups: Sequence[int]) -> None:
    """End every group, the last first: politely, and after a while by force.

    Only the group's leader is asked: it knows how its own processes should end.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    for group in reversed(groups):
        with contextlib.suppress(ProcessLookupError):
            os.kill(group, signal.SIGTERM)
        while _lives(group) and time.monotonic() < deadline:
            time.sleep(TICK_SECONDS)
        signal_group(group, signal.SIGKILL)


def _lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def main() -> None:
    for ignored in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(ignored, signal.SIG_IGN)
    end_groups(watch(sys.stdin))


if __name__ == "__main__":
    main()
