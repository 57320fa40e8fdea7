"""The form: its last POST, and its three pages, against a bare Django site."""

import contextlib
from collections.abc import Callable, Iterator

from django.db import connection, models

from audit.models import Entry
from benchmarks import floor
from benchmarks.databases import Databases, use
from benchmarks.desk import address_of
from benchmarks.http_load import OK, REDIRECT, drive, get
from benchmarks.measure import (
    AT_LEAST,
    AT_MOST,
    Row,
    Sample,
    in_turns,
    median_of,
    median_ratio,
    milliseconds,
)
from benchmarks.servers import FLOOR, PRODUCT, served
from benchmarks.visitors import CLIENTS, Visitor, floor_sends
from followups.models import FollowUpTask, Promise
from inquiries.models import ContactDetails, Event, Inquiry
from messaging.models import Message

POSTS, QUICK_POSTS = 100, 4  # of each client in a round
GETS, QUICK_GETS = 150, 4
WRITTEN = (Inquiry, ContactDetails, Promise, FollowUpTask, Event, Message, Entry)
CHANGED = 2  # rows that are updated: the number series and the session
PAGES = (
    ("form, first page, new visitor", "inquiries:interest_assignments", False),
    ("form, second page", "inquiries:interest_contact", True),
    ("form, third page", "inquiries:interest_time", True),
)


def form(databases: Databases, rounds: int, quick: bool) -> Iterator[Row]:
    """The last POST: throughput and 95th percentile of 8 clients at once."""
    use(databases.large)
    visitors = [Visitor.arrives() for _ in range(CLIENTS)]
    times = QUICK_POSTS if quick else POSTS
    with served(PRODUCT, databases.large) as port:
        written = _rows_of_one_post(port, visitors[0])
        with _floor(databases.large, written + CHANGED) as floor_port:
            pairs = in_turns(
                lambda: _counted_posts(port, visitors, times, written),
                lambda: _counted_floor_posts(floor_port, times, written + CHANGED),
                rounds,
            )
    against = f"bare view, {written + CHANGED} rows, one statement"
    yield _throughput("form, last POST", against, pairs, 0.6)
    yield Row(
        "form, last POST, 95th percentile",
        milliseconds(median_of(pairs, 0, lambda side: side.p95)),
        milliseconds(median_of(pairs, 1, lambda side: side.p95)),
        median_ratio(pairs, lambda side: side.p95),
        (AT_MOST, 2),
    )


def pages(databases: Databases, rounds: int, quick: bool) -> Iterator[Row]:
    """The three pages of the form, read by 8 clients at once."""
    use(databases.large)
    visitors = [Visitor.arrives() for _ in range(CLIENTS)]
    times = QUICK_GETS if quick else GETS
    with (
        served(PRODUCT, databases.large) as port,
        _floor(databases.large, 1) as floor_port,
    ):
        for title, name, is_known in PAGES:
            path = address_of(name)
            if is_known:
                requests = [each.reads(port, path, times) for each in visitors]
            else:
                requests = [[get(port, path)] * times for _ in visitors]
            bare = [[get(floor_port, "/")] * times for _ in visitors]
            pairs = in_turns(
                _reading(port, requests), _reading(floor_port, bare), rounds
            )
            yield _throughput(title, "bare view, small template", pairs, 0.4)


def _reading(port: int, requests: list[list[bytes]]) -> Callable[[], Sample]:
    return lambda: drive(port, requests, OK)


def _throughput(
    title: str, against: str, pairs: list[tuple[Sample, Sample]], goal: float
) -> Row:
    return Row(
        title,
        f"{median_of(pairs, 0, lambda side: side.rate):.0f}/s",
        f"{median_of(pairs, 1, lambda side: side.rate):.0f}/s  {against}",
        median_ratio(pairs, lambda side: side.rate),
        (AT_LEAST, goal),
    )


@contextlib.contextmanager
def _floor(database: str, rows: int) -> Iterator[int]:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS floor_row")
        cursor.execute(floor.CREATE)
    with served(FLOOR, database, FLOOR_ROWS=str(rows)) as port:
        yield port
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE floor_row")


def _rows_of_one_post(port: int, visitor: Visitor) -> int:
    before = _rows(WRITTEN)
    drive(port, [visitor.sends(port, 1)], REDIRECT)
    return _rows(WRITTEN) - before


def _counted_posts(
    port: int, visitors: list[Visitor], times: int, written: int
) -> Sample:
    requests = [each.sends(port, times) for each in visitors]
    before = _rows(WRITTEN)
    sample = drive(port, requests, REDIRECT)
    _check(_rows(WRITTEN) - before, times * len(visitors) * written)
    return sample


def _counted_floor_posts(port: int, times: int, rows: int) -> Sample:
    requests = [floor_sends(port, times)] * CLIENTS
    before = _floor_rows()
    sample = drive(port, requests, REDIRECT)
    _check(_floor_rows() - before, times * CLIENTS * rows)
    return sample


def _check(rows: int, expected: int) -> None:
    if rows != expected:
        raise AssertionError(f"{rows} rows were written, not {expected}")


def _rows(tables: tuple[type[models.Model], ...]) -> int:
    return sum(model._default_manager.count() for model in tables)


def _floor_rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM floor_row")
        (rows,) = cursor.fetchone()
    return int(rows)
