"""What led here, how a family heard of us, what made it get in touch now."""

from collections.abc import Iterable
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from campaigns.forms.activities import activity_choices
from campaigns.models import Activity, Channel
from inquiries.models import Inquiry, Prompt
from inquiries.numbers import row_of

NOT_KNOWN: Final = _("Not known")
KIND: Final = "kind-"  # begins the value of a channel
REASONS: Final = frozenset(Prompt.values)


def tracked_choices(
    activities: Iterable[Activity], channels: Iterable[Channel]
) -> list[tuple[Any, Any]]:
    """What led here: an activity, or only the kind of channel they wrote to us in."""
    kinds = {
        f"{KIND}{each.kind}": each.name
        for each in channels
        if each.is_used and each.kind != Channel.Kind.OTHER
    }
    unknown, *by_campaign = activity_choices(activities, blank=NOT_KNOWN)
    if not kinds:
        return [unknown, *by_campaign]
    return [unknown, (_("Only the channel"), list(kinds.items())), *by_campaign]


def tracked_of(value: str) -> dict[str, Any]:
    """Read what was chosen as the inquiry keeps it: an activity, a kind, or neither."""
    if value.startswith(KIND):
        return {"activity_id": None, "tracked_kind": value.removeprefix(KIND)}
    return {"activity_id": row_of(value) or None, "tracked_kind": ""}


def channel_choices(channels: Iterable[Channel]) -> list[tuple[str, Any]]:
    """Every channel by name, for the desk."""
    return [("", NOT_KNOWN), *_named(channels)]


def prompt_choices(channels: Iterable[Channel]) -> list[tuple[Any, Any]]:
    """Reasons of the family's own, and the channels."""
    return [
        ("", NOT_KNOWN),
        (_("Reasons"), list(Prompt.choices)),
        (_("Channels"), _named(channels)),
    ]


def prompt_of(value: str) -> dict[str, Any]:
    """Read what was chosen as the inquiry keeps it: a reason, a channel, or neither."""
    if value in REASONS:
        return {"prompted_by": value, "prompted_channel_id": None}
    return {"prompted_by": "", "prompted_channel_id": row_of(value) or None}


def prompt_value(inquiry: Inquiry) -> str:
    """The choice that an inquiry stands for."""
    channel = inquiry.prompted_channel_id
    return inquiry.prompted_by or ("" if channel is None else str(channel))


def _named(channels: Iterable[Channel]) -> list[tuple[str, Any]]:
    return [(str(each.pk), each.name) for each in channels]
