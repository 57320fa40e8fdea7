"""The databases of the tests themselves."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import connection

from audit.models import Entry
from tests import databases

NOON = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_a_flush_empties_even_what_refuses_to_be_deleted():
    Entry.objects.create(at=NOON, action="tried", subject_type="t", subject_id="1")
    call_command("flush", verbosity=0, interactive=False)
    assert Entry.objects.count() == 0


@pytest.fixture
def server(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), databases._server() as cursor:
        yield cursor


def test_clones_of_dead_processes_are_dropped_and_others_stay(server):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left_behind = f"{databases.CLONE_PREFIX}{ended.pid}_gw0"
    server.execute(f"CREATE DATABASE {left_behind}")
    databases.drop_left_behind(server)
    there = databases.databases(server, databases.CLONE_PREFIX)
    assert left_behind not in there
    assert connection.settings_dict["NAME"] in there


def test_the_template_is_named_after_the_migrations(monkeypatch, tmp_path):
    monkeypatch.setattr(databases, "ROOT", tmp_path)
    folder = tmp_path / "app" / "migrations"
    folder.mkdir(parents=True)
    before = databases.template_name()
    (folder / "0001_initial.py").write_text("")
    assert databases.template_name() != before


@pytest.mark.django_db
def test_this_process_works_in_a_clone_of_its_own():
    assert connection.settings_dict["NAME"].startswith(databases.CLONE_PREFIX)
