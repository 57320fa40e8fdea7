"""The form: its last POST, and its three pages, against a bare Django site."""

from collections.abc import Callable, Iterator
from typing import Final

from django.db import connection, transaction

from audit.models import Entry
from benchmarks.barest import CREATE
from benchmarks.databases import use
from benchmarks.desk import address_of
from benchmarks.http_load import OK, REDIRECT, drive, get, post
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
from benchmarks.plan import Plan
from benchmarks.servers import BAREST, FLOOR, PRODUCT, served
from benchmarks.visitors import CLIENTS, SECRET, Visitor, floor_body
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
# What stands open without having been loaded so: the load's own carries no form key.
NEW: Final = """
SELECT id FROM inquiries_inquiry WHERE form_key IS NOT NULL AND stage = 'received'
"""
CLEAR_DESK: Final = (
    "UPDATE messaging_message SET status = 'cancelled' "
    f"WHERE status = 'queued' AND inquiry_id IN ({NEW})",
    "UPDATE followups_promise SET outcome = 'superseded', settled_at = now() "
    f"WHERE outcome = 'open' AND inquiry_id IN ({NEW})",
    "UPDATE followups_followuptask SET closed_at = now(), outcome = 'cleared', "
    f"next_action_at = NULL WHERE closed_at IS NULL AND inquiry_id IN ({NEW})",
    "UPDATE inquiries_inquiry SET stage = 'withdrawn', "
    f"close_reason = 'their_no_reason' WHERE id IN ({NEW})",
)
Pairs = list[tuple[Sample, Sample]]


def form(plan: Plan) -> Iterator[Row]:
    """The last POST: throughput and 95th percentile of 8 clients at once."""
    use(plan.large)
    visitors = [Visitor.arrives() for _ in range(CLIENTS)]
    times = plan.times(POSTS, QUICK_POSTS)
    with served(PRODUCT, plan) as port:
        written = _rows_of_one_post(port, visitors[0])

        def ours() -> Sample:
            requests = [each.sends(port, times) for each in visitors]
            return _counted(port, requests, _written, written)

        with served(FLOOR, plan) as floor_port:
            floor = [
                [post(floor_port, "/", floor_body(), each.cookie)] * times
                for each in visitors
            ]
            pairs = in_turns(
                ours,
                lambda: _counted(floor_port, floor, _written, written),
                plan.rounds,
            )
        barest = _against_barest(plan, ours, times, written + CHANGED)
    yield _throughput("form, last POST", "bare view, as many rows", pairs, 0.6)
    yield Row(
        "form, last POST, 95th percentile",
        milliseconds(median_of(pairs, 0, lambda side: side.p95)),
        milliseconds(median_of(pairs, 1, lambda side: side.p95)),
        median_ratio(pairs, lambda side: side.p95),
        (AT_MOST, 2),
    )
    against = f"startproject, {written + CHANGED} rows in a bare table"
    yield _throughput("form, last POST", against, barest)


def _against_barest(
    plan: Plan, ours: Callable[[], Sample], times: int, rows: int
) -> Pairs:
    """As many rows in a table without constraints, by the settings of startproject."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS floor_row")
        cursor.execute(CREATE)
    with served(BAREST, plan, FLOOR_ROWS=str(rows)) as port:
        request = post(port, "/", floor_body(), f"csrftoken={SECRET}")
        requests = [[request] * times] * CLIENTS
        pairs = in_turns(
            ours, lambda: _counted(port, requests, _bare_rows, rows), plan.rounds
        )
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE floor_row")
    return pairs


def pages(plan: Plan) -> Iterator[Row]:
    """The three pages of the form, read by 8 clients at once."""
    use(plan.large)
    visitors = [Visitor.arrives() for _ in range(CLIENTS)]
    times = plan.times(GETS, QUICK_GETS)

    def requests(port: int, path: str, *, is_known: bool) -> list[list[bytes]]:
        cookies = [each.cookie if is_known else "" for each in visitors]
        return [[get(port, path, cookie)] * times for cookie in cookies]

    with (
        served(PRODUCT, plan) as port,
        served(FLOOR, plan) as floor_port,
        served(BAREST, plan) as barest_port,
    ):
        for title, name, is_known in PAGES:
            ours = _reading(port, requests(port, address_of(name), is_known=is_known))
            bare = requests(floor_port, "/", is_known=is_known)
            pairs = in_turns(ours, _reading(floor_port, bare), plan.rounds)
            yield _throughput(title, "bare view, small template", pairs, 0.4)
        barest = requests(barest_port, "/", is_known=False)
        pairs = in_turns(ours, _reading(barest_port, barest), plan.rounds)
        yield _throughput(title, "startproject, small template", pairs)


def _reading(port: int, requests: list[list[bytes]]) -> Callable[[], Sample]:
    return lambda: drive(port, requests, OK)


def _throughput(
    title: str, against: str, pairs: Pairs, goal: float | None = None
) -> Row:
    return Row(
        title,
        f"{median_of(pairs, 0, lambda side: side.rate):.0f}/s",
        f"{median_of(pairs, 1, lambda side: side.rate):.0f}/s  {against}",
        median_ratio(pairs, lambda side: side.rate),
        None if goal is None else (AT_LEAST, goal),
    )


def _rows_of_one_post(port: int, visitor: Visitor) -> int:
    before = _written()
    drive(port, [visitor.sends(port, 1)], REDIRECT)
    return _written() - before


def _counted(
    port: int, requests: list[list[bytes]], count: Callable[[], int], rows_each: int
) -> Sample:
    """Send them, check that each has written as many rows, and clear the desk."""
    before = count()
    sample = drive(port, requests, REDIRECT)
    rows, expected = count() - before, len(sample.seconds) * rows_each
    if rows != expected:
        raise AssertionError(f"{rows} rows were written, not {expected}")
    _clear_desk()
    return sample


def _clear_desk() -> None:
    """Withdraw what was sent: no municipality has thousands that wait for a call."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in CLEAR_DESK:
            cursor.execute(statement)


def _written() -> int:
    return sum(model._default_manager.count() for model in WRITTEN)


def _bare_rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM floor_row")
        (rows,) = cursor.fetchone()
    return int(rows)
