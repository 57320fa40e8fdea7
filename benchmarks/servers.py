"""The web servers of both sides: one program, as many processes and threads."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import ground
from benchmarks.http_load import LOOPBACK, Connection, get, wait_for
from benchmarks.plan import Plan
from recruitment.embedded.folders import ROOT, run_folder
from recruitment.management.commands.serve import WEB_THREADS
from recruitment.serving.undertaker import Undertaker

START_SECONDS = 90.0
STOP_SECONDS = 60.0
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
    with running(command(site, port, plan.web_processes), chosen, log):
        what = f"{site.application}, see {log},"
        wait_for(lambda: answers(port), START_SECONDS, what)
        yield port


@contextmanager
def running(
    arguments: Sequence[str], environment: Mapping[str, str], log: Path
) -> Iterator[None]:
    """A process that ends with the block, and with this process however that ends."""
    undertaker = Undertaker(())
    with log.open("wb") as output:
        process = subprocess.Popen(
            arguments,
            cwd=ROOT,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    undertaker.watch(process.pid)
    try:
        yield
    finally:
        end(process)
        undertaker.forget(process.pid)
        undertaker.dismiss()


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
    """Ask it to stop, which it does with all that it started; and insist."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    return port
