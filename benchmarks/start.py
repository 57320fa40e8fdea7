"""The second `make run`, from the command to the first page."""

import os
import shutil
import time
from collections.abc import Iterator

from benchmarks.http_load import wait_for
from benchmarks.measure import Row
from benchmarks.plan import Plan
from benchmarks.servers import answers, free_port, running
from recruitment.embedded.folders import run_folder

FIRST_SECONDS = 600.0
# Chosen for the measured processes, not for a trial.
OF_THE_RUN = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "REDIS_URL", "SECRET_KEY")


def start(_plan: Plan) -> Iterator[Row]:
    """The first start makes the database and its demonstration; it is printed too."""
    shutil.rmtree(run_folder() / "start", ignore_errors=True)
    first = _seconds_to_first_page()
    second = _seconds_to_first_page()
    yield Row(
        "second make run to first page", f"{second:.1f} s", f"first {first:.1f} s"
    )


def _seconds_to_first_page() -> float:
    port = free_port()
    kept = {name: os.environ[name] for name in os.environ if name not in OF_THE_RUN}
    environment = kept | {
        "HEMVAGEN_RUN_DIR": str(run_folder() / "start"),
        "PORT": str(port),
    }
    began = time.perf_counter()
    with running(["make", "run"], environment, run_folder() / "start.log"):
        wait_for(lambda: answers(port), FIRST_SECONDS, "make run")
        return time.perf_counter() - began
