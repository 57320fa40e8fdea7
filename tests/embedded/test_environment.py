import os
import stat
from contextlib import closing

import pytest

from recruitment.embedded import environment
from recruitment.embedded.failures import ServerFailed
from recruitment.embedded.folders import run_folder

FILLED_IN = (
    *("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "EMAIL_URL", "SMS_URL"),
    *("BASE_URL", "HTTPS", "PORT", "SECRET_KEY_FILE"),
)


@pytest.fixture
def _bare(monkeypatch, tmp_path):
    """An environment in which nothing is chosen, and a folder of its own."""
    for name in FILLED_IN:
        monkeypatch.setenv(name, "")  # so that it is restored afterwards
        monkeypatch.delenv(name)
    monkeypatch.setenv("HEMVAGEN_RUN_DIR", str(tmp_path))
    monkeypatch.setattr(environment, "embedded_servers", [])
    monkeypatch.setattr(environment, "_holds", [])


@pytest.mark.usefixtures("_bare")
def test_nothing_chosen_means_both_embedded_servers():
    environment.prepare(["manage.py", "serve"])
    assert [server.name for server in environment.embedded_servers] == [
        "postgres",
        "valkey",
    ]
    assert os.environ["DATABASE_URL"].endswith("/hemvagen")
    assert os.environ["REDIS_URL"].startswith("redis+socket:///")


@pytest.mark.usefixtures("_bare")
def test_named_servers_are_used_and_none_is_embedded(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://db.example.se/hemvagen")
    monkeypatch.setenv("REDIS_URL", "redis://redis.example.se")
    environment.prepare(["manage.py", "migrate"])
    assert environment.embedded_servers == []
    assert "HTTPS" not in os.environ
    assert os.environ["DATABASE_URL"] == "postgres://db.example.se/hemvagen"


@pytest.mark.usefixtures("_bare")
def test_a_command_that_reads_the_database_finds_it_running():
    environment.prepare(["manage.py", "migrate"])
    (postgres,) = [
        one for one in environment.embedded_servers if one.name == "postgres"
    ]
    try:
        with closing(postgres.connect("hemvagen")) as connection:
            assert connection.closed == 0
    finally:
        environment._holds.pop().give_up()


@pytest.mark.usefixtures("_bare")
def test_a_server_that_fails_is_one_line(monkeypatch):
    def fail(_hold):
        raise ServerFailed("it is too cold")

    monkeypatch.setattr(environment.Hold, "take", fail)
    with pytest.raises(SystemExit, match=r"^hemvagen: it is too cold$"):
        environment.prepare(["manage.py", "migrate"])


@pytest.mark.usefixtures("_bare")
def test_the_secret_key_stays_and_is_for_its_owner_only():
    environment.prepare(["manage.py", "check"])
    key = os.environ.pop("SECRET_KEY")
    del os.environ["DATABASE_URL"]
    environment.prepare(["manage.py", "check"])
    assert os.environ["SECRET_KEY"] == key
    assert stat.S_IMODE((run_folder() / "secret-key").stat().st_mode) == 0o600


@pytest.mark.usefixtures("_bare")
def test_the_address_follows_the_port(monkeypatch):
    monkeypatch.setenv("PORT", "8123")
    environment.prepare(["manage.py", "serve"])
    assert os.environ["BASE_URL"] == "http://127.0.0.1:8123"


@pytest.mark.usefixtures("_bare")
def test_a_folder_that_cannot_be_written_is_one_line(monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("HEMVAGEN_RUN_DIR", str(tmp_path / "file"))
    with pytest.raises(SystemExit, match=r"^hemvagen: "):
        environment.prepare(["manage.py", "check"])
