"""`manage.py serve`: the whole application on this machine, in one terminal."""

import http.client
import os
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from recruitment import catalogues
from recruitment.embedded.environment import embedded_servers
from recruitment.embedded.failures import ServerFailed
from recruitment.embedded.folders import run_folder
from recruitment.embedded.postgres import Postgres
from recruitment.embedded.server import Server
from recruitment.serving import preparation
from recruitment.serving.children import Child
from recruitment.serving.refusals import (
    CannotServe,
    chosen_port,
    refuse_a_taken_port,
    refuse_missing_modules,
)
from recruitment.serving.supervisor import StopServing, Supervisor

WEB_PROCESSES = "2"
WEB_THREADS = "4"
WORKER_PROCESSES = "2"
TITLES = {"postgres": "PostgreSQL", "valkey": "Valkey"}


class Command(BaseCommand):
    """Start what the environment does not name, prepare the database, and serve."""

    help = "Start web server, worker, beat and, where not named, the servers they need."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--parent", type=int, help="stop when this parent process is gone"
        )
        parser.add_argument(
            "--no-demo", action="store_true", help="leave an empty database empty"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        supervisor = Supervisor(self._say, parent=options["parent"])
        try:
            port = chosen_port()
            refuse_missing_modules()
            refuse_a_taken_port(port)
            supervisor.listen_to_signals()
            self._serve(supervisor, port, demo=not options["no_demo"])
        except StopServing:
            self._say("Stopping …")
        except (CannotServe, ServerFailed) as failure:
            sys.exit(f"hemvagen: {failure}")
        finally:
            supervisor.stop()
        self._say("Stopped. Nothing is left running.")

    def _serve(self, supervisor: Supervisor, port: int, *, demo: bool) -> None:
        for server in embedded_servers:
            self._start_server(supervisor, server)
        supervisor.employ_undertaker()
        self._prepare(supervisor, demo=demo)
        logins = preparation.demo_logins()
        connection.close()
        for child in children(port):
            with self._step(child.name):
                supervisor.start(child)
                if not supervisor.wait_until_up(child):
                    raise CannotServe(f"{child.name} does not start; see {child.log}")
        self._say(banner(port, logins))
        supervisor.run()

    def _start_server(self, supervisor: Supervisor, server: Server) -> None:
        with self._step(TITLES[server.name]):
            supervisor.hold(server)
            if isinstance(server, Postgres):
                server.make_database(Path(os.environ["DATABASE_URL"]).name)

    def _prepare(self, supervisor: Supervisor, *, demo: bool) -> None:
        preparation.check_database()
        if preparation.has_migrations_to_run():
            with self._step("Tables"):
                preparation.migrate()
        if catalogues.outdated():
            with self._step("Swedish texts"):
                catalogues.compile_all()
        if preparation.has_static_files_to_collect():
            with self._step("Static files"):
                preparation.collect_static_files()
        if demo and preparation.takes_demo():
            with self._step("Demonstration data"):
                self._load_demo(supervisor)

    def _load_demo(self, supervisor: Supervisor) -> None:
        undertaker = supervisor.undertaker
        loading = preparation.start_demo()
        if undertaker is not None:
            undertaker.watch(loading.pid)
        try:
            code = loading.wait()
        except StopServing:
            loading.terminate()
            loading.wait()
            raise
        if undertaker is not None:
            undertaker.forget(loading.pid)
        if code:
            raise CannotServe("manage.py demo could not load the demonstration data")

    @contextmanager
    def _step(self, title: str) -> Iterator[None]:
        """Show what is being done, and then how long it took."""
        start = time.monotonic()
        if sys.stdout.isatty():
            self.stdout.write(f"  {title} …", ending="\r")
            self.stdout.flush()
        yield
        self._say(f"  {title:<44}{time.monotonic() - start:6.1f} s")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def children(port: int) -> list[Child]:
    """Web server, worker and beat, in starting order."""
    logs = run_folder() / "logs"
    python = sys.executable
    celery = [python, "-m", "celery", "--app", "recruitment"]
    web = [
        *(python, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"),
        *("--port", str(port), "--workers", WEB_PROCESSES),
        *("--blocking-threads", WEB_THREADS, "--respawn-failed-workers"),
        "recruitment.wsgi:application",
    ]
    worker = [*celery, "worker", "--loglevel", "INFO", "--without-gossip"]
    worker += ["--concurrency", WORKER_PROCESSES, "--without-mingle"]
    beat = [*celery, "beat", "--loglevel", "INFO"]
    return [
        Child("Web server", web, logs / "web.log", is_ready=answers(port)),
        Child("Worker", worker, logs / "worker.log", word=b" ready."),
        Child("Beat", beat, logs / "beat.log", word=b"beat: Starting"),
    ]


def answers(port: int) -> Callable[[], bool]:
    """A question to the web server: does it answer at all?"""

    def ask() -> bool:
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            client.request("GET", "/")
            client.getresponse().read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            client.close()
        return True

    return ask


def banner(port: int, logins: str) -> str:
    """What a person needs to know once everything runs."""
    address = os.environ.get("BASE_URL", f"http://127.0.0.1:{port}")
    folder = run_folder()
    lines = [
        "",
        f"Hemvägen is ready:  {address}/",
        f"For staff:          {address}/desk/",
        f"Sent mail and SMS:  {address}/desk/utkorg/",
        f"                    {folder / 'mail'} and {folder / 'sms'}",
        f"Logs:               {folder / 'logs'}",
        *(["", "Demonstration logins:"] if logins else []),
        *(f"  {line}" for line in logins.splitlines()),
        "",
        "Ctrl-C stops everything.",
    ]
    return "\n".join(lines)
