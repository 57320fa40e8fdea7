"""Changes to channels. One that was ever used stays: what it led to is told by it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, ProtectedError

from audit.services import record
from campaigns.models import Channel
from campaigns.services.plan import add, change
from organisation.models import Municipality, StaffMember


class ChannelInUse(Exception):
    """An activity or an inquiry names the channel."""


def add_channel(
    municipality: Municipality,
    values: Mapping[str, Any],
    *,
    by: StaffMember,
    at: datetime,
) -> Channel:
    """Save a new channel, after the others.

    Raises:
        Taken: the name is in use.
    """
    of_town = Channel.objects.of(municipality)
    last = of_town.aggregate(last=Max("position"))["last"] or 0
    channel = Channel(municipality=municipality, position=last + 1, **values)
    add(channel, by=by, at=at)
    return channel


def change_channel(
    channel: Channel, values: Mapping[str, Any], *, by: StaffMember, at: datetime
) -> None:
    """Change what differs.

    Raises:
        Taken: the name is in use.
    """
    change(channel, values, by=by, at=at)


@transaction.atomic
def move_channel(
    channel: Channel, *, is_up: bool, by: StaffMember, at: datetime
) -> None:
    """Let it change places with the one before or after it, if there is one."""
    order = list(
        Channel.objects.select_for_update().filter(
            municipality_id=channel.municipality_id
        )
    )
    place = order.index(channel)
    other = place - 1 if is_up else place + 1
    if not 0 <= other < len(order):
        return
    order[place], order[other] = order[other], order[place]
    for position, each in enumerate(order, start=1):
        each.position = position
    Channel.objects.bulk_update(order, ["position"])
    record("moved-channel", channel, by=by, at=at, fields=["position"])


@transaction.atomic
def remove_channel(channel: Channel, *, by: StaffMember, at: datetime) -> None:
    """Remove a channel that nothing names.

    Raises:
        ChannelInUse: something does; it can be put aside instead.
    """
    record("removed-channel", channel, by=by, at=at)
    try:
        channel.delete()
    except ProtectedError as error:
        raise ChannelInUse from error
