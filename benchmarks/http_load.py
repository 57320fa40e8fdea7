"""Clients that keep their connection and cost as little as possible themselves."""

import socket
import threading
import time
from collections.abc import Callable, Iterable, Sequence

from benchmarks.measure import Sample

LOOPBACK = "127.0.0.1"
TIMEOUT_SECONDS = 60
CHUNK = 65536
REDIRECT = 302
OK = 200


class UnexpectedAnswer(Exception):
    """A server answered otherwise than the benchmark needs."""


class Connection:
    """One kept-alive connection; requests go one after the other."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection((LOOPBACK, port), TIMEOUT_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send a whole request; give the status and the whole answer."""
        self.socket.sendall(request)
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._more()
        head, _, body = answer.partition(b"\r\n\r\n")
        length = _content_length(head)
        while len(body) < length:
            body += self._more()
        return int(head[9:12]), head + b"\r\n\r\n" + body

    def close(self) -> None:
        self.socket.close()

    def _more(self) -> bytes:
        chunk = self.socket.recv(CHUNK)
        if not chunk:
            raise UnexpectedAnswer("the server closed the connection")
        return chunk


def _content_length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":")[1])
    return 0


def get(port: int, path: str, cookie: str = "") -> bytes:
    return _request(port, "GET", path, cookie, b"")


def post(port: int, path: str, body: bytes, cookie: str = "") -> bytes:
    return _request(port, "POST", path, cookie, body)


def _request(port: int, method: str, path: str, cookie: str, body: bytes) -> bytes:
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: {LOOPBACK}:{port}",
        "Accept-Language: sv",
        "Accept-Encoding: identity",
    ]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if method == "POST":
        lines.append("Content-Type: application/x-www-form-urlencoded")
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def drive(port: int, clients: Sequence[Iterable[bytes]], expected: int) -> Sample:
    """Let each client send its requests, all clients at once.

    Raises:
        UnexpectedAnswer: an answer had another status than expected.
    """
    sample = Sample()
    faults: list[Exception] = []
    start = threading.Barrier(len(clients) + 1)

    def run(requests: Iterable[bytes]) -> None:
        connection = Connection(port)
        start.wait()
        try:
            for request in requests:
                sample.seconds.append(_timed(connection, request, expected))
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[each]) for each in clients]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    sample.elapsed = time.perf_counter() - began
    if faults:
        raise faults[0]
    return sample


def _timed(connection: Connection, request: bytes, expected: int) -> float:
    began = time.perf_counter()
    status, answer = connection.ask(request)
    seconds = time.perf_counter() - began
    if status != expected:
        raise UnexpectedAnswer(answer[:2000].decode(errors="replace"))
    return seconds


def wait_for(is_ready: Callable[[], bool], seconds: float, what: str) -> None:
    """Raise UnexpectedAnswer when it is not ready after so many seconds."""
    deadline = time.monotonic() + seconds
    while not is_ready():
        if time.monotonic() > deadline:
            raise UnexpectedAnswer(f"{what} is not ready after {seconds:.0f} s")
        time.sleep(0.05)
