import os
import signal
import time

from recruitment.embedded.hold import held
from recruitment.embedded.valkey import Valkey

PATIENCE_SECONDS = 30


def test_a_killed_broker_comes_back_with_what_it_held(tmp_path):
    with held(Valkey(tmp_path / "with a space")) as valkey:
        valkey.client().set("word", "löfte")
        first = valkey.process_id()
        time.sleep(1.1)  # the append-only file reaches the disk every second
        os.kill(first, signal.SIGKILL)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while valkey.process_id() in {None, first}:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert valkey.client().get("word") == "löfte".encode()
    assert not valkey.answers()


def test_the_broker_listens_on_no_port(tmp_path):
    with held(Valkey(tmp_path)) as valkey:
        assert valkey.client().config_get("port") == {"port": "0"}
