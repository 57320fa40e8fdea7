"""Starts, watches and stops the children, and holds the embedded servers for them."""

import signal
import time
from collections.abc import Callable
from types import FrameType

from recruitment.embedded.failures import ServerFailed
from recruitment.embedded.hold import Hold
from recruitment.embedded.server import Server
from recruitment.serving.children import Child, signal_group
from recruitment.serving.parent import Parent
from recruitment.serving.undertaker import Undertaker

TICK_SECONDS = 0.2
READY_SECONDS = 60.0
PATIENCE_SECONDS = 10.0
SERVER_CHECK_SECONDS = 1.0
SERVER_PAUSE_SECONDS = 10.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopServing(Exception):
    """A signal, or the end of the parent, asked for the end."""


class Supervisor:
    """Everything that one `manage.py serve` has started.

    Args:
        say: prints one line for the person at the terminal.
        parent: the id of the process to end with; None goes on without one.
    """

    def __init__(self, say: Callable[[str], None], *, parent: int | None) -> None:
        self.say = say
        self.parent = Parent(parent) if parent is not None else None
        self.holds: list[Hold] = []
        self.children: list[Child] = []
        self.undertaker: Undertaker | None = None
        self.is_stopping = False
        self.is_in_a_hurry = False
        self.next_server_check = 0.0

    def listen_to_signals(self) -> None:
        """From now on a stop signal raises StopServing; a second one means at once."""
        for wanted in STOP_SIGNALS:
            signal.signal(wanted, self._on_signal)

    def _on_signal(self, _signal: int, _frame: FrameType | None) -> None:
        if self.is_stopping:
            self.is_in_a_hurry = True
            return
        self.is_stopping = True
        raise StopServing

    def hold(self, server: Server) -> None:
        """Start an embedded server, or join those who use it already."""
        hold = Hold(server)
        self.holds.append(hold)
        hold.take()

    def employ_undertaker(self) -> None:
        """Call once all servers are held, before the first child starts."""
        self.undertaker = Undertaker([hold.users.descriptor for hold in self.holds])

    def start(self, child: Child) -> None:
        self.children.append(child)
        self._start(child)

    def _start(self, child: Child) -> None:
        process_id = child.start()
        if self.undertaker is not None:
            self.undertaker.watch(process_id)

    def wait_until_up(self, child: Child) -> bool:
        """Wait until the child is ready; False when it takes longer than a minute."""
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if child.process is not None and child.is_up():
                return True
            self.look_after()
        return False

    def run(self) -> None:
        """Look after everything until a signal comes."""
        while True:
            self.look_after()

    def look_after(self) -> None:
        """One round: whatever has ended is started again, after a growing pause."""
        time.sleep(TICK_SECONDS)
        if self.parent is not None and self.parent.wants_the_end():
            self.is_stopping = True
            raise StopServing
        if self.undertaker is not None:
            self.undertaker.see_to_it()
        for child in self.children:
            self._look_after(child)
        if time.monotonic() > self.next_server_check:
            self._look_after_servers()

    def _look_after(self, child: Child) -> None:
        process_id = child.process.pid if child.process else 0
        code = child.ended()
        if code is not None:
            if self.undertaker is not None:
                self.undertaker.forget(process_id)
            pause = child.start_again_at - time.monotonic()
            self.say(
                f"{child.name} ended (code {code}) and starts again in "
                f"{pause:.1f} s; see {child.log}"
            )
        if child.is_due():
            self._start(child)

    def _look_after_servers(self) -> None:
        pause = SERVER_CHECK_SECONDS
        for hold in self.holds:
            try:
                hold.ensure_up()
            except ServerFailed as failure:
                self.say(str(failure))
                pause = SERVER_PAUSE_SECONDS
        self.next_server_check = time.monotonic() + pause

    def stop(self) -> None:
        """End the children, the last first, then let go of the servers likewise."""
        self.is_stopping = True
        for child in reversed(self.children):
            self._stop(child)
        if self.undertaker is not None:
            self.undertaker.dismiss()
        for hold in reversed(self.holds):
            hold.give_up()

    def _stop(self, child: Child) -> None:
        if child.process is None:
            return
        # The child itself, not its group: it knows how its own processes should end.
        child.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while child.process.poll() is None and time.monotonic() < deadline:
            if self.is_in_a_hurry:
                break
            time.sleep(TICK_SECONDS / 4)
        signal_group(child.process.pid, signal.SIGKILL)
        child.process.wait()
        if self.undertaker is not None:
            self.undertaker.forget(child.process.pid)
