"""One round of the dispatcher: its moment, and what it has read once."""

import time
from datetime import datetime, timedelta
from functools import cached_property

from organisation.models import Municipality


class Round:
    """A round that began at a moment and goes on as the clock of the machine does.

    Args:
        moment: aware; what was due then is due in this round.
    """

    def __init__(self, moment: datetime) -> None:
        self.moment = moment
        self.began = time.monotonic()

    def seconds(self) -> float:
        """Elapsed time; it goes on while the process is frozen."""
        return time.monotonic() - self.began

    def now(self) -> datetime:
        return self.moment + timedelta(seconds=self.seconds())

    def municipality(self, pk: int) -> Municipality:
        return self._municipalities[pk]

    @cached_property
    def _municipalities(self) -> dict[int, Municipality]:
        return Municipality.objects.in_bulk()
