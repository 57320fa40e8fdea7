"""Two at the same row: who comes second waits, and finds what the first has done."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from queue import SimpleQueue
from time import sleep
from typing import Any

from django.db import connection, transaction

PATIENCE = 1000  # looks, of 10 ms each


def second_of_two(first: Callable[[], Any], second: Callable[[], Any]) -> Any:
    """Do `first`; let `second` run into its lock; commit; give what `second` gives.

    `second` works on a connection of its own. The test must be
    `django_db(transaction=True)`.
    """
    number: SimpleQueue[int] = SimpleQueue()

    def run() -> Any:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                number.put(cursor.fetchone()[0])
            return second()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as elsewhere:
        with transaction.atomic():
            first()
            running = elsewhere.submit(run)
            _wait_until_blocked(number.get(timeout=10), running)
        return running.result(timeout=10)


@contextmanager
def held_elsewhere(rows: Any) -> Iterator[None]:
    """Another connection has these rows under lock; committed ones only."""
    held: SimpleQueue[bool] = SimpleQueue()
    done: SimpleQueue[bool] = SimpleQueue()

    def hold() -> None:
        try:
            with transaction.atomic():
                list(rows.select_for_update())
                held.put(True)
                done.get(timeout=30)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as elsewhere:
        holding = elsewhere.submit(hold)
        held.get(timeout=10)
        try:
            yield
        finally:
            done.put(True)
            holding.result(timeout=10)


def _wait_until_blocked(backend: int, running: Future[Any]) -> None:
    for _ in range(PATIENCE):
        with connection.cursor() as cursor:
            cursor.execute("SELECT cardinality(pg_blocking_pids(%s))", [backend])
            if cursor.fetchone()[0]:
                return
        assert not running.done(), "the second did not wait for the first"
        sleep(0.01)
    raise AssertionError("the second neither waits nor ends")
