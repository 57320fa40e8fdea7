"""`make chaos`: the long form. Ends with 1 if anything is wrong."""

import random
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import replace

from tests.chaos.brokers import compare
from tests.chaos.dispatchers import all_at_once, one_frozen
from tests.chaos.house import House, Losses, house
from tests.chaos.report import Report
from tests.chaos.storm import Storm, weather

LOST = 0.03  # share of the providers' answers
ROUNDS = 6  # of the form in every state of Valkey
FROZEN_LEASE_SECONDS = 6
SLOW_SECONDS = 0.03  # for each mail, while one dispatcher is to be caught in the act


def storm(chosen: Namespace) -> Report:
    losses = Losses(mail=LOST, sms=LOST, are_deduplicated=chosen.deduplicates)
    with house(chosen.seed, losses) as opened:
        opened.start_all()
        wind = Storm(chosen.submissions, chosen.kills, chosen.seed)
        return kept_if_wrong(opened, weather(opened, wind))


def brokers(chosen: Namespace) -> Report:
    with house(chosen.seed) as opened:
        opened.start_all()
        return kept_if_wrong(opened, compare(opened, forms=chosen.forms, rounds=ROUNDS))


def eight(chosen: Namespace) -> Report:
    with house(chosen.seed) as opened:
        report = all_at_once(opened, rows=chosen.rows, dispatchers=8)
        return kept_if_wrong(opened, report)


def frozen(chosen: Namespace) -> Report:
    losses = Losses(slow_seconds=SLOW_SECONDS)
    with house(chosen.seed, losses, lease_seconds=FROZEN_LEASE_SECONDS) as opened:
        return kept_if_wrong(opened, one_frozen(opened, rows=300))


PARTS: dict[str, Callable[[Namespace], Report]] = {
    "storm": storm,
    "brokers": brokers,
    "eight": eight,
    "frozen": frozen,
}


def kept_if_wrong(opened: House, report: Report) -> Report:
    """Let the folder with the logs stay, and say where it is."""
    if not report.wrong:
        return report
    opened.is_kept = True
    figures = {**report.figures, "logs": opened.folder}
    return replace(report, figures=figures)


def arguments() -> Namespace:
    parser = ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--submissions", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=50, help="at least")
    parser.add_argument("--rows", type=int, default=10_000, help="for the dispatchers")
    parser.add_argument("--forms", type=int, default=10, help="to each state of Valkey")
    parser.add_argument("--seed", default=str(random.randrange(10**6)))
    parser.add_argument(
        "--deduplicates", action="store_true", help="the mail server, by Message-ID"
    )
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    return parser.parse_args()


def main() -> int:
    chosen = arguments()
    began = time.monotonic()
    say(f"seed {chosen.seed}")
    is_wrong = False
    for name in chosen.parts:
        report = PARTS[name](chosen)
        say("", *report.lines())
        is_wrong |= bool(report.wrong)
    say("", f"{time.monotonic() - began:.0f} s, seed {chosen.seed}")
    return int(is_wrong)


def say(*lines: str) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
