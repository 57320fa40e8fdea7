"""Whether the clock can be believed: a leap is waited out before anything follows it.

What leaves too early cannot be called back, so a clock that is suddenly ahead has to
stay there for a minute first. The measure is the machine's own count of seconds, which
nobody sets. Source: docs/decisions/0078-a-clock-that-leaps.md.
"""

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

logger = logging.getLogger(__name__)

LEAP: Final = timedelta(minutes=5)  # more than clocks are ever corrected by, little
WAITED_OUT: Final = 60.0  # seconds


@dataclass
class Clockwork:
    """The clock as this process has seen it: its last honest moment.

    Args:
        moment: what the clock showed then.
        counted: the count of seconds at that time.
        leapt: the count when the clock was first seen ahead; None: it is not.
    """

    moment: datetime | None = None
    counted: float = 0.0
    leapt: float | None = None

    def is_steady(self, moment: datetime) -> bool:
        """Tell whether a round may be run by that moment.

        A clock that has gone back is believed at once: nothing is early by it.
        """
        counted = time.monotonic()
        if self.moment is not None and self._is_ahead(moment, counted):
            if self.leapt is None:
                self.leapt = counted
                logger.error("The clock is %s ahead: waiting", moment - self.moment)
            if counted - self.leapt < WAITED_OUT:
                return False
        self.moment, self.counted, self.leapt = moment, counted, None
        return True

    def _is_ahead(self, moment: datetime, counted: float) -> bool:
        passed = timedelta(seconds=counted - self.counted)
        return self.moment is not None and moment - self.moment > passed + LEAP


of_this_process = Clockwork()
