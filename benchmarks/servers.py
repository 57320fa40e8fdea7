"""The web servers of both sides: one program, as many processes and threads."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from benchmarks import ground
from benchmarks.http_load import LOOPBACK, Connection, get, wait_for
from benchmarks.plan import Plan
from recruitment.embedded.folders import ROOT, run_folder
from recruitment.management.commands.serve import WEB_THREADS

START_SECONDS = 90.0
STOP_SECONDS = 20.0
SERVER_ERROR = 500


@dataclass(frozen=True)
class Site:
    """A Django site: its WSGI application and its settings."""

    application: str
    settings: str


PRODUCT = Site("recruitment.wsgi:application", "recruitment.settings")
FLOOR = Site("benchmarks.wsgi:application", "benchmarks.floor_settings")
BAREST = Site("benchmarks.wsgi:application", "benchmarks.barest_settings")


@contextmanager
def served(site: Site, plan: Plan, **environment: str) -> Iterator[int]:
    """Have a site served on a free port of loopback; gives the port."""
    port = free_port()
    chosen = os.environ | {
        "DJANGO_SETTINGS_MODULE": site.settings,
        "DATABASE_URL": ground.database_url(plan.large),
        "BASE_URL": f"http://{LOOPBACK}:{port}",
        **environment,
    }
    log = run_folder() / f"{site.settings}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command(site, port, plan.web_processes),
            cwd=ROOT,
            env=chosen,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        try:
            wait_for(
                lambda: answers(port), START_SECONDS, f"{site.application} ({log})"
            )
            yield port
        finally:
            end(process)


def command(site: Site, port: int, processes: str) -> list[str]:
    """As the product starts its own web server."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", LOOPBACK),
        *("--port", str(port), "--workers", processes),
        *("--blocking-threads", WEB_THREADS),
        site.application,
    ]


def answers(port: int) -> bool:
    """Whether the first page is shown."""
    try:
        connection = Connection(port)
    except OSError:
        return False
    with closing(connection):
        try:
            status, _ = connection.ask(get(port, "/"))
        except Exception:
            return False
    return status < SERVER_ERROR


def end(process: "subprocess.Popen[bytes]") -> None:
    """Ask the whole group to stop, and insist."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            continue
        return


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    return port
