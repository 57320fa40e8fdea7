"""What stands between a started database and a first page: tables, words, files."""

import hashlib
import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from inquiries.demonstration.towns import is_fiction
from recruitment.embedded.folders import ROOT
from recruitment.serving.refusals import CannotServe


def check_database() -> None:
    """Raise CannotServe, in one line, if the database takes no connection."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        raise CannotServe(f"the database does not answer: {reason}") from error


def has_migrations_to_run() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate() -> None:
    call_command("migrate", verbosity=0, interactive=False)


def collect_static_files() -> None:
    """Copy, hash and compress the static files, and note from what they were made."""
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    _static_stamp().write_text(_static_digest())


def has_static_files_to_collect() -> bool:
    stamp = _static_stamp()
    return not stamp.exists() or stamp.read_text() != _static_digest()


def takes_demo() -> bool:
    """Whether the database is empty, or holds a demonstration to be carried on."""
    municipalities = apps.get_model("organisation", "Municipality").objects.all()
    return all(is_fiction(municipality) for municipality in municipalities)


def start_demo() -> "subprocess.Popen[bytes]":
    """Load the demonstration data in a process that shows its own progress."""
    return subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "demo", "--verbosity", "0"],
        cwd=ROOT,
        start_new_session=True,
    )


def demo_logins() -> str:
    """The logins as `manage.py demo --logins` prints them; empty if there are none."""
    printed = io.StringIO()
    try:
        call_command("demo", "--logins", stdout=printed)
    except CommandError as error:
        return f"no demonstration logins: {error}"
    return printed.getvalue().strip()


def _static_stamp() -> Path:
    return Path(settings.STATIC_ROOT).with_suffix(".stamp")


def _static_digest() -> str:
    """Changes with the name, size or age of any static file, and with the lock."""
    digest = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for line in sorted(_static_files()):
        digest.update(line.encode())
    return digest.hexdigest()


def _static_files() -> Iterator[str]:
    for finder in get_finders():
        for path, storage in finder.list([]):
            seen = Path(storage.path(path)).stat()
            yield f"{path} {seen.st_size} {seen.st_mtime_ns}\n"
