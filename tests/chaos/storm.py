"""The first part: families register while everything is killed around them."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.chaos import findings
from tests.chaos.families import Family, Ledger, family, register_all
from tests.chaos.house import House
from tests.chaos.killer import Killer, victims_of
from tests.chaos.report import Report, spread

MOST_KILLS = 1.5  # times the kills that are wanted at least
AHEAD = 0.2  # of the kills that are wanted
REST_SECONDS = 240.0  # after the last receipt, at most
DRAINED_SECONDS = 30.0  # after the last receipt, as it should be


@dataclass(frozen=True)
class Storm:
    """How hard it blows.

    Attributes:
        kills: at least so many while the families come.
        pause: seconds between two kills, at least and at most.
    """

    submissions: int
    kills: int
    seed: str
    pause: tuple[float, float] = (1.0, 2.0)


class Mailbox:
    """What the families have got so far, by address; read again when asked."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.lock = threading.Lock()
        self.links: dict[str, str] = {}
        self.read_at = 0.0

    def link_of(self, who: Family) -> str:
        with self.lock:
            if time.monotonic() - self.read_at > 1:
                self.links = {each.to: each.link for each in self.house.mails()}
                self.read_at = time.monotonic()
            return self.links.get(who.email, "")


class Progress:
    """Keeps kills and families in step, so that the kills fall all along the load.

    The families wait for the kills that are due; the killer, once a round ahead,
    waits for the families, or else nothing would ever be up.
    """

    def __init__(self, storm: Storm, ledger: Ledger) -> None:
        self.storm = storm
        self.ledger = ledger

    def families_allowed(self, kills: int) -> float:
        return self.storm.submissions * (kills + 1) / self.storm.kills

    @property
    def kills_allowed(self) -> float:
        share = len(self.ledger.acknowledged) / self.storm.submissions
        return self.storm.kills * (MOST_KILLS * share + AHEAD)


def weather(house: House, storm: Storm) -> Report:
    """Let the storm pass over a house that is all up, and count what is left."""
    ledger = Ledger(house.folder / "acknowledged.jsonl")
    families = [family(number) for number in range(storm.submissions)]
    progress = Progress(storm, ledger)
    killer = Killer(
        victims_of(house),
        storm.seed,
        pause=storm.pause,
        may_strike=lambda kills: progress.kills_allowed > kills,
    )
    began = time.monotonic()

    def may_begin(begun: int) -> bool:
        return begun <= progress.families_allowed(len(killer.kills))

    with killer.at_work():
        register_all(
            families,
            house.address,
            ledger,
            may_begin=may_begin,
            link_of=Mailbox(house).link_of,
        )
        lasted = time.monotonic() - began
    findings.wait_for_rest(house, REST_SECONDS)
    last = max((each.at for each in ledger.acknowledged.values()), default=time.time())
    rested = time.time() - last
    outcome = findings.outcome_of(house)
    figures = {
        "submissions": len(families),
        "acknowledged": len(ledger.acknowledged),
        "of them sent twice at once": ledger.doubled,
        "times booked, moved": f"{len(ledger.booked)}, {ledger.moved}",
        "seconds of storm": f"{lasted:.0f}",
        "from the last receipt to rest": f"{rested:.1f}",
        "kills that met a living victim": len(killer.kills),
        **{f"  {name}": count for name, count in killer.count().items()},
        "strikes that met nobody": killer.missed,
        "starts": ", ".join(
            f"{each.name} {each.starts}" for each in house.supervisor.kept
        ),
        "last form: median, p99, worst, ms": spread(
            [e.seconds for e in ledger.acknowledged.values()]
        ),
        "from sending to receipt, ms": spread(
            [e.waited for e in ledger.acknowledged.values()]
        ),
        **{f"  {name}": count for name, count in sorted(ledger.notes.items())},
        **findings.figures_of(outcome),
    }
    wrong = [*_wrong(house, ledger, killer, outcome, families)]
    if rested > DRAINED_SECONDS:
        wrong.append(f"rest came {rested:.0f} s after the last receipt")
    return Report("Storm", figures, wrong)


def _wrong(
    house: House,
    ledger: Ledger,
    killer: Killer,
    outcome: findings.Outcome,
    families: list[Any],
) -> Iterator[str]:
    told = ledger.acknowledged.values()
    kills = killer.kills
    for number in ledger.gave_up:
        yield f"family {number} gave up"
    for complaint, count in ledger.complaints.items():
        yield f"{complaint}, {count} times"
    for found in (
        findings.lost(outcome, told, families),
        findings.misbooked(outcome, ledger.booked, families),
        findings.restless(outcome),
        findings.unsent(outcome),
        findings.doubled_mails(outcome, kills, house.lease_seconds),
        findings.doubled_sms(outcome),
        findings.unexplained_sms(outcome, kills),
    ):
        yield from findings.shortened(found)
