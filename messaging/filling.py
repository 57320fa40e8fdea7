"""What is put into a message only when it leaves, and so never lies in the outbox.

A text holds a mark where it belongs. MESSAGE_FILLINGS names, by mark, the function
that takes messages and gives by id what to write there; where it gives nothing, the
mark stays as it is. A second try gets another filling: nobody knows the first one any
more. MESSAGE_ATTACHMENTS names in the same way, by kind of message, what gives the
files that an e-mail carries.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final, cast
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from messaging.claims import Verdict
from messaging.faults import code_of, trace_of
from messaging.models import Attachment, Message
from messaging.rounds import Round
from messaging.verdicts import postponed

logger = logging.getLogger(__name__)

UNSUBSCRIBE: Final = "{unsubscribe-link}"
UNSUBSCRIBE_REPORT: Final = "{report-unsubscribe-link}"
# Their fillings are also told in the mail's head, where mail programs look for them.
WAYS_OUT: Final = (UNSUBSCRIBE, UNSUBSCRIBE_REPORT)

Filling = Callable[[Sequence[Message]], Mapping[UUID, str]]
Attaching = Callable[[Sequence[Message]], Mapping[UUID, Sequence[Attachment]]]


def fill(messages: Sequence[Message], round_: Round) -> dict[UUID, Verdict]:
    """Complete the messages in memory; a verdict on each where that failed."""
    verdicts: dict[UUID, Verdict] = {}
    for mark, path in settings.MESSAGE_FILLINGS.items():
        marked = [
            each for each in messages if mark in each.body and each.pk not in verdicts
        ]
        verdicts |= _complete(marked, partial(_write_in, mark, path), round_)
    for kind, path in settings.MESSAGE_ATTACHMENTS.items():
        chosen = [
            each for each in messages if each.kind == kind and each.pk not in verdicts
        ]
        verdicts |= _complete(chosen, partial(_attach, path), round_)
    return verdicts


def _complete(
    messages: Sequence[Message],
    act: Callable[[Sequence[Message]], None],
    round_: Round,
) -> dict[UUID, Verdict]:
    if not messages:
        return {}
    try:
        act(messages)
    except Exception as error:  # they must not leave with a hole, nor stop others
        logger.error("%d messages were not filled: %s", len(messages), trace_of(error))
        return _postponed(messages, error, round_)
    return {}


def _write_in(mark: str, path: str, messages: Sequence[Message]) -> None:
    texts = cast(Filling, import_string(path))(messages)
    for message in messages:
        if message.pk in texts:
            message.body = message.body.replace(mark, texts[message.pk])
            if mark in WAYS_OUT:
                message.unsubscribe_url = texts[message.pk]


def _attach(path: str, messages: Sequence[Message]) -> None:
    files = cast(Attaching, import_string(path))(messages)
    for message in messages:
        message.attachments = files.get(message.pk, ())


def _postponed(
    messages: Sequence[Message], error: Exception, round_: Round
) -> dict[UUID, Any]:
    now = round_.now()
    return {each.pk: postponed(each, code_of(error), now) for each in messages}


def shown(body: str) -> str:
    """A text as people at the desk may read it: with dots for what is filled in."""
    for mark in settings.MESSAGE_FILLINGS:
        body = body.replace(mark, "•••")
    return body
