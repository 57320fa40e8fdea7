"""The dispatcher's step that delivers: take back what the dead left, then each lane."""

import logging
from collections.abc import Callable
from datetime import datetime

from messaging import claims
from messaging.channels import MESSAGE_SECONDS, Carrier
from messaging.channels.email import EmailCarrier
from messaging.channels.push import PushCarrier
from messaging.channels.sms import sms_carrier
from messaging.faults import trace_of
from messaging.lane import Lane
from messaging.models import Channel
from messaging.rounds import Round

logger = logging.getLogger(__name__)

LANE_SECONDS = 10.0  # then the other channel has its turn

CARRIERS: dict[Channel, Callable[[float], Carrier]] = {
    Channel.EMAIL: EmailCarrier,
    Channel.SMS: sms_carrier,
    Channel.PUSH: PushCarrier,
}


class DeliveryFailed(Exception):
    """A channel could not be served; the others were."""


def deliver_due(moment: datetime) -> int:
    """Deliver what is due at a moment; how many messages a carrier accepted.

    A carrier that is slow, or down, holds up the other for LANE_SECONDS and one
    message at most.

    Raises:
        DeliveryFailed: a lane broke down, after the others had their turn.
    """
    claims.recover(moment)
    round_ = Round(moment)
    sent = 0
    failed = []
    for channel in Channel:
        try:
            sent += _serve(channel, round_)
        except Exception as error:  # the other lane must have its turn
            logger.error("The lane of %s broke down: %s", channel, trace_of(error))
            failed.append(channel)
    if failed:
        raise DeliveryFailed(", ".join(failed))
    return sent


def _serve(channel: Channel, round_: Round) -> int:
    third = claims.lease().total_seconds() / 3
    carrier = CARRIERS[channel](min(MESSAGE_SECONDS, third))
    return Lane(channel, carrier, round_, seconds=min(LANE_SECONDS, third)).run()
