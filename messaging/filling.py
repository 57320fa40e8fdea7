"""What is put into a message only when it leaves, and so never lies in the outbox.

A text holds a mark where it belongs. MESSAGE_FILLINGS names, by mark, the function
that takes messages and gives by id what to write there; where it gives nothing, the
mark stays as it is. A second try gets another filling: nobody knows the first one any
more.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, cast
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from messaging.claims import Verdict
from messaging.faults import code_of, trace_of
from messaging.models import Message
from messaging.rounds import Round
from messaging.verdicts import postponed

logger = logging.getLogger(__name__)

# Its filling is also told in the mail's head, where mail programs look for it.
UNSUBSCRIBE: Final = "{unsubscribe-link}"

Filling = Callable[[Sequence[Message]], Mapping[UUID, str]]


def fill(messages: Sequence[Message], round_: Round) -> dict[UUID, Verdict]:
    """Complete the texts in memory; a verdict on each message where that failed."""
    verdicts: dict[UUID, Verdict] = {}
    for mark, path in settings.MESSAGE_FILLINGS.items():
        marked = [
            each for each in messages if mark in each.body and each.pk not in verdicts
        ]
        if not marked:
            continue
        try:
            texts = cast(Filling, import_string(path))(marked)
        except Exception as error:  # they must not leave with a hole, nor stop others
            logger.error(
                "%d messages were not filled: %s", len(marked), trace_of(error)
            )
            verdicts |= _postponed(marked, error, round_)
            continue
        for message in marked:
            if message.pk in texts:
                message.body = message.body.replace(mark, texts[message.pk])
                if mark == UNSUBSCRIBE:
                    message.unsubscribe_url = texts[message.pk]
    return verdicts


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
