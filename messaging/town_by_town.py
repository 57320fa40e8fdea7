"""What a step of the dispatcher does for one municipality after another.

One whose rows are in the way stops no other: see docs/decisions/0063.
"""

import logging
from collections.abc import Callable, Iterable

from messaging.dispatch import renew_connection
from messaging.failing import note_failure
from messaging.faults import trace_of
from organisation.models import Municipality

logger = logging.getLogger(__name__)


def for_each(
    municipalities: Iterable[Municipality],
    act: Callable[[Municipality], int],
    *,
    what: str,
) -> int:
    """The sum of what `act` gives.

    Where it fails, it is tried again in the next round, and those concerned see it.

    Args:
        act: what is to be done for one municipality; it leaves nothing half done.
        what: is done, for the log.
    """
    number = 0
    for each in municipalities:
        try:
            number += act(each)
        except Exception as error:  # one municipality must never stop the others
            logger.error("%s of %s failed: %s", what, each.pk, trace_of(error))
            note_failure(each.pk)
            renew_connection()
    return number
