"""How a family heard of us, and what made it get in touch now: two questions."""

from collections.abc import Iterable
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from campaigns.models import Channel
from inquiries.models import Inquiry, Prompt
from inquiries.numbers import row_of

NOT_KNOWN: Final = _("Not known")
REASONS: Final = frozenset(Prompt.values)


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
