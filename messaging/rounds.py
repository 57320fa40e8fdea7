"""One round of the dispatcher: its moment, and what it has read once."""

import time
from datetime import datetime, timedelta
from functools import cached_property

from organisation.models import Membership, Municipality

FRESH_SECONDS = 1.0  # who works where is read again after so long


class Round:
    """A round that began at a moment and goes on as the clock of the machine does.

    Args:
        moment: aware; what was due then is due in this round.
    """

    def __init__(self, moment: datetime) -> None:
        self.moment = moment
        self.began = time.monotonic()
        self._working: set[tuple[int, int]] = set()
        self._working_read_at = float("-inf")

    def seconds(self) -> float:
        """Elapsed time; it goes on while the process is frozen."""
        return time.monotonic() - self.began

    def now(self) -> datetime:
        return self.moment + timedelta(seconds=self.seconds())

    def municipality(self, pk: int) -> Municipality:
        return self._municipalities[pk]

    def works(self, staff: int, municipality: int) -> bool:
        """Whether that person has an account and a role there, to the second."""
        if time.monotonic() - self._working_read_at > FRESH_SECONDS:
            self._working_read_at = time.monotonic()
            self._working = set(
                Membership.objects.filter(staff__is_active=True).values_list(
                    "staff", "municipality"
                )
            )
        return (staff, municipality) in self._working

    @cached_property
    def _municipalities(self) -> dict[int, Municipality]:
        return Municipality.objects.in_bulk()
