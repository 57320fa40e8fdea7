"""The second part: what a family notices of Valkey's health. It ought to be nothing.

The same form is sent while Valkey is up, stopped, frozen, emptied and full, in turn;
once it is well again, the messages leave without anybody's doing.
"""

import itertools
import signal
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
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


def compare(house: House, *, forms: int, rounds: int) -> Report:
    """Measure the form beside every state of Valkey.

    Args:
        forms: sent in each state of each round, one after the other.
    """
    numbers = itertools.count(1)
    ledger = Ledger(house.folder / "acknowledged.jsonl")
    took: dict[str, list[float]] = defaultdict(list)
    rested: dict[str, float] = defaultdict(float)
    waited: dict[str, int] = defaultdict(int)
    for _round in range(rounds):
        for name, state in STATES.items():
            families = [_caller(next(numbers)) for _ in range(forms)]
            with state(house):
                register_all(families, house.address, ledger, threads=1)
                time.sleep(HELD_SECONDS if state is not _up else 0)
                waited[name] += house.ask(WAITING)[0][0]
            took[name] += [
                ledger.acknowledged[each.number].seconds for each in families
            ]
            rest = findings.wait_for_rest(house, REST_SECONDS)
            rested[name] = max(rested[name], rest)
    spoken = _words_with_valkey(house, ledger, [_caller(next(numbers))])
    figures = {
        f"Valkey {name}": _line(took[name], took[UP], waited[name], rested[name])
        for name in STATES
    }
    figures["commands that a form gave Valkey"] = str(spoken)
    return Report("Valkey", figures, list(_wrong(house, ledger, took, spoken)))


def _caller(number: int) -> Family:
    """With a landline: no receipt by mail or SMS, only the notice to the desk."""
    phone = f"031-390 06 {number % LANDLINES:02}"
    return Family(number, is_express=True, phone=phone)


def _line(took: list[float], when_up: list[float], waited: int, rested: float) -> str:
    middle, high = median(took), percentile(took, 95)
    return (
        f"p50 {1000 * middle:.0f} ms, p95 {1000 * high:.0f} ms; "
        f"p50 {middle / median(when_up):.2f} × as when up; "
        f"{waited} messages waited, all gone {rested:.0f} s after"
    )


def _wrong(
    house: House, ledger: Ledger, took: Mapping[str, list[float]], spoken: int
) -> Iterator[str]:
    for noticed, count in (ledger.notes + ledger.complaints).items():
        yield f"a family noticed {noticed}, {count} times"
    for number in ledger.gave_up:
        yield f"family {number} gave up"
    if spoken:
        yield f"a form gave Valkey {spoken} commands"
    most = SLOWER_AT_MOST * median(took[UP]) + MARGIN_SECONDS
    for name, seconds in took.items():
        if median(seconds) > most:
            yield f"with Valkey {name} the form takes {median(seconds):.2f} s"
    outcome = findings.outcome_of(house)
    families = [each.family for each in ledger.acknowledged.values()]
    yield from findings.lost(outcome, ledger.acknowledged.values(), families)
    yield from findings.restless(outcome)
    yield from findings.unsent(outcome)
    yield from findings.doubled_mails(outcome, [], house.lease_seconds)


def _words_with_valkey(house: House, ledger: Ledger, families: list[Family]) -> int:
    """How many commands Valkey gets from a form while worker and beat stand still."""
    client = house.valkey_server.client()
    celery = (house.worker, house.beat)
    for each in celery:
        each.signal(signal.SIGSTOP)
    try:
        before = _commands(client)
        register_all(families, house.address, ledger)
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
