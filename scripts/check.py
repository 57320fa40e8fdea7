"""Every check of the code that needs no test: `make check`; `--write` formats instead.

The checks run two at a time. Each prints one line; one that fails prints what it found.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
AT_A_TIME = 2
# Settings that a check needs to be read at all; no server stands behind them.
ENVIRONMENT = {
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
    "DJANGO_SETTINGS_MODULE": "recruitment.settings",
    "REDIS_URL": "",
    "SECRET_KEY": "only-for-checks-and-of-no-use-to-anyone-else-at-all",
}


@dataclass(frozen=True)
class Check:
    """One tool, and how it is called.

    Attributes:
        on_embedded: let manage.py choose the embedded database.
    """

    title: str
    command: Sequence[str]
    on_embedded: bool = False

    def run(self) -> tuple[bool, str]:
        """Whether it passed, and the lines for the terminal."""
        start = time.monotonic()
        environment = os.environ | ({} if self.on_embedded else ENVIRONMENT)
        done = subprocess.run(
            self.command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        passed = done.returncode == 0
        seconds = time.monotonic() - start
        line = f"  {'ok    ' if passed else 'FAILED'} {self.title:<34}{seconds:6.1f} s"
        return passed, line if passed else f"{line}\n{done.stdout.rstrip()}\n"


def tool(name: str, *arguments: str) -> list[str]:
    return [str(BIN / name), *arguments]


def manage(*arguments: str) -> list[str]:
    return [sys.executable, "manage.py", *arguments]


def tracked(*suffixes: str) -> list[str]:
    """The files of the working tree with one of these endings, less ignored ones."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [path for path in listed.stdout.split("\0") if path.endswith(suffixes)]
    return [path for path in paths if (ROOT / path).exists()]


def checks() -> list[Check]:
    """The slowest first, so that none runs alone at the end."""
    python = tracked(".py")
    templates = [path for path in tracked(".html", ".txt") if path.startswith("templ")]
    return [
        Check("types (mypy)", tool("mypy", ".")),
        Check(
            "migrations agree with models",
            manage("makemigrations", "--check", "--dry-run"),
            on_embedded=True,
        ),
        Check("Django's own checks", manage("check", "--fail-level", "WARNING")),
        Check("layers (import-linter)", tool("lint-imports")),
        Check("lint (ruff)", tool("ruff", "check", ".")),
        Check("format (ruff)", tool("ruff", "format", "--check", ".")),
        Check(
            "Django's spelling (django-upgrade)",
            tool("django-upgrade", "--check", "--target-version", "5.2", *python),
        ),
        Check("dead code (vulture)", tool("vulture")),
        Check(
            "templates' format (djade)",
            tool("djade", "--check", "--target-version", "5.2", *templates),
        ),
        Check("templates (djlint)", tool("djlint", "--lint", "--quiet", "templates")),
        Check("setup.py is for every Python", oldest_python()),
    ]


def oldest_python() -> list[str]:
    """A Python that compiles scripts/setup.py, which must need nothing newer."""
    code = (
        "import ast; ast.parse(open('scripts/setup.py').read(), feature_version=(3, 6))"
    )
    return [sys.executable, "-c", code]


def writers() -> list[Check]:
    templates = [path for path in tracked(".html") if path.startswith("templ")]
    return [
        Check("imports and small faults (ruff)", tool("ruff", "check", "--fix", ".")),
        Check("format (ruff)", tool("ruff", "format", ".")),
        Check(
            "templates (djade)", tool("djade", "--target-version", "5.2", *templates)
        ),
    ]


def main() -> None:
    if "--write" in sys.argv[1:]:
        results = [writer.run() for writer in writers()]
    else:
        with ThreadPoolExecutor(AT_A_TIME) as pool:
            results = list(_shown(pool.map(Check.run, checks())))
    if not all(passed for passed, _text in results):
        sys.exit("hemvagen: some checks failed")


def _shown(results: Iterable[tuple[bool, str]]) -> Iterator[tuple[bool, str]]:
    """Print each result as soon as it is there."""
    for passed, text in results:
        print(text, flush=True)
        yield passed, text


if __name__ == "__main__":
    main()
