import socket

import pytest

from recruitment.serving.refusals import (
    CannotServe,
    chosen_port,
    refuse_a_taken_port,
    refuse_missing_modules,
)


def test_a_taken_port_is_refused_in_one_line_with_a_way_out():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CannotServe, match=f"port {port} is taken .*PORT=8001$"):
            refuse_a_taken_port(port)


def test_a_free_port_is_accepted():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
    refuse_a_taken_port(port)


@pytest.mark.parametrize("text", ["web", "0", "70000", "-1", "80 80"])
def test_a_port_that_is_none_is_refused(monkeypatch, text):
    monkeypatch.setenv("PORT", text)
    with pytest.raises(CannotServe, match="PORT is"):
        chosen_port()


def test_the_port_is_8000_unless_chosen(monkeypatch):
    monkeypatch.delenv("PORT", raising=False)
    assert chosen_port() == 8000


def test_a_missing_module_is_named():
    with pytest.raises(CannotServe, match="the module no_such_thing is missing"):
        refuse_missing_modules(["socket", "no_such_thing"])
