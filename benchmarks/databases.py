"""The databases of a run: a small one and a large one, filled alike."""

import copy
import json
import os
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

import psycopg2
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.utils import timezone
from psycopg2 import extensions, sql

from benchmarks import ground
from inquiries.demonstration import volume
from inquiries.models import Inquiry
from recruitment.embedded.folders import run_folder
from tests.databases import template_name

STALE_SECONDS = 12 * 3600  # deadlines lie around the moment of the load
HUGE = 10  # times as many inquiries as the large one


@dataclass(frozen=True)
class Databases:
    """The names of both, and how many inquiries the large one was filled with.

    `keeps` says that the next run may use them.
    """

    small: str
    large: str
    rows: int
    keeps: bool = True


@contextmanager
def ready(rows: int, *, fresh: bool, keep: bool) -> Iterator[Databases]:
    """Have both databases; those of an earlier run where they are still good.

    Args:
        keep: leave them for the next run.
    """
    suffix = "" if keep else f"_{os.getpid()}"
    names = Databases(
        f"benchmark_small{suffix}", f"benchmark_large{suffix}", rows, keep
    )
    with _kept("databases.json", rows, keep=keep and not fresh) as is_there:
        if not is_there:
            _make(names)
    try:
        yield names
    finally:
        connections.close_all()
        if not keep:
            _remove("databases.json", names.small, names.large)


@contextmanager
def huge(names: Databases) -> Iterator[str]:
    """Have one more, with HUGE times as many inquiries as the large one; its name.

    A million inquiries take 5 GB on the disk, and some minutes.
    """
    name = names.large.replace("large", "huge")
    rows = HUGE * names.rows
    with _kept("huge.json", rows, keep=names.keeps) as is_there:
        if not is_there:
            with _server() as cursor:
                _drop(cursor, name)
                database = sql.Identifier(name)
                cursor.execute(sql.SQL("CREATE DATABASE {}").format(database))
            use(name)
            call_command("migrate", verbosity=0)
            _fill(name, rows, activities=_activities(names.rows))
    try:
        yield name
    finally:
        connections.close_all()
        if not names.keeps:
            _remove("huge.json", name)


@contextmanager
def _kept(stamp_name: str, rows: int, *, keep: bool) -> Iterator[bool]:
    """Whether what was loaded is still good; written down when it has been loaded."""
    stamp = run_folder() / stamp_name
    wanted = {"rows": rows, "tables": template_name()}
    is_there = keep and _is_good(stamp, wanted)
    yield is_there
    if not is_there:
        stamp.write_text(json.dumps(wanted | {"loaded": time.time()}))


def _remove(stamp_name: str, *names: str) -> None:
    (run_folder() / stamp_name).unlink()
    with _server() as cursor:
        for name in names:
            _drop(cursor, name)


def use(name: str) -> DatabaseWrapper:
    """Point Django at a database, and give the connection, which stays open."""
    chosen = copy.deepcopy(connections.settings["default"])
    wrapper = DatabaseWrapper(chosen | {"NAME": name}, "default")
    switch_to(wrapper)
    return wrapper


def switch_to(wrapper: DatabaseWrapper) -> None:
    connections["default"] = wrapper
    wrapper.ensure_connection()


def _make(names: Databases) -> None:
    """Both are copies of one migrated database, so that all numbers agree."""
    with _server() as cursor:
        for name in (names.small, names.large):
            _drop(cursor, name)
        small, large = sql.Identifier(names.small), sql.Identifier(names.large)
        cursor.execute(sql.SQL("CREATE DATABASE {}").format(small))
        use(names.small)
        call_command("migrate", verbosity=0)
        connection.close()
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        cursor.execute(statement.format(large, small))
    for name, rows in ((names.small, ground.SMALL), (names.large, names.rows)):
        _fill(name, rows, activities=_activities(rows))


def _fill(name: str, rows: int, *, activities: int) -> None:
    use(name)
    at = timezone.now()
    volume.load(rows, ground.MUNICIPALITIES, at=at, activities=activities)
    if Inquiry.objects.count() != rows:
        raise AssertionError(f"{name} does not hold {rows} inquiries")
    connection.close()


def _activities(rows: int) -> int:
    return ground.ACTIVITIES * rows // ground.LARGE


def _is_good(stamp: os.PathLike[str], wanted: dict[str, object]) -> bool:
    try:
        with open(stamp) as file:
            there = json.load(file)
    except (OSError, ValueError):
        return False
    is_recent = time.time() - float(there.pop("loaded")) < STALE_SECONDS
    return is_recent and bool(there == wanted)


def _drop(cursor: extensions.cursor, name: str) -> None:
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
    cursor.execute(statement.format(sql.Identifier(name)))


@contextmanager
def _server() -> Iterator[extensions.cursor]:
    """A cursor beside Django's, on the server's own database."""
    chosen = connections.settings["default"]
    server = psycopg2.connect(
        host=chosen["HOST"] or None,
        port=chosen["PORT"] or None,
        user=chosen["USER"],
        password=chosen["PASSWORD"] or None,
        dbname="postgres",
    )
    server.autocommit = True
    with closing(server), server.cursor() as cursor:
        yield cursor
