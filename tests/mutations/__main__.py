"""`make mutations`. Ends with 1 if a fault survived or could not be planted."""

import sys
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path

from recruitment.embedded.folders import run_folder
from recruitment.embedded.hold import held
from recruitment.embedded.postgres import Postgres
from tests.mutations.fault import Fault
from tests.mutations.faults import FAULTS
from tests.mutations.trial import Copy


def main() -> int:
    parser = ArgumentParser(prog="make mutations", description=__doc__)
    parser.add_argument("words", nargs="*", help="only faults whose name has them all")
    words = parser.parse_args().words
    chosen = [each for each in FAULTS if all(word in each.name for word in words)]
    # The same server as the tests'; held here, so that it does not stop in between.
    server = Postgres(run_folder() / "test-postgres", durable=False)
    with held(server), tempfile.TemporaryDirectory(prefix="hemvagen-") as folder:
        copy = Copy(Path(folder))
        if not tests_pass_as_they_are(copy, chosen):
            return 1
        killed = [is_killed(copy, each) for each in chosen]
    say(f"{sum(killed)} of {len(killed)} faults were found")
    return int(not all(killed))


def tests_pass_as_they_are(copy: Copy, faults: list[Fault]) -> bool:
    """Whether the guards pass without a fault: else their failing says nothing."""
    guards = sorted({guard for each in faults for guard in each.guards})
    began = time.monotonic()
    failed, trouble = copy.run(guards)
    for each in sorted(failed):
        say(f"fails without any fault: {each}")
    if trouble:
        say(trouble)
    say(f"{len(guards)} tests stand guard; {time.monotonic() - began:.0f} s")
    return not failed and not trouble


def is_killed(copy: Copy, fault: Fault) -> bool:
    began = time.monotonic()
    verdict = copy.judge(fault)
    word = "found   " if verdict.is_killed else "SURVIVED"
    say(f"  {word}  {fault.name:<56}{time.monotonic() - began:5.1f} s")
    for guard in verdict.survived:
        say(f"            passed all the same: {guard}")
    if verdict.trouble:
        say(f"            {verdict.trouble}")
    return verdict.is_killed


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
