import os
import signal
import subprocess
import sys
import time

import pytest

from recruitment.embedded.failures import ServerFailed
from recruitment.embedded.folders import ROOT
from recruitment.serving.children import Child
from recruitment.serving.supervisor import StopServing, Supervisor
from recruitment.serving.undertaker import Undertaker, end_groups, watch

PATIENCE_SECONDS = 30
SLEEP = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)"]
FAIL = [sys.executable, "-c", "raise SystemExit(3)"]


@pytest.fixture
def supervisor():
    said = []
    supervisor = Supervisor(said.append, parent=None)
    supervisor.said = said
    yield supervisor
    supervisor.stop()


def sleeper(tmp_path, name="sleeper", command=SLEEP):
    return Child(name, command, tmp_path / f"{name}.log", word=b"up")


def lives(process_id):
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until(fact):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not fact():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_child_that_is_killed_is_started_again(supervisor, tmp_path):
    child = sleeper(tmp_path)
    supervisor.start(child)
    assert supervisor.wait_until_up(child)
    first = child.process.pid
    os.kill(first, signal.SIGKILL)
    child.process.wait()
    supervisor.look_after()
    assert supervisor.wait_until_up(child)
    assert child.process.pid != first
    assert "sleeper ended (code -9)" in supervisor.said[0]


def test_a_child_that_keeps_failing_waits_longer_each_time(tmp_path):
    child = sleeper(tmp_path, command=FAIL)
    pauses = []
    for _ in range(3):
        child.start()
        child.process.wait()
        assert child.ended() == 3
        pauses.append(child.start_again_at - time.monotonic())
    assert pauses == pytest.approx([0.5, 1, 2], abs=0.2)


@pytest.mark.slow
def test_what_a_killed_child_had_started_goes_with_it(tmp_path):
    code = (
        "import subprocess, sys, time\n"
        "print(subprocess.Popen(['sleep', '600']).pid, 'up', flush=True)\n"
        "time.sleep(600)\n"
    )
    child = sleeper(tmp_path, command=[sys.executable, "-c", code])
    child.start()
    wait_until(child.is_up)
    grandchild = int(child.log.read_text().split()[0])
    child.process.kill()
    child.process.wait()
    assert child.ended() == -9
    wait_until(lambda: not lives(grandchild))


def test_the_last_started_is_stopped_first(supervisor, tmp_path):
    order = tmp_path / "order"
    code = (
        "import pathlib, signal, sys, time\n"
        "def stop(*_):\n"
        "    pathlib.Path(sys.argv[1]).open('a').write(sys.argv[2])\n"
        "    raise SystemExit\n"
        "signal.signal(signal.SIGTERM, stop)\n"
        "print('up', flush=True)\n"
        "time.sleep(600)\n"
    )
    for name in "abc":
        command = [sys.executable, "-c", code, str(order), name]
        child = sleeper(tmp_path, name, command)
        supervisor.start(child)
        assert supervisor.wait_until_up(child)
    supervisor.stop()
    assert order.read_text() == "cba"


def test_supervising_ends_when_the_parent_is_gone(monkeypatch):
    supervisor = Supervisor(print, parent=os.getppid())
    supervisor.look_after()
    monkeypatch.setattr(os, "getppid", lambda: 1)
    with pytest.raises(StopServing):
        supervisor.look_after()


def _hear_signals() -> None:
    """A shell's background is deaf to SIGINT, and what nohup starts to SIGHUP."""
    for each in (signal.SIGINT, signal.SIGHUP):
        signal.signal(each, signal.SIG_DFL)


@pytest.mark.skipif(sys.platform != "linux", reason="shows in /proc, which is Linux's")
@pytest.mark.parametrize("name", ["INT", "HUP", "TERM", "KILL"])
def test_a_signal_to_make_alone_ends_what_it_runs(tmp_path, name):
    code = (
        "import sys, time\n"
        "from recruitment.serving.parent import Parent\n"
        "parent = Parent(int(sys.argv[1]))\n"
        "print('up', flush=True)\n"
        "while not parent.wants_the_end(): time.sleep(0.05)\n"
    )
    recipe = f'run:\n\t@exec {sys.executable} -c "$$CODE" $$PPID\n'
    (tmp_path / "Makefile").write_text(recipe)
    make = subprocess.Popen(
        ["make", "--no-print-directory", "-f", str(tmp_path / "Makefile")],
        cwd=ROOT,
        env=os.environ | {"CODE": code},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=_hear_signals,
    )
    assert make.stdout.readline() == "up\n"
    make.send_signal(getattr(signal, f"SIG{name}"))
    make.communicate(timeout=PATIENCE_SECONDS)  # the pipe closes with the last of them


def test_the_undertaker_knows_who_is_left():
    assert watch(["+12\n", "+13\n", "-12\n", "+14\n"]) == [13, 14]


def test_a_group_that_does_not_listen_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr("recruitment.serving.undertaker.PATIENCE_SECONDS", 0.2)
    code = "import signal; signal.signal(15, signal.SIG_IGN);" + SLEEP[-1]
    child = sleeper(tmp_path, command=[sys.executable, "-c", code])
    child.start()
    wait_until(child.is_up)
    end_groups([child.process.pid])
    assert child.process.wait() == -9


def test_a_killed_undertaker_is_replaced_and_knows_everyone():
    undertaker = Undertaker([])
    sleeping = subprocess.Popen(SLEEP, start_new_session=True)
    undertaker.watch(sleeping.pid)
    undertaker.process.kill()
    undertaker.process.wait()
    undertaker.process.stdin.close()
    undertaker.see_to_it()
    undertaker.process.stdin.close()  # as if the supervisor had been killed
    assert sleeping.wait() == -signal.SIGTERM
    undertaker.dismiss()


@pytest.mark.slow
def test_the_children_of_a_killed_supervisor_end():
    code = (
        "import subprocess, time\n"
        "from recruitment.serving.undertaker import Undertaker\n"
        "undertaker = Undertaker([])\n"
        "child = subprocess.Popen(['sleep', '600'], start_new_session=True)\n"
        "undertaker.watch(child.pid)\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    supervising = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    child = int(supervising.stdout.readline())
    supervising.kill()
    supervising.communicate()
    wait_until(lambda: not lives(child))


class BrokenHold:
    """A hold on a server that does not start any more."""

    def __init__(self):
        self.has_given_up = False

    def ensure_up(self):
        raise ServerFailed("postgres did not start: disk full")

    def give_up(self):
        self.has_given_up = True


def test_a_server_that_stays_away_is_told_and_serving_goes_on(supervisor):
    supervisor.holds = [BrokenHold()]
    supervisor.look_after()
    assert supervisor.said == ["postgres did not start: disk full"]
    supervisor.look_after()
    assert len(supervisor.said) == 1  # said again after a pause only


def test_a_second_ctrl_c_does_not_wait(supervisor, tmp_path):
    code = "import signal; signal.signal(15, signal.SIG_IGN);" + SLEEP[-1]
    child = sleeper(tmp_path, command=[sys.executable, "-c", code])
    supervisor.start(child)
    assert supervisor.wait_until_up(child)
    with pytest.raises(StopServing):
        supervisor._on_signal(signal.SIGINT, None)
    supervisor._on_signal(signal.SIGINT, None)
    before = time.monotonic()
    supervisor.stop()
    assert time.monotonic() - before < 5
    assert child.process.returncode == -signal.SIGKILL
