"""What every run begins with: a migrated database with one municipality, static files.

Made once for the present code and kept in the ignored folder; a run copies it.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

from recruitment.embedded.folders import ROOT, run_folder
from recruitment.embedded.hold import held
from recruitment.embedded.locks import alone
from recruitment.embedded.postgres import OWNER, Postgres, _program
from tests.databases import SHAPING_FILES, databases, template_name

DATABASE = "hemvagen"
SECRET_KEY = "only-for-chaos-and-of-no-use-to-anyone-else-at-all"
BUILD_TOWN = "from tests.chaos.town import build; build()"
OF_THIS_RUN = {"DATABASE_URL", "REDIS_URL", "BASE_URL", "SECRET_KEY_FILE", "PORT"}
SHAPING = (
    *SHAPING_FILES,
    "followups/defaults.py",
    "tests/make.py",
    "tests/chaos/town.py",
    "static/**/*",
)


def environment(folder: Path, database_url: str, **more: str) -> dict[str, str]:
    """The environment of a process that works in a folder on a database."""
    kept = {name: os.environ[name] for name in os.environ.keys() - OF_THIS_RUN}
    return {
        **kept,
        "DATABASE_URL": database_url,
        "HEMVAGEN_RUN_DIR": str(folder),
        "SECRET_KEY": SECRET_KEY,
        "REDIS_URL": "",
        "HTTPS": "false",
        **more,
    }


def copy_to(folder: Path) -> None:
    """Give a run its own database cluster and its own static files."""
    with alone(run_folder() / "chaos.lock"):
        ready = _ready()
        shutil.copytree(ready / "postgres" / "data", folder / "postgres" / "data")
        shutil.copytree(ready / "static", folder / "static")


def _ready() -> Path:
    home = run_folder() / "chaos"
    ready = home / _digest()
    if not ready.exists():
        shutil.rmtree(home, ignore_errors=True)
        unfinished = home / "unfinished"
        _make(unfinished)
        unfinished.rename(ready)
    return ready


def _make(folder: Path) -> None:
    with held(Postgres(folder / "postgres")) as server:
        server.make_database(DATABASE)
        chosen = environment(folder, server.database_url(DATABASE))
        if not _take_over(server):
            _run(["manage.py", "migrate", "--verbosity", "0"], chosen)
        _run(["manage.py", "shell", "--no-imports", "-c", BUILD_TOWN], chosen)
    _run(["manage.py", "collectstatic", "--verbosity", "0", "--noinput"], chosen)


def _take_over(server: Postgres) -> bool:
    """Give it what the tests' own template holds, where there is one for this code.

    The same migrations have made it, and to run them again takes a quarter of a minute.
    """
    tests = Postgres(run_folder() / "test-postgres", durable=False)
    template = template_name()
    with alone(run_folder() / "test-databases.lock"):
        if not tests.answers() or not _has(tests, template):
            return False
        dumped = subprocess.run(
            [_program("pg_dump"), *_reached(tests, template)],
            stdout=subprocess.PIPE,
            check=True,
        )
    subprocess.run(
        [
            *(_program("psql"), *_reached(server, DATABASE)),
            *("--quiet", "--no-psqlrc", "--single-transaction"),
            *("--set", "ON_ERROR_STOP=1"),
        ],
        input=dumped.stdout,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return True


def _has(server: Postgres, database: str) -> bool:
    with closing(server.connect()) as connection, connection.cursor() as cursor:
        return database in databases(cursor, database)


def _reached(server: Postgres, database: str) -> list[str]:
    return [f"--host={server.sockets}", f"--username={OWNER}", f"--dbname={database}"]


def _run(arguments: Iterable[str], chosen: Mapping[str, str]) -> None:
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=chosen, check=True)


def _digest() -> str:
    digest = hashlib.sha256()
    for pattern in SHAPING:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file():
                digest.update(str(path.relative_to(ROOT)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
