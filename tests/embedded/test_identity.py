import os
import pwd
from types import SimpleNamespace

import pytest

from recruitment.embedded import identity
from recruitment.embedded.failures import ServerFailed
from recruitment.embedded.postgres import Postgres
from recruitment.embedded.valkey import Valkey

NOBODY = SimpleNamespace(pw_uid=65534, pw_gid=65534, pw_name="nobody")


@pytest.fixture
def became(monkeypatch):
    """What a process of root would have become, had it been allowed to."""
    done = []
    for name in ("setgroups", "setgid", "setuid", "chown"):
        monkeypatch.setattr(os, name, lambda *_args, **_kwargs: None)
    monkeypatch.setattr(os, "setuid", done.append)
    monkeypatch.setattr(pwd, "getpwnam", lambda _name: NOBODY)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setenv("HEMVAGEN_WITHOUT_NAMESPACES", "1")
    return done


def test_root_without_namespaces_becomes_an_unprivileged_user(became, tmp_path):
    identity.step_down(Postgres(tmp_path))
    assert became == [NOBODY.pw_uid]


def test_a_folder_out_of_the_users_reach_is_named(became, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    with pytest.raises(ServerFailed, match="as nobody it cannot reach"):
        identity.step_down(Postgres(tmp_path))


def test_a_server_that_does_not_mind_root_stays_root(became, tmp_path):
    identity.step_down(Valkey(tmp_path))
    assert became == []


def test_an_ordinary_user_stays_who_they_are(became, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(pwd, "getpwuid", lambda _uid: NOBODY)
    identity.step_down(Postgres(tmp_path))
    assert became == []


def test_a_user_without_a_name_is_told_what_to_do(became, tmp_path, monkeypatch):
    def unknown(_uid):
        raise KeyError

    monkeypatch.setattr(os, "geteuid", lambda: 4242)
    monkeypatch.setattr(pwd, "getpwuid", unknown)
    with pytest.raises(ServerFailed, match="the user id 4242 has no name"):
        identity.step_down(Postgres(tmp_path))


def test_a_machine_without_unprivileged_users_is_told_so(became, tmp_path, monkeypatch):
    def unknown(_name):
        raise KeyError

    monkeypatch.setattr(pwd, "getpwnam", unknown)
    with pytest.raises(ServerFailed, match="none of the users postgres, nobody"):
        identity.step_down(Postgres(tmp_path))
