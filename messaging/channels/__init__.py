"""The ways out of the house. A carrier takes one message at a time."""

from types import TracebackType
from typing import Protocol, Self

from messaging.models import Message
from organisation.models import Municipality

MESSAGE_SECONDS = 15.0  # the longest that a carrier may hold up one message


class Carrier(Protocol):
    """Hands messages over to whoever delivers them.

    Opening one makes no connection: the first `send` does. Leaving its `with` block
    closes what is open and never raises.
    """

    def send(self, message: Message, municipality: Municipality) -> str:
        """Hand one message over; give the carrier's own reference, or "".

        Raises:
            Refused, NotNow, CarrierDown, OutcomeUnknown: see messaging/faults.py.
        """
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...
