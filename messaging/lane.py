"""One channel's share of a round: claim, look once more, hand over, write down.

An e-mail arrives at least once; an SMS is handed over at most once by the program.
Only a process that dies between a carrier's acceptance and the commit doubles an
e-mail, and then no more than one flight: one message where the carrier takes longer
than QUICK_SECONDS, at most LARGEST_FLIGHT where it is faster. The copy has the same
Message-ID. An SMS in that place goes to a person instead.
"""

import logging
import time
from collections.abc import Sequence
from threading import Event
from uuid import UUID

from django.db import DatabaseError, InterfaceError, connection

from messaging import claims
from messaging.channels import Carrier
from messaging.claims import Claim, Verdict
from messaging.faults import (
    NO_PAUSE,
    CarrierDown,
    Fault,
    Gone,
    OutcomeUnknown,
    Refused,
    code_of,
    trace_of,
)
from messaging.filling import fill
from messaging.models import Channel, Message, Status
from messaging.reporting import report_due_at
from messaging.rounds import Round
from messaging.turns import note_fault, note_success
from messaging.verdicts import postponed, unwanted
from organisation.outage import is_outage

logger = logging.getLogger(__name__)

LARGEST_FLIGHT = 10  # messages in a carrier's hands between two commits
QUICK_SECONDS = 0.05  # a flight slower than this is followed by one of one message
FIRST_CLAIM, LARGEST_CLAIM = 20, 200  # messages
FAULTS_IN_A_ROW = 2  # of the carrier itself; then the lane rests until the next round
RECONNECT_SECONDS = 0.2

# Set when the process is asked to stop: what is in the air lands, no more takes off.
stopping = Event()


class Lane:
    """Deliver one channel's due messages until none is due or the time is up.

    Args:
        seconds: from now; at most a third of the lease, so that with the longest
            message no claim outlives its lease.
    """

    def __init__(
        self, channel: Channel, carrier: Carrier, round_: Round, *, seconds: float
    ) -> None:
        self.channel = channel
        self.carrier = carrier
        self.round = round_
        self.ends = time.monotonic() + seconds
        self.flight_size = 1
        self.faults_in_a_row = 0
        self.sent = 0

    def run(self) -> int:
        """Give the number of messages that the carrier accepted."""
        size = FIRST_CLAIM
        with self.carrier:
            while not self.is_over:
                claimed = claims.claim(self.channel, self.round.moment, size)
                if not claimed.ids:
                    break
                self._deliver(claimed)
                size = min(2 * size, LARGEST_CLAIM)
        return self.sent

    @property
    def is_over(self) -> bool:
        return (
            self.faults_in_a_row >= FAULTS_IN_A_ROW
            or time.monotonic() >= self.ends
            or stopping.is_set()
        )

    def _deliver(self, claimed: Claim) -> None:
        left = list(claimed.ids)
        try:
            messages = claims.begin(claimed, self._take(left))
            while messages:
                began = time.monotonic()
                verdicts = self._fly(messages)
                was_quick = time.monotonic() - began < QUICK_SECONDS
                self.flight_size = (
                    min(2 * self.flight_size, LARGEST_FLIGHT) if was_quick else 1
                )
                messages = self._land(claimed, verdicts, self._take(left))
        finally:
            if left:
                claims.give_back(claimed, left)

    def _take(self, left: list[UUID]) -> list[UUID]:
        """The next flight, off the list; none when the lane is over."""
        size = 0 if self.is_over else self.flight_size
        flight = left[:size]
        del left[:size]
        return flight

    def _fly(self, messages: Sequence[Message]) -> list[Verdict]:
        verdicts = unwanted(messages, self.round)
        wanted = [each for each in messages if each.pk not in verdicts]
        verdicts |= fill(wanted, self.round)
        for message in wanted:
            if message.pk not in verdicts:
                verdicts[message.pk] = self._send(message)
        return list(verdicts.values())

    def _send(self, message: Message) -> Verdict:
        if self.is_over:
            status = Status.RETRY if message.last_error else Status.QUEUED
            return Verdict(message.pk, status, message.last_error, untried=1)
        municipality = self.round.municipality(message.municipality_id)
        try:
            reference = self.carrier.send(message, municipality)
        except Exception as error:  # one message must never stop the others
            return self._failed(message, error)
        self.faults_in_a_row = 0
        note_success(self.channel, message.municipality_id)
        self.sent += 1
        now = self.round.now()
        return Verdict(
            message.pk,
            Status.SENT,
            reference=reference,
            sent_at=now,
            report_due_at=report_due_at(self.channel, now),
        )

    def _failed(self, message: Message, error: Exception) -> Verdict:
        code = code_of(error)
        if isinstance(error, CarrierDown | OutcomeUnknown):
            self.faults_in_a_row += 1
            note_fault(self.channel, message.municipality_id)
        else:
            self.faults_in_a_row = 0
        logger.warning(
            "Message %s was not sent, try %d: %s",
            message.pk,
            message.attempt,
            code if isinstance(error, Fault) else trace_of(error),
        )
        if isinstance(error, Gone):
            return Verdict(message.pk, Status.CANCELLED, code)
        if isinstance(error, Refused):
            return Verdict(message.pk, Status.DEAD, code)
        is_foreseen = isinstance(error, Fault) and not isinstance(error, OutcomeUnknown)
        if self.channel == Channel.SMS and not is_foreseen:
            return Verdict(message.pk, Status.UNCERTAIN, code)
        asked = error.pause if isinstance(error, Fault) else NO_PAUSE
        return postponed(message, code, self.round.now(), at_least=asked)

    def _land(
        self, claimed: Claim, verdicts: list[Verdict], following: list[UUID]
    ) -> list[Message]:
        """Write down what became of a flight, and begin the next, in one commit.

        It does not give up when the database restarts meanwhile: what a carrier has
        accepted would go out a second time.
        """
        while True:
            try:
                settled, messages = claims.land(claimed, verdicts, following)
                break
            except (DatabaseError, InterfaceError) as error:
                is_late = time.monotonic() > self.ends + claims.lease().total_seconds()
                if connection.in_atomic_block or is_late or not is_outage(error):
                    raise
                connection.close()
                time.sleep(RECONNECT_SECONDS)
        if settled < len(verdicts):
            logger.warning(
                "%d of %d messages had passed into other hands",
                len(verdicts) - settled,
                len(verdicts),
            )
        return messages
