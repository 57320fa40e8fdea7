"""The second part: what a family notices of Valkey's health. It ought to be nothing.

The same form is sent while Valkey is up, stopped, frozen, emptied and full, in turn;
once it is well again, the messages leave without anybody's doing.
"""

import itertools
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from tests.chaos import findings
from tests.chaos.families import LANDLINES, Family, Ledger, register_all
from tests.chaos.house import House
from tests.chaos.report import Report, percentile

REST_SECONDS = 120.0
UP = "up"
HELD_SECONDS = 4.0  # after the forms, so that worker and beat notice, too
# The same work takes more or less time in turn, on a machine with more to do.
SLOWER_AT_MOST = 1.5  # times as when up, and MARGIN_SECONDS more
MARGIN_SECONDS = 0.1
WAITING = "SELECT count(*) FROM messaging_message WHERE status = 'queued'"


@dataclass
class Findings:
    """What was seen of one state of Valkey; all times in seconds."""

    took: list[float] = field(default_factory=list)
    waited: int = 0  # messages, when the state ended
    rested: float = 0.0  # from then until all had left

    def line(self, when_up: "Findings") -> str:
        middle, high = median(self.took), percentile(self.took, 95)
        return (
            f"p50 {1000 * middle:.0f} ms, p95 {1000 * high:.0f} ms; "
            f"p50 {middle / median(when_up.took):.2f} × as when up; "
            f"{self.waited} messages waited, all gone {self.rested:.0f} s after"
        )


def compare(house: House, *, forms: int, rounds: int) -> Report:
    """Send the form in every state of Valkey, one after the other, round by round.

    In a first round each state is held for a while, and what it held up must leave
    before the next. The others measure, each beginning with another state.

    Args:
        forms: in each state of each round.
    """
    numbers = itertools.count(1)
    ledger = Ledger(house.folder / "acknowledged.jsonl")
    seen = {name: Findings() for name in STATES}

    def send(count: int) -> list[float]:
        families = [_caller(next(numbers)) for _ in range(count)]
        register_all(families, house.address, ledger, threads=1)
        return [ledger.acknowledged[each.number].seconds for each in families]

    for name, state in STATES.items():
        with state(house):
            send(forms)
            time.sleep(0 if name == UP else HELD_SECONDS)
            seen[name].waited = house.ask(WAITING)[0][0]
        seen[name].rested = findings.wait_for_rest(house, REST_SECONDS)
    names = list(STATES)
    for first in range(rounds):
        for place in range(len(names)):
            name = names[(first + place) % len(names)]
            with STATES[name](house):
                seen[name].took += send(forms)
    findings.wait_for_rest(house, REST_SECONDS)
    spoken = _words_with_valkey(house, lambda: send(1))
    figures = {f"Valkey {name}": each.line(seen[UP]) for name, each in seen.items()}
    figures["commands that a form gave Valkey"] = str(spoken)
    return Report("Valkey", figures, list(_wrong(house, ledger, seen, spoken)))


def _caller(number: int) -> Family:
    """With a landline: no receipt by mail or SMS, only the notice to the desk."""
    phone = f"031-390 06 {number % LANDLINES:02}"
    return Family(number, is_express=True, phone=phone)


def _wrong(
    house: House, ledger: Ledger, seen: Mapping[str, Findings], spoken: int
) -> Iterator[str]:
    for noticed, count in (ledger.notes + ledger.complaints).items():
        yield f"a family noticed {noticed}, {count} times"
    for number in ledger.gave_up:
        yield f"family {number} gave up"
    if spoken:
        yield f"a form gave Valkey {spoken} commands"
    most = SLOWER_AT_MOST * median(seen[UP].took) + MARGIN_SECONDS
    for name, each in seen.items():
        if median(each.took) > most:
            yield f"with Valkey {name} the form takes {median(each.took):.2f} s"
    outcome = findings.outcome_of(house)
    families = [each.family for each in ledger.acknowledged.values()]
    yield from findings.lost(outcome, ledger.acknowledged.values(), families)
    yield from findings.restless(outcome)
    yield from findings.unsent(outcome)
    yield from findings.doubled_mails(outcome, [], house.lease_seconds)


def _words_with_valkey(house: House, send: Callable[[], object]) -> int:
    """How many commands Valkey gets from a form while worker and beat stand still."""
    client = house.valkey_server.client()
    celery = (house.worker, house.beat)
    for each in celery:
        each.signal(signal.SIGSTOP)
    try:
        before = _commands(client)
        send()
        return _commands(client) - before - 1  # the question itself is one
    finally:
        for each in celery:
            each.signal(signal.SIGCONT)
        findings.wait_for_rest(house, REST_SECONDS)


def _commands(client: Any) -> int:
    return int(client.info("stats")["total_commands_processed"])


@contextmanager
def _up(house: House) -> Iterator[None]:
    yield


@contextmanager
def _stopped(house: House) -> Iterator[None]:
    house.supervisor.stop(house.valkey)
    yield
    house.supervisor.restart(house.valkey)


@contextmanager
def _frozen(house: House) -> Iterator[None]:
    house.valkey.signal(signal.SIGSTOP)
    yield
    house.valkey.signal(signal.SIGCONT)


@contextmanager
def _emptied(house: House) -> Iterator[None]:
    """Before, and after: whatever was queued meanwhile is gone."""
    house.valkey_server.client().flushall()
    yield
    house.valkey_server.client().flushall()


@contextmanager
def _full(house: House) -> Iterator[None]:
    """It answers every command that writes with an error."""
    client = house.valkey_server.client()
    client.config_set("maxmemory", "1")
    yield
    client.config_set("maxmemory", "0")


STATES: dict[str, Callable[[House], Any]] = {
    UP: _up,
    "stopped": _stopped,
    "frozen": _frozen,
    "emptied": _emptied,
    "full": _full,
}
