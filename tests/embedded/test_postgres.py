import os
import signal
import subprocess
import sys
import time
from contextlib import closing

import pytest
from psycopg2 import errors

from recruitment.embedded.failures import ServerFailed
from recruitment.embedded.folders import ROOT
from recruitment.embedded.hold import Hold, held
from recruitment.embedded.locks import is_taken
from recruitment.embedded.postgres import Postgres

PATIENCE_SECONDS = 30


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A stopped cluster, whose first start is behind it."""
    server = Postgres(tmp_path_factory.mktemp("cluster") / "pg", durable=False)
    with held(server):
        run(server, "CREATE TABLE kept (word text)")
    return server


def run(server, statement):
    with closing(server.connect()) as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def wait_until(fact):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not fact():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def hold_elsewhere(server):
    """Another process that holds the server until it is killed."""
    code = (
        "import sys, pathlib, time\n"
        "from recruitment.embedded.hold import Hold\n"
        "from recruitment.embedded.postgres import Postgres\n"
        "server = Postgres(pathlib.Path(sys.argv[1]), durable=False)\n"
        "Hold(server).take()\n"
        "print(server.process_id(), flush=True)\n"
        "time.sleep(600)\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code, str(server.folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_letter_with_a_ring_counts_in_a_search(cluster):
    with held(cluster):
        run(cluster, "CREATE EXTENSION IF NOT EXISTS pg_trgm")
        assert run(cluster, "SELECT cardinality(show_trgm('Åsa'))") == [(4,)]


@pytest.mark.slow
def test_a_path_too_long_and_too_odd_for_a_socket_still_works(tmp_path):
    folder = tmp_path / ("en å i en mycket lång sökväg " * 4).strip() / "pg"
    with held(Postgres(folder, durable=False)) as server:
        assert run(server, "SHOW data_directory") == [(str(folder / "data"),)]
        assert server.sockets.parent.name == "tmp"
    assert not server.sockets.exists()


@pytest.mark.slow
def test_many_who_start_at_once_share_one_server(cluster):
    starters = [hold_elsewhere(cluster) for _ in range(4)]
    try:
        found = {starter.stdout.readline().strip() for starter in starters}
        assert len(found) == 1
        assert found != {"None"}
    finally:
        for starter in starters:
            starter.kill()
            starter.communicate()


@pytest.mark.slow
def test_the_server_ends_when_everyone_who_held_it_is_killed(cluster):
    holder = hold_elsewhere(cluster)
    holder.stdout.readline()
    assert cluster.answers()
    holder.kill()
    holder.communicate()
    wait_until(lambda: not is_taken(cluster.folder / "keeper.lock"))
    assert not cluster.answers()


def test_the_server_stays_for_the_second_user_when_the_first_leaves(cluster):
    with held(cluster):
        with held(cluster):
            pass
        assert cluster.answers()


@pytest.mark.slow
def test_what_was_committed_survives_a_kill_of_the_server(tmp_path):
    with held(Postgres(tmp_path / "pg")) as server:
        run(server, "CREATE TABLE kept (word text)")
        run(server, "INSERT INTO kept VALUES ('löfte')")
        first = server.process_id()
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: server.process_id() not in {first, None})
        wait_until(server.answers)
        assert run(server, "SELECT word FROM kept") == [("löfte",)]


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's help is Linux's")
def test_a_killed_keeper_takes_the_server_along_and_is_replaced(cluster):
    hold = Hold(cluster)
    hold.take()
    try:
        before = cluster.process_id()
        os.kill(int((cluster.folder / "keeper.lock").read_text()), signal.SIGKILL)
        wait_until(lambda: not cluster.answers())
        hold.ensure_up()
        assert cluster.process_id() != before
    finally:
        hold.give_up()
    assert not cluster.answers()


@pytest.mark.slow
def test_another_server_on_the_same_socket_does_not_count(cluster, tmp_path):
    with held(cluster):
        stranger = Postgres(tmp_path / "other")
        stranger.sockets = cluster.sockets
        assert not stranger.answers()


def test_data_of_another_version_is_left_alone(tmp_path):
    server = Postgres(tmp_path / "pg")
    server.data.mkdir()
    (server.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(ServerFailed, match="made by PostgreSQL 12"):
        server.prepare()


def test_a_server_that_cannot_start_says_why(tmp_path):
    server = Postgres(tmp_path / "pg")
    server.data.mkdir()
    (server.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(ServerFailed, match=r"did not start: .*made by PostgreSQL 12"):
        Hold(server).take()


def test_a_mark_left_by_a_dead_server_is_removed(cluster):
    mark = cluster.data / "postmaster.pid"
    mark.write_text(f"{os.getpid()}\n")  # alive, but no PostgreSQL
    cluster.prepare()
    assert not mark.exists()


def test_a_database_is_made_once(cluster):
    with held(cluster):
        cluster.make_database("twice")
        cluster.make_database("twice")
        found = run(cluster, "SELECT count(*) FROM pg_database WHERE datname = 'twice'")
    assert found == [(1,)]


def test_a_refused_row_is_not_repeated_in_the_log(cluster):
    with held(cluster):
        run(cluster, "CREATE TABLE once (name text CHECK (name = '') UNIQUE)")
        with pytest.raises(errors.CheckViolation):
            run(cluster, "INSERT INTO once VALUES ('Anna Holm')")
        said = cluster.log.read_text()
    assert 'violates check constraint "once_name_check"' in said
    assert "Anna Holm" not in said
