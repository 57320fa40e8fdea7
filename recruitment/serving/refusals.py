"""Reasons not to start, found before anything is started."""

import errno
import os
import socket
import sys
from collections.abc import Iterable
from importlib.util import find_spec

HIGHEST_PORT = 65535
NEEDED_MODULES = ("celery", "granian", "psycopg2", "redis", "whitenoise")


class CannotServe(Exception):
    """Serving cannot start or go on; the text is one line for the terminal."""


def chosen_port() -> int:
    """The port that the environment asks for; 8000 if it does not.

    Raises:
        CannotServe: PORT is not the number of a port.
    """
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) <= HIGHEST_PORT:
        raise CannotServe(f"PORT is {text!r}; it has to be a number up to 65535")
    return int(text)


def refuse_a_taken_port(port: int) -> None:
    """Raise CannotServe unless a web server could listen on the port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                reason = f"port {port} is taken by another program"
            else:
                reason = f"port {port} cannot be used ({error.strerror})"
            advice = "choose another: make run PORT=8001"
            raise CannotServe(f"{reason}; {advice}") from error


def refuse_missing_modules(names: Iterable[str] = NEEDED_MODULES) -> None:
    """Raise CannotServe if a module that only the children import is not there."""
    wanted = [name for name in names if name not in sys.modules]
    missing = [name for name in wanted if find_spec(name) is None]
    if missing:
        raise CannotServe(
            f"the module {', '.join(missing)} is missing: remove .venv, then make run"
        )
