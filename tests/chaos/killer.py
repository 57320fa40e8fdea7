"""Who is killed with -9, when and how. All chance comes from one seed."""

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

import psycopg2

from recruitment.embedded.postgres import Postgres
from tests.chaos.ground import DATABASE
from tests.chaos.house import House
from tests.chaos.processes import Kept

PAUSE_SECONDS = (1.0, 2.0)
BACKENDS = """
    SELECT pid FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
      AND datname = current_database()
    ORDER BY pid
"""


class Victim(Protocol):
    name: str

    @property
    def is_up(self) -> bool: ...

    def strike(self, chance: random.Random) -> str:
        """Kill it; say which part was killed, or "" where that was gone already."""
        ...


class KeptVictim:
    """A process with its children: all of them, the first alone, or one child."""

    def __init__(self, kept: Kept) -> None:
        self.kept = kept
        self.name = kept.name

    @property
    def is_up(self) -> bool:
        return self.kept.is_up

    def strike(self, chance: random.Random) -> str:
        with self.kept.lock:
            process, children = self.kept.process, sorted(self.kept.children())
            if process is None or not self.kept.is_up:
                return ""
            part = chance.choice(["all", "parent", "child"]) if children else "all"
            if part == "all":
                self.kept.signal(signal.SIGKILL)
            else:
                victim = process.pid if part == "parent" else chance.choice(children)
                os.kill(victim, signal.SIGKILL)
            return part


class PostgresVictim:
    """The server, or one of the processes that serve a connection."""

    name = "postgres"

    def __init__(self, server: Postgres) -> None:
        self.server = server

    @property
    def is_up(self) -> bool:
        return self.server.answers()

    def strike(self, chance: random.Random) -> str:
        part = chance.choice(["server", "backend"])
        if part == "server":
            process_id = self.server.process_id()
        else:
            backends = self._backends()
            process_id = chance.choice(backends) if backends else None
        if process_id is None:
            return ""
        os.kill(process_id, signal.SIGKILL)
        return part

    def _backends(self) -> list[int]:
        connection = self.server.connect(DATABASE)
        try:
            with connection.cursor() as cursor:
                cursor.execute(BACKENDS)
                return [int(pid) for (pid,) in cursor.fetchall()]
        finally:
            connection.close()


@dataclass(frozen=True)
class Kill:
    """One that met a victim which was up. `at` in POSIX seconds."""

    victim: str
    part: str
    at: float


class Killer:
    """A thread that strikes every second or two until the block is left.

    Args:
        pause: seconds between two strikes, at least and at most.
        may_strike: asked with the number of kills so far; False makes it wait.
    """

    def __init__(
        self,
        victims: Sequence[Victim],
        seed: str,
        *,
        pause: tuple[float, float] = PAUSE_SECONDS,
        may_strike: Callable[[int], bool] = lambda kills: True,
    ) -> None:
        self.victims = list(victims)
        self.random = random.Random(seed)
        self.pause = pause
        self.may_strike = may_strike
        self.left: list[Victim] = []  # of this round
        self.kills: list[Kill] = []
        self.missed = 0  # times that it found nobody up, or came too late
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    @contextmanager
    def at_work(self) -> Iterator["Killer"]:
        self.thread.start()
        try:
            yield self
        finally:
            self.over.set()
            self.thread.join()

    def count(self) -> dict[str, int]:
        """Kills by victim and part."""
        return dict(sorted(Counter(f"{k.victim} {k.part}" for k in self.kills).items()))

    def _run(self) -> None:
        while not self.over.wait(self.random.uniform(*self.pause)):
            if not self.may_strike(len(self.kills)):
                continue
            victim = self._next()
            if victim is None or not self._strike(victim):
                self.missed += 1

    def _next(self) -> Victim | None:
        """In rounds, so that each has its turn; None while those left are all down."""
        if not self.left:
            self.left = self.random.sample(self.victims, len(self.victims))
        victim = next((each for each in self.left if each.is_up), None)
        if victim is not None:
            self.left.remove(victim)
        return victim

    def _strike(self, victim: Victim) -> bool:
        try:
            part = victim.strike(self.random)
        except (ProcessLookupError, psycopg2.OperationalError):
            return False
        if part:
            self.kills.append(Kill(victim.name, part, time.time()))
        return bool(part)


def victims_of(house: House) -> list[Victim]:
    kept = [house.web, house.worker, house.beat, house.loop, house.valkey]
    return [*map(KeptVictim, kept), PostgresVictim(house.postgres)]
