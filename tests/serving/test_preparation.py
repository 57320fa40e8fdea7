import subprocess
import sys

import pytest
from django.core.management import CommandError

from recruitment.management.commands import serve
from recruitment.serving import preparation
from recruitment.serving.refusals import CannotServe
from recruitment.serving.supervisor import Supervisor
from tests.make import make_municipality


@pytest.mark.django_db
def test_the_demonstration_never_meets_a_real_municipality():
    assert preparation.takes_demo()
    make_municipality(email="familjehem@kommunen.se")
    assert not preparation.takes_demo()


@pytest.mark.django_db
def test_a_migrated_database_needs_no_migration():
    assert not preparation.has_migrations_to_run()


def test_static_files_are_collected_once(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    assert preparation.has_static_files_to_collect()
    preparation.collect_static_files()
    assert not preparation.has_static_files_to_collect()


def test_missing_logins_are_said_and_stop_nothing(monkeypatch):
    def refuse(*_args, **_options):
        raise CommandError("no demonstration here")

    monkeypatch.setattr(preparation, "call_command", refuse)
    assert preparation.demo_logins() == (
        "no demonstration logins: no demonstration here"
    )


def test_demonstration_data_that_cannot_be_loaded_stop_the_start(monkeypatch):
    failing = [sys.executable, "-c", "raise SystemExit(1)"]
    monkeypatch.setattr(preparation, "start_demo", lambda: subprocess.Popen(failing))
    supervisor = Supervisor(print, parent=None)
    supervisor.employ_undertaker()
    try:
        with pytest.raises(CannotServe, match="could not load"):
            serve.Command()._load_demo(supervisor)
    finally:
        supervisor.stop()


def test_the_last_words_name_address_logins_and_sent_mail(monkeypatch, tmp_path):
    monkeypatch.setenv("BASE_URL", "http://127.0.0.1:8123")
    monkeypatch.setenv("HEMVAGEN_RUN_DIR", str(tmp_path))
    said = serve.banner(8123, "anna@example.se\nPassword for all: kaffe")
    for expected in (
        "http://127.0.0.1:8123/\n",
        "http://127.0.0.1:8123/desk/utkorg/",
        f"{tmp_path}/mail",
        f"{tmp_path}/sms",
        "  anna@example.se\n",
        "Ctrl-C stops everything",
    ):
        assert expected in said
