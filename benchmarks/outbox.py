"""The dispatcher: claims against bare ones, and whole rounds to a null carrier."""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Final, Self
from unittest import mock
from uuid import uuid4

from django.db import connection
from django.test import override_settings
from django.utils import timezone
from django.utils.timezone import localtime

from benchmarks.databases import use
from benchmarks.measure import AT_LEAST, Row, Sample, in_turns, median_of, median_ratio
from benchmarks.plan import Plan
from followups import gathering
from messaging import claims, delivery
from messaging.dispatch import run_once
from messaging.lane import LARGEST_CLAIM
from messaging.models import Channel, Message, Status
from organisation.models import Municipality

DUE, QUICK_DUE = 10_000, 400  # messages
TASKS, QUICK_TASKS = 5_000, 100  # follow-ups
MADE: Final = "benchmark"  # the step of what is made here

MAKE_DUE: Final = """
INSERT INTO messaging_message (id, municipality_id, kind, subject_type, subject_id,
    generation, step, channel, recipient_key, recipient, language, heading, body,
    status, not_before, attempt, last_error, provider_reference, created_at)
SELECT gen_random_uuid(), places[1 + n %% cardinality(places)], 'receipt', 'inquiry', n,
    1, %(step)s, 'email', 'family', 'familj' || n || '@example.se', 'sv',
    'Vi ringer dig', 'Vi ringer dig senast i morgon klockan 16.00.', 'queued',
    %(at)s::timestamptz - n * interval '1 millisecond', 0, '', '', %(at)s
FROM generate_series(1, %(number)s) AS n, (SELECT %(places)s::bigint[] AS places) AS p
"""
BARE_CLAIM: Final = """
UPDATE messaging_message
SET status = 'sending', lease_token = %s, lease_until = now() + interval '3 minutes'
WHERE id IN (
    SELECT id FROM messaging_message
    WHERE status IN ('queued', 'retry') AND channel = 'email' AND not_before <= %s
    ORDER BY not_before LIMIT %s FOR UPDATE SKIP LOCKED
)
RETURNING id
"""
# The steps of a round that are measured; the others would write messages of their own.
MEASURED: Final = [
    "followups.reminders.create_due",
    "messaging.delivery.deliver_due",
]
# The same deadline for so many open follow-ups, so that one reminder is due for each.
MAKE_TASKS_DUE: Final = """
UPDATE followups_followuptask
SET due_at = %(at)s::timestamptz + interval '30 minutes', next_action_at = %(at)s,
    generation = generation + 1
WHERE id IN (
    SELECT id FROM followups_followuptask AS task WHERE closed_at IS NULL
    AND NOT EXISTS (  -- a step stands before what is promised
        SELECT FROM followups_promise
        WHERE inquiry_id = task.inquiry_id AND outcome = 'open'
    )
    ORDER BY id LIMIT %(number)s
)
"""
REMEMBER_DEADLINES: Final = """
CREATE TEMP TABLE deadline AS
SELECT id, due_at FROM followups_followuptask WHERE closed_at IS NULL
"""
PUT_DEADLINES_BACK: Final = """
UPDATE followups_followuptask AS task SET due_at = deadline.due_at
FROM deadline WHERE deadline.id = task.id
"""


class NullCarrier:
    """Accepts everything at once."""

    def __init__(self, _seconds: float) -> None:
        self.sent = 0

    def send(self, _message: Message, _municipality: Municipality) -> str:
        self.sent += 1
        return "null"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None


def claim(plan: Plan) -> Iterator[Row]:
    """Claim all that is due, in batches of the dispatcher's largest size."""
    use(plan.large)
    number = plan.times(DUE, QUICK_DUE)
    sent = Message.objects.filter(status=Status.SENT).count()
    with _nothing_else_waiting():
        pairs = in_turns(
            lambda: _claimed(number, bare=False),
            lambda: _claimed(number, bare=True),
            plan.rounds,
        )
    yield Row(
        f"claim {number:,} due of {sent:,} messages",
        f"{median_of(pairs, 0, lambda side: side.rate):,.0f}/s",
        f"{median_of(pairs, 1, lambda side: side.rate):,.0f}/s  bare SKIP LOCKED",
        median_ratio(pairs, lambda side: side.rate),
        (AT_LEAST, 0.5),
    )


def deliver(plan: Plan) -> Iterator[Row]:
    """Whole rounds of one dispatcher: claim follow-ups, write reminders, deliver."""
    use(plan.large)
    number = plan.times(TASKS, QUICK_TASKS)
    carriers = dict.fromkeys(Channel, NullCarrier)
    with (
        mock.patch.object(delivery, "CARRIERS", carriers),
        # One message for each step: what is measured is the sending of many.
        mock.patch.object(gathering, "MOST_APART", number),
        override_settings(DISPATCH_STEPS=MEASURED),
        _nothing_else_waiting(),
        _deadlines_put_back(),
    ):
        rates = [_delivered(number) for _ in range(plan.rounds + 1)][1:]
    rate = statistics.median(rates)
    yield Row(
        "claim, create, deliver to a null provider",
        f"{rate:,.0f}/s",
        "–  one process",
        rate,
        (AT_LEAST, 1000),
    )


def _claimed(number: int, *, bare: bool) -> Sample:
    at = timezone.now()
    _make_due(number, at)
    sample = Sample()
    began = time.perf_counter()
    while ids := _bare_batch(at) if bare else _our_batch(at):
        sample.seconds += [0.0] * len(ids)
    sample.elapsed = time.perf_counter() - began
    _check(len(sample.seconds), number)
    _remove_made()
    return sample


def _our_batch(at: datetime) -> list[Any]:
    return list(claims.claim(Channel.EMAIL, at, LARGEST_CLAIM).ids)


def _bare_batch(at: datetime) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(BARE_CLAIM, [str(uuid4()), at, LARGEST_CLAIM])
        return list(cursor.fetchall())


def _make_due(number: int, at: datetime) -> None:
    places = list(Municipality.objects.order_by("pk").values_list("pk", flat=True))
    wanted: dict[str, Any] = {
        "step": MADE,
        "at": at,
        "number": number,
        "places": places,
    }
    with connection.cursor() as cursor:
        cursor.execute(MAKE_DUE, wanted | {"places": places})
        cursor.execute("ANALYZE messaging_message")


def _remove_made() -> None:
    Message.objects.filter(step=MADE).delete()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM messaging_message")  # so that rounds begin alike


def _delivered(number: int) -> float:
    """Messages a second; a round is repeated until nothing is left to do."""
    noon = localtime(timezone.now()).replace(hour=12) + timedelta(days=1)
    before = Message.objects.filter(kind="reminder", status=Status.SENT).count()
    with connection.cursor() as cursor:
        cursor.execute(MAKE_TASKS_DUE, {"at": noon, "number": number})
        tasks = cursor.rowcount
    began = time.perf_counter()
    sent = 0
    while (result := run_once(noon, "benchmark")).sent:
        sent += result.sent
        _check(len(result.failed_steps), 0)
    elapsed = time.perf_counter() - began
    after = Message.objects.filter(kind="reminder", status=Status.SENT).count()
    _check(after - before, tasks)
    _check(sent, tasks)
    return sent / elapsed


@contextmanager
def _nothing_else_waiting() -> Iterator[None]:
    """Whatever else is due would be counted with it."""
    waiting = [Status.QUEUED, Status.RETRY, Status.SENDING]
    Message.objects.filter(status__in=waiting).update(
        status=Status.CANCELLED, lease_token=None, lease_until=None
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE followups_followuptask SET next_action_at = NULL "
            "WHERE closed_at IS NULL"
        )
    yield


@contextmanager
def _deadlines_put_back() -> Iterator[None]:
    """The desk's pages are measured on the same rows."""
    with connection.cursor() as cursor:
        cursor.execute(REMEMBER_DEADLINES)
        yield
        cursor.execute(PUT_DEADLINES_BACK)
        cursor.execute("DROP TABLE deadline")
        cursor.execute("VACUUM (ANALYZE) followups_followuptask")
    Message.objects.filter(kind="reminder").delete()


def _check(number: int, expected: int) -> None:
    if number != expected:
        raise AssertionError(f"{number}, not {expected}")
