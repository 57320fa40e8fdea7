"""The last look before a message leaves: is it still wanted, and now?"""

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from messaging.claims import MOST_TRIES, Verdict
from messaging.faults import NO_PAUSE, code_of, trace_of
from messaging.models import RECEIPT, Channel, Message, Status
from messaging.neutrality import is_neutral
from messaging.quiet_hours import EXEMPT_KINDS, quiet_until
from messaging.rounds import Round

logger = logging.getLogger(__name__)

FIRST_DELAY = timedelta(seconds=10)  # then four times longer after every try
RECEIPTS_AN_HOUR = 5  # to one address, so that the public form is no mail cannon

Judge = Callable[[Sequence[Message], Round], Iterator[Verdict]]
Check = Callable[[Sequence[Message]], set[Any]]

# Receipts that went to the same address within the hour, or were claimed before. The
# latter have no sent_at, and are asked for so that the index of receipts serves.
_CROWDED = """
    SELECT message.id FROM messaging_message AS message
    WHERE message.id = ANY(%(ids)s::uuid[]) AND %(most)s <= (
        SELECT count(*) FROM messaging_message AS other
        WHERE lower(other.recipient) = lower(message.recipient)
          AND other.channel = message.channel AND other.kind = 'receipt'
          AND other.status IN ('sending', 'sent') AND other.sent_at > %(since)s
    ) + (
        SELECT count(*) FROM messaging_message AS other
        WHERE lower(other.recipient) = lower(message.recipient)
          AND other.channel = message.channel AND other.kind = 'receipt'
          AND other.status IN ('sending', 'sent') AND other.sent_at IS NULL
          AND (other.lease_until, other.id) < (message.lease_until, message.id)
    )
"""


def unwanted(messages: Sequence[Message], round_: Round) -> dict[UUID, Verdict]:
    """A verdict on each message that must not leave now; the rest may."""
    verdicts: dict[UUID, Verdict] = {}
    for judge in _JUDGES:
        left = [each for each in messages if each.pk not in verdicts]
        if left:
            verdicts |= {each.message_id: each for each in judge(left, round_)}
    return verdicts


def postponed(
    message: Message, code: str, now: datetime, *, at_least: timedelta = NO_PAUSE
) -> Verdict:
    """Another try after a growing pause; none after the last."""
    if message.attempt >= MOST_TRIES:
        return Verdict(message.pk, Status.DEAD, code)
    pause = FIRST_DELAY * 4 ** (message.attempt - 1)
    # Up to a fifth sooner or later, so that what failed together does not come back
    # together; by the id, so that a test can foretell it.
    spread = 0.8 + message.pk.int % 1000 / 2500
    pause = max(pause * spread, at_least)
    return Verdict(
        message.pk, Status.RETRY, code, not_before=now + pause, postponed_at=now
    )


def _cancelled(message: Message, code: str) -> Verdict:
    return Verdict(message.pk, Status.CANCELLED, code, untried=1)


def _erased(messages: Sequence[Message], round_: Round) -> Iterator[Verdict]:
    for message in messages:
        if not message.recipient:
            yield _cancelled(message, "erased")


def _to_who_has_left(messages: Sequence[Message], round_: Round) -> Iterator[Verdict]:
    for message in messages:
        if message.staff_id is not None and not round_.works(
            message.staff_id, message.municipality_id
        ):
            yield _cancelled(message, "staff-inactive")


def _telling(messages: Sequence[Message], round_: Round) -> Iterator[Verdict]:
    for message in messages:
        shown = message.body if message.channel == Channel.SMS else message.heading
        if not is_neutral(shown):
            yield Verdict(message.pk, Status.DEAD, "not-neutral", untried=1)


def _settled_meanwhile(messages: Sequence[Message], round_: Round) -> Iterator[Verdict]:
    for kind, path in settings.MESSAGE_CHECKS.items():
        chosen = [each for each in messages if each.kind == kind]
        if chosen:
            yield from _checked(chosen, cast(Check, import_string(path)), round_)


def _checked(
    messages: Sequence[Message], still_wanted: Check, round_: Round
) -> Iterator[Verdict]:
    """Ask once about all; where that fails, about each, so that one stops no other."""
    try:
        wanted = still_wanted(messages)
    except Exception as error:
        if len(messages) > 1:
            for message in messages:
                yield from _checked([message], still_wanted, round_)
            return
        logger.error("Message %s was not checked: %s", messages[0].pk, trace_of(error))
        yield postponed(messages[0], code_of(error), round_.now())
        return
    yield from (
        _cancelled(message, "unwanted")
        for message in messages
        if message.pk not in wanted
    )


def _in_quiet_hours(messages: Sequence[Message], round_: Round) -> Iterator[Verdict]:
    now = round_.now()
    for message in messages:
        if message.kind in EXEMPT_KINDS:
            continue
        end = quiet_until(round_.municipality(message.municipality_id), now)
        if end is not None:
            yield Verdict(
                message.pk,
                Status.RETRY if message.last_error else Status.QUEUED,
                message.last_error,
                not_before=end,
                postponed_at=now,
                untried=1,
            )


def _too_many(messages: Sequence[Message], round_: Round) -> Iterator[Verdict]:
    receipts = {each.pk: each for each in messages if each.kind == RECEIPT}
    if not receipts:
        return
    wanted: dict[str, Any] = {
        "ids": [str(pk) for pk in receipts],
        "most": RECEIPTS_AN_HOUR,
        "since": round_.now() - timedelta(hours=1),
    }
    with connection.cursor() as cursor:
        cursor.execute(_CROWDED, wanted)
        crowded = [pk for (pk,) in cursor.fetchall()]
    yield from (_cancelled(receipts[pk], "too-many-receipts") for pk in crowded)


# In this order: the count of receipts comes last, of those that would really go.
_JUDGES: tuple[Judge, ...] = (
    _erased,
    _to_who_has_left,
    _telling,
    _settled_meanwhile,
    _in_quiet_hours,
    _too_many,
)
