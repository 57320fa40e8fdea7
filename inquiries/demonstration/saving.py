"""Rows that know their numbers before they are saved, and are saved all at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.db import connection, models, transaction

from audit.models import Entry
from followups.models import FollowUpTask, Promise
from inquiries.models import (
    CallAttempt,
    ContactDetails,
    Event,
    Inquiry,
    Note,
    NumberSeries,
)
from messaging.models import Message

BLOCK: Final = 1000  # numbers taken from a sequence, and rows to a statement
NUMBERED: Final = (Inquiry, Event, Promise, FollowUpTask)
# Foreign keys are checked at the end of the transaction; the order is for readers.
ORDER: Final = (
    NumberSeries,
    Inquiry,
    ContactDetails,
    Event,
    Promise,
    FollowUpTask,
    CallAttempt,
    Note,
    Message,
    Entry,
)
NEXT_NUMBERS: Final = """
SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)
"""


def numbers_of(model: type[models.Model]) -> Iterator[int]:
    """Take numbers from the model's own sequence, a block at a time, without end."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(NEXT_NUMBERS, [model._meta.db_table, BLOCK])
            block = [number for (number,) in cursor.fetchall()]
        yield from block


class Shelf:
    """Rows in memory. Events, promises and the like are numbered as they are put."""

    def __init__(self) -> None:
        self.rows: dict[type[models.Model], list[Any]] = defaultdict(list)
        self._numbers = {model: numbers_of(model) for model in NUMBERED}

    def put(self, row: models.Model) -> None:
        model = type(row)
        if model in self._numbers:
            row.pk = next(self._numbers[model])
        self.rows[model].append(row)

    def put_all(self, rows: Iterable[models.Model]) -> None:
        for row in rows:
            self.put(row)

    @transaction.atomic
    def save(self) -> dict[str, int]:
        """Insert everything; how many rows of each kind. The shelf is then empty."""
        counts = {}
        for model in ORDER:
            rows = self.rows.pop(model, [])
            model._default_manager.bulk_create(rows, batch_size=BLOCK)
            counts[model._meta.model_name or ""] = len(rows)
        if self.rows:
            raise TypeError(f"no place in the order for {list(self.rows)}")
        return counts
