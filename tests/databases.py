"""A database of its own for every test process, cloned from one migrated template.

The template is named after everything that shapes it (migrations, settings, locked
packages) and is migrated once; a clone takes a few tenths of a second. Several pytest
sessions and their xdist workers share the server: the lock file keeps them in turn.
Clones carry the number of their process, so that a later session can drop what a
killed one left behind.
"""

import hashlib
import os
import re
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.commands import flush
from django.db import connection, transaction
from psycopg2 import connect, extensions, sql
from pytest_django import DjangoDbBlocker

from recruitment.embedded.folders import ROOT, run_folder
from recruitment.embedded.locks import alone

SHAPING_FILES = (
    "*/migrations/*.py",
    "*/sql/*.sql",
    "*/*.sql",
    "*/models.py",
    "*/models/*.py",
    "*/triggers.py",
    "recruitment/settings.py",
    "requirements.lock",
)
# What Django would delete after a test, and then write again just as it was.
KEPT = {"auth_permission", "django_content_type"}
# The host is part of the name, so that a server shared by machines stays in order.
MACHINE = hashlib.sha256(socket.gethostname().encode()).hexdigest()[:6]
CLONE_PREFIX = f"test_{MACHINE}_"
TEMPLATE_PREFIX = f"template_{MACHINE}_"


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """Stand in for pytest-django's: clone the template instead of migrating."""
    with django_db_blocker.unblock():
        worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
        clone = f"{CLONE_PREFIX}{os.getpid()}_{worker}"
        with alone(run_folder() / "test-databases.lock"), _server() as cursor:
            drop_left_behind(cursor)
            make_clone(cursor, clone, template=_ready_template(cursor))
        use_database(clone)
    yield
    with django_db_blocker.unblock():
        connection.close()
        with _server() as cursor:
            drop(cursor, clone)


def template_name() -> str:
    """The name changes with whatever could change the tables."""
    digest = hashlib.sha256()
    for pattern in SHAPING_FILES:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(str(path.relative_to(ROOT)).encode())
            digest.update(path.read_bytes())
    return TEMPLATE_PREFIX + digest.hexdigest()[:16]


@contextmanager
def undone_at_the_end(blocker: DjangoDbBlocker) -> Iterator[None]:
    """For rows that several tests look at: written before the first, then gone."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def use_database(name: str) -> None:
    """Point Django at another database of the same server."""
    connection.close()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def make_clone(cursor: extensions.cursor, name: str, *, template: str) -> None:
    drop(cursor, name)
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    cursor.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))


def drop(cursor: extensions.cursor, name: str) -> None:
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
    cursor.execute(statement.format(sql.Identifier(name)))


def databases(cursor: extensions.cursor, prefix: str) -> list[str]:
    cursor.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix]
    )
    return [name for (name,) in cursor.fetchall()]


def drop_left_behind(cursor: extensions.cursor) -> None:
    """Drop the clones of processes that are gone."""
    for name in databases(cursor, CLONE_PREFIX):
        owner = int(name.removeprefix(CLONE_PREFIX).split("_")[0])
        if not Path(f"/proc/{owner}").exists() and not _lives(owner):
            drop(cursor, name)


def _lives(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _ready_template(cursor: extensions.cursor) -> str:
    """Migrate a template, unless there is one for the present code."""
    name = template_name()
    there = databases(cursor, TEMPLATE_PREFIX)
    if name in there:
        return name
    for outdated in there:
        drop(cursor, outdated)
    unfinished = f"{TEMPLATE_PREFIX}unfinished"
    cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unfinished)))
    use_database(unfinished)
    call_command("migrate", verbosity=0, interactive=False)
    connection.close()
    statement = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    cursor.execute(statement.format(sql.Identifier(unfinished), sql.Identifier(name)))
    return name


@contextmanager
def _server() -> Iterator[extensions.cursor]:
    """A cursor beside Django's, on the server's own database."""
    chosen = settings.DATABASES["default"]
    server = connect(
        host=chosen["HOST"] or None,
        port=chosen["PORT"] or None,
        user=chosen["USER"],
        password=chosen["PASSWORD"] or None,
        dbname="postgres",
    )
    server.autocommit = True
    with closing(server), server.cursor() as cursor:
        yield cursor


def _flush_past_triggers(self: Any, sql_list: list[str]) -> None:
    """Empty the tables after a test with real transactions.

    By DELETE, for TRUNCATE makes hundreds of files anew, however few rows there are.
    Append-only tables refuse both by trigger; in the role `replica` triggers rest.
    """
    tables = {*re.findall(r'"(\w+)"', " ".join(sql_list))} - KEPT
    deletions = [
        sql.SQL("DELETE FROM {}").format(sql.Identifier(each)) for each in tables
    ]
    with (
        transaction.atomic(
            using=self.connection.alias,
            savepoint=self.connection.features.can_rollback_ddl,
        ),
        self.connection.cursor() as cursor,
    ):
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql.SQL("; ").join(deletions))


@pytest.fixture(scope="session", autouse=True)
def _flush_is_quick_and_works_on_append_only_tables() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(connection.ops), "execute_sql_flush", _flush_past_triggers)
        patch.setattr(
            flush, "emit_post_migrate_signal", lambda *_args, **_options: None
        )
        yield
