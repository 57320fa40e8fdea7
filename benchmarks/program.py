"""Runs the subjects that were asked for and prints the table."""

import platform
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from benchmarks import (
    databases,
    desk,
    ground,
    links,
    month,
    outbox,
    planning,
    public,
    report,
    start,
)
from benchmarks.measure import Row, table
from benchmarks.plan import Plan
from recruitment import catalogues
from recruitment.serving import preparation

Subject = Callable[[Plan], Iterator[Row]]
SUBJECTS: Final[Mapping[str, Subject]] = {
    "form": public.form,
    "pages": public.pages,
    "link": links.link,
    "desk": desk.pages,
    "search": desk.search,
    "claim": outbox.claim,
    "deliver": outbox.deliver,
    "month": month.month,
    "report": report.report,
    "results": planning.results,
    "start": start.start,
}


def run(options: Namespace) -> int:
    """Print the table; 1 where a goal is not reached, save in a quick run."""
    _prepare_pages()
    rows: list[Row] = []
    keep = not options.quick
    with databases.ready(options.rows, fresh=options.fresh, keep=keep) as ready:
        plan = Plan(ready, options.rounds, options.quick)
        for name in options.subjects:
            began = time.perf_counter()
            rows += SUBJECTS[name](plan)
            _say(f"{name}: {time.perf_counter() - began:.0f} s")
    print(_headline(options))
    print(table(rows))
    if options.quick:
        return 0
    return int(not all(row.is_reached for row in rows))


def _prepare_pages() -> None:
    """Words and files, as `make run` prepares them."""
    if catalogues.outdated():
        catalogues.compile_all()
    if preparation.has_static_files_to_collect():
        preparation.collect_static_files()


def _headline(options: Namespace) -> str:
    return (
        f"\n{options.rows:,} inquiries in {ground.MUNICIPALITIES} municipalities, "
        f"median of {options.rounds} rounds; {platform.machine()}, "
        f"Python {platform.python_version()}\n"
    )


def _say(line: str) -> None:
    print(line, file=sys.stderr)
