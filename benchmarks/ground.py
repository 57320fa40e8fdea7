"""What a run stands on: its options, its PostgreSQL and its environment.

Nothing here imports Django: the environment must stand before the settings are read.
"""

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from recruitment.embedded.folders import run_folder
from recruitment.embedded.hold import Hold
from recruitment.embedded.postgres import Postgres

CALENDAR = "calendar"  # needs neither database nor Django
SUBJECTS = (
    *("form", "pages", "link", "desk", "search", "claim", "deliver", "month"),
    *("report", "results", "start"),
    CALENDAR,
)
ROUNDS = 5
SMALL = 1_000  # inquiries
LARGE = 1_000_000
MUNICIPALITIES = 10
ACTIVITIES = 5_000  # with LARGE; fewer in proportion
SECRET_KEY = "only-for-benchmarks-and-of-no-use-to-anyone-else"  # noqa: S105 -- protects nothing


def options(arguments: Sequence[str]) -> Namespace:
    parser = ArgumentParser("benchmarks", description=__doc__)
    parser.add_argument(
        "subjects", nargs="*", metavar="subject", help=f"of {', '.join(SUBJECTS)}"
    )
    parser.add_argument("--rows", type=int, default=LARGE, help="inquiries")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="five at least")
    parser.add_argument(
        "--quick", action="store_true", help="small numbers: only shows that it works"
    )
    parser.add_argument("--fresh", action="store_true", help="load all rows anew")
    chosen = parser.parse_args(arguments)
    unknown = set(chosen.subjects) - set(SUBJECTS)
    if unknown:
        parser.error(f"no such subject: {', '.join(sorted(unknown))}")
    chosen.subjects = chosen.subjects or list(SUBJECTS)
    if chosen.quick:
        chosen.rows, chosen.rounds = 2 * SMALL, 1
    return chosen


@contextmanager
def prepared() -> Iterator[None]:
    """Have a PostgreSQL and the environment of the processes to be measured.

    With DATABASE_URL set that server is used; the role must be a superuser.
    """
    place = run_folder() / "benchmarks"  # kept: the next run begins sooner for it
    place.mkdir(parents=True, exist_ok=True)
    hold = None
    if "DATABASE_URL" not in os.environ:
        server = Postgres(place / "postgres")
        hold = Hold(server)
        hold.take()
        os.environ["DATABASE_URL"] = server.database_url("postgres")
    os.environ.update(
        DJANGO_SETTINGS_MODULE="recruitment.settings",
        HEMVAGEN_RUN_DIR=str(place),
        SECRET_KEY=SECRET_KEY,
        REDIS_URL="",
        HTTPS="false",
        LOG_LEVEL="ERROR",
    )
    try:
        yield
    finally:
        if hold is not None:
            hold.give_up()


def database_url(name: str) -> str:
    """The address of another database of the same server."""
    return os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
