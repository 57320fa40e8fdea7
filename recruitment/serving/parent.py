"""Ending together with the parent: `make`, when serving was started by `make run`."""

import os
import re
import signal
from pathlib import Path

PASSED_ON_BY_NOBODY = (signal.SIGINT, signal.SIGHUP)


class Parent:
    """The process to end with.

    make hands SIGTERM on to what it runs. SIGINT and SIGHUP it expects the terminal to
    have sent to everyone: hit by one alone, it drops its handler and waits for ever.
    On Linux the dropped handler shows, and counts as a wish to end.
    """

    def __init__(self, process_id: int) -> None:
        self.process_id = process_id
        self.handled = self._handled()

    def wants_the_end(self) -> bool:
        if os.getppid() != self.process_id:
            return True
        return bool(self.handled - self._handled())

    def _handled(self) -> set[signal.Signals]:
        """Which of the two signals the parent has a handler for; none if unknown."""
        try:
            status = Path(f"/proc/{self.process_id}/status").read_text()
        except OSError:
            return set()
        caught = re.search(r"^SigCgt:\s*([0-9a-f]+)$", status, re.MULTILINE)
        bits = int(caught[1], 16) if caught else 0
        return {one for one in PASSED_ON_BY_NOBODY if bits >> (one - 1) & 1}
