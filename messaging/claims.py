"""Who has which message in hand: claims, leases and fences, in plain SQL.

A claim is committed before anything is sent, and is good until its lease passes, by
the database's clock. Every later statement names the claim's token, which a row has
only while it is being sent: once the lease has passed and somebody has taken the row
back, the old token changes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection

from messaging.models import Channel, Message, Status
from messaging.turns import in_turn

MOST_TRIES = 9  # the last comes two and a half days after the first
CLOCKS_DIFFER = timedelta(minutes=1)  # at most, between two honest rounds

# Each municipality with due messages gets an equal share of the claim, so that one
# with ten thousand letters does not hold up the receipts of another.
_CLAIM = """
    WITH busy AS MATERIALIZED (
        SELECT id FROM organisation_municipality AS municipality
        WHERE EXISTS (
            SELECT FROM messaging_message
            WHERE channel = %(channel)s AND municipality_id = municipality.id
              AND status IN ('queued', 'retry') AND not_before <= %(moment)s
        )
    ), due AS MATERIALIZED (
        SELECT chosen.id FROM busy CROSS JOIN LATERAL (
            SELECT id FROM messaging_message
            WHERE channel = %(channel)s AND municipality_id = busy.id
              AND status IN ('queued', 'retry') AND not_before <= %(moment)s
            ORDER BY not_before
            LIMIT (SELECT ceil(%(size)s / count(*)::float) FROM busy)
            FOR UPDATE SKIP LOCKED
        ) AS chosen
    )
    UPDATE messaging_message AS message
    SET status = 'sending', lease_token = %(token)s, handed_over_at = NULL,
        lease_until = now() + %(lease)s
    FROM due WHERE message.id = due.id
    RETURNING message.id, message.municipality_id, message.not_before
"""
_BEGIN = """
    UPDATE messaging_message
    SET attempt = attempt + 1, handed_over_at = clock_timestamp()
    WHERE id = ANY(%s::uuid[]) AND lease_token = %s AND lease_until > clock_timestamp()
    RETURNING *
"""
_SETTLE = """
    UPDATE messaging_message AS message
    SET status = verdict.status, last_error = verdict.fault,
        provider_reference = verdict.reference, sent_at = verdict.sent_at,
        report_due_at = verdict.report_due_at,
        not_before = coalesce(verdict.not_before, message.not_before),
        postponed_at = coalesce(verdict.postponed_at, message.postponed_at),
        attempt = message.attempt - verdict.untried,
        handed_over_at = NULL, lease_token = NULL, lease_until = NULL
    FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::timestamptz[],
                %s::timestamptz[], %s::timestamptz[], %s::integer[],
                %s::timestamptz[])
      AS verdict (id, status, fault, reference, sent_at, not_before, postponed_at,
                  untried, report_due_at)
    WHERE message.id = verdict.id AND message.lease_token = %s
"""
# Both in one statement, which commits by itself: with one way to the database and back,
# a flight costs little more than the writing.
_LAND = f"""
    WITH settled AS ({_SETTLE} RETURNING message.id), begun AS ({_BEGIN})
    SELECT (SELECT count(*) FROM settled) AS settled, begun.*
    FROM (SELECT) AS one LEFT JOIN begun ON true
"""  # noqa: S608 -- made of the two above, which take their values apart
_GIVE_BACK = """
    UPDATE messaging_message
    SET status = CASE WHEN attempt > 0 THEN 'retry' ELSE 'queued' END,
        lease_token = NULL, lease_until = NULL
    WHERE id = ANY(%s::uuid[]) AND lease_token = %s AND handed_over_at IS NULL
"""
# Whether an SMS that was in a dead process's hand has arrived, nobody knows. What was
# put off, or claimed, by a clock that has come back since, is looked at again now.
_RECOVER = """
    WITH back_in_time AS (
        UPDATE messaging_message SET not_before = %(moment)s, postponed_at = NULL
        WHERE status IN ('queued', 'retry')
          AND postponed_at > %(moment)s + %(tolerance)s
    )
    UPDATE messaging_message
    SET status = CASE WHEN handed_over_at IS NULL THEN 'retry'
                      WHEN channel = 'sms' THEN 'uncertain'
                      WHEN attempt >= %(tries)s THEN 'dead'
                      ELSE 'retry' END,
        last_error = CASE WHEN handed_over_at IS NULL THEN last_error
                          ELSE 'abandoned' END,
        handed_over_at = NULL, lease_token = NULL, lease_until = NULL
    WHERE id IN (
        SELECT id FROM messaging_message
        WHERE status = 'sending'
          AND (lease_until < now() OR lease_until > now() + 2 * %(lease)s)
        FOR UPDATE SKIP LOCKED
    )
"""


@dataclass(frozen=True)
class Claim:
    """Messages that nobody else will touch until the lease passes."""

    token: UUID
    ids: Sequence[UUID]


@dataclass(frozen=True)
class Verdict:
    """What became of one message.

    Args:
        fault: a code of messaging/faults.py; "" where nothing is wrong.
        not_before: when to look at it again; None leaves the moment as it is.
        postponed_at: when that was decided.
        untried: 1 gives the try back, for a message that no carrier saw.
        report_due_at: by when the carrier is to tell whether it arrived; None: never.
    """

    message_id: UUID
    status: Status
    fault: str = ""
    reference: str = ""
    sent_at: datetime | None = None
    not_before: datetime | None = None
    postponed_at: datetime | None = None
    untried: int = 0
    report_due_at: datetime | None = None


def lease() -> timedelta:
    """How long a claim is good: far longer than a lane ever takes."""
    return timedelta(seconds=settings.MESSAGE_LEASE_SECONDS)


def claim(channel: Channel, moment: datetime, size: int) -> Claim:
    """Take due messages of one channel, the longest waiting of each municipality.

    They come in the order in which they are to leave: see messaging/turns.py.

    Args:
        size: about how many; a few more where municipalities do not divide it.
    """
    token = uuid4()
    wanted: dict[str, Any] = {
        "channel": str(channel),
        "moment": moment,
        "size": size,
        "token": str(token),
        "lease": lease(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, wanted)
        rows = sorted(cursor.fetchall(), key=lambda row: (row[2], row[0]))
    return Claim(token, in_turn(channel, [(row[0], row[1]) for row in rows]))


def begin(claimed: Claim, ids: Iterable[UUID]) -> list[Message]:
    """Note that these go to the carrier now, and read them as they stand, in order.

    Messages cancelled since the claim, or whose lease has passed, are left out.
    """
    wanted = [str(each) for each in ids]
    begun = Message.objects.raw(_BEGIN, [wanted, str(claimed.token)])
    return _in_order(wanted, begun)


def land(
    claimed: Claim, verdicts: Sequence[Verdict], following: Sequence[UUID]
) -> tuple[int, list[Message]]:
    """Write what became of a flight, and begin the next; both or neither.

    Gives how many messages of the flight were still this claim's, and the next ones.
    """
    wanted = [str(each) for each in following]
    token = str(claimed.token)
    rows = list(Message.objects.raw(_LAND, [*_columns(verdicts), token, wanted, token]))
    begun = [each for each in rows if each.pk is not None]
    return int(vars(rows[0])["settled"]), _in_order(wanted, begun)


def _columns(verdicts: Sequence[Verdict]) -> list[Any]:
    return [
        [str(each.message_id) for each in verdicts],
        [str(each.status) for each in verdicts],
        [each.fault for each in verdicts],
        [each.reference for each in verdicts],
        [each.sent_at for each in verdicts],
        [each.not_before for each in verdicts],
        [each.postponed_at for each in verdicts],
        [each.untried for each in verdicts],
        [each.report_due_at for each in verdicts],
    ]


def _in_order(wanted: Sequence[str], messages: Iterable[Message]) -> list[Message]:
    found = {str(each.pk): each for each in messages}
    return [found[each] for each in wanted if each in found]


def give_back(claimed: Claim, ids: Iterable[UUID]) -> int:
    """Return to the queue what was claimed and not begun; how many."""
    return _changed(_GIVE_BACK, [str(each) for each in ids], str(claimed.token))


def recover(moment: datetime) -> int:
    """Take messages back from processes that died or froze; how many.

    A clock that was ahead for a while leaves nothing that waits for its time.
    """
    named: dict[str, Any] = {
        "moment": moment,
        "tolerance": CLOCKS_DIFFER,
        "lease": lease(),
        "tries": MOST_TRIES,
    }
    with connection.cursor() as cursor:
        cursor.execute(_RECOVER, named)
        return int(cursor.rowcount)


def _changed(statement: str, *wanted: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, wanted)
        return int(cursor.rowcount)
