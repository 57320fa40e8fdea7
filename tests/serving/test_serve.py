"""The whole of `make run` less the installing: real servers, real processes."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from recruitment.embedded.folders import ROOT

PATIENCE_SECONDS = 90
LINUX = pytest.mark.skipif(
    sys.platform != "linux", reason="finds processes by /proc, which is Linux's"
)


class Serving:
    """One `manage.py serve` with a folder and a port of its own."""

    def __init__(self, folder, **environment):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        left_out = {"DATABASE_URL", "REDIS_URL", "BASE_URL", "SECRET_KEY"}
        kept = {name: os.environ[name] for name in os.environ.keys() - left_out}
        self.folder = folder
        self.output = folder.with_suffix(".out")
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--no-demo"],
                cwd=ROOT,
                env=kept
                | {"HEMVAGEN_RUN_DIR": str(folder), "PORT": str(self.port)}
                | environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def said(self):
        return self.output.read_text()

    def wait_until_ready(self):
        wait_until(lambda: "is ready" in self.said() or self.process.poll() is not None)
        assert "is ready" in self.said(), self.said()

    def answers(self):
        """Whether a page comes; with an empty database it may be an excuse."""
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            client.request("GET", "/")
            return client.getresponse().status > 0
        except OSError:
            return False
        finally:
            client.close()

    def processes(self):
        """Every living process of this trial, found by the folder it was told.

        Valkey writes its title over its environment, and where a long path has its
        socket elsewhere the title lacks the folder: it works in the folder, though.
        """
        mark = os.fsencode(self.folder)
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                line = (entry / "cmdline").read_bytes()
                told = line + (entry / "environ").read_bytes()
                if mark in told + os.fsencode((entry / "cwd").readlink()):
                    found[int(entry.name)] = line.decode()
            except OSError:
                continue
        return found

    def one(self, words):
        """The oldest process whose command line has the words."""
        return min(pid for pid, line in self.processes().items() if words in line)


def wait_until(fact):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not fact():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.fixture
def serve(tmp_path):
    started = []

    def start(**environment):
        serving = Serving(tmp_path / "run", **environment)
        started.append(serving)
        return serving

    yield start
    for serving in started:
        serving.process.kill()
        serving.process.wait()
    wait_until(lambda: not any(serving.processes() for serving in started))


@LINUX
@pytest.mark.slow
def test_a_kill_of_serve_leaves_nothing_running(serve):
    serving = serve()
    serving.wait_until_ready()
    assert serving.answers()
    assert len(serving.processes()) > 6
    serving.process.kill()
    wait_until(lambda: not serving.processes())


@LINUX
@pytest.mark.slow
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_polite_stop_leaves_nothing_running(serve, name):
    serving = serve()
    serving.wait_until_ready()
    serving.process.send_signal(getattr(signal, name))
    assert serving.process.wait(PATIENCE_SECONDS) == 0
    assert serving.processes() == {}
    assert "Nothing is left running" in serving.said()


@LINUX
@pytest.mark.slow
def test_whatever_is_killed_comes_back(serve):
    serving = serve()
    serving.wait_until_ready()
    parts = ("granian", "worker", "beat", "valkey-server", "postgres\0-D", "undertaker")
    for words in parts:
        victim = serving.one(words)
        os.kill(victim, signal.SIGKILL)
        wait_until(
            lambda words=words, victim=victim: any(
                words in line and pid != victim
                for pid, line in serving.processes().items()
            )
        )
        wait_until(serving.answers)


@LINUX
@pytest.mark.slow
def test_the_second_start_does_nothing_twice(serve):
    first = serve()
    first.wait_until_ready()
    first.process.terminate()
    first.process.wait(PATIENCE_SECONDS)
    second = serve()
    second.wait_until_ready()
    assert re.findall(r"^  (\w.*?)  ", second.said(), re.MULTILINE) == [
        *("PostgreSQL", "Valkey", "Web server", "Worker", "Beat")
    ]


@LINUX
@pytest.mark.slow
def test_named_servers_are_used_and_none_is_started(serve, settings):
    chosen = settings.DATABASES["default"]
    named = f"postgres://{chosen['USER']}@/{chosen['HOST']}/no_such_database"
    serving = serve(DATABASE_URL=named, REDIS_URL="redis://127.0.0.1:1")
    assert serving.process.wait(PATIENCE_SECONDS) == 1
    assert "the database does not answer: " in serving.said()
    assert "Traceback" not in serving.said()
    assert not (serving.folder / "postgres").exists()


@LINUX
def test_a_taken_port_is_one_line_and_starts_nothing(serve):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        serving = serve(PORT=str(port))
        assert serving.process.wait(PATIENCE_SECONDS) == 1
    assert serving.said() == (
        f"hemvagen: port {port} is taken by another program; "
        "choose another: make run PORT=8001\n"
    )
