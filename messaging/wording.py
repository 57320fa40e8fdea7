"""How a message's state, kind and fault are said in plain words."""

from dataclasses import dataclass

from django.utils.functional import _StrPromise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from messaging.models import Status

_KINDS: dict[str, _StrPromise] = {
    "receipt": gettext_lazy("Receipt"),
    "notice": gettext_lazy("Notice to staff"),
    "reminder": gettext_lazy("Reminder"),
    "promise": gettext_lazy("New time"),
    "letter": gettext_lazy("Closing letter"),
}
_FAULTS: dict[str, _StrPromise] = {
    "withdrawn": gettext_lazy("It was no longer needed."),
    "erased": gettext_lazy("The person has been erased."),
    "unwanted": gettext_lazy("The matter was settled before the message left."),
    "staff-inactive": gettext_lazy("The staff member no longer works here."),
    "too-many-receipts": gettext_lazy(
        "The address had already had several receipts within the hour."
    ),
    "not-neutral": gettext_lazy(
        "The text gives away what the matter is about, so it was stopped."
    ),
    "bad-address": gettext_lazy("Nothing can be sent to that address."),
    "refused": gettext_lazy("The recipient’s side said no."),
    "later": gettext_lazy("The recipient’s side asked us to come back later."),
    "login-refused": gettext_lazy("Our own account was refused. Tell whoever runs it."),
    "sender-refused": gettext_lazy("Our own sender address was refused."),
    "interrupted": gettext_lazy("The connection broke."),
    "timed-out": gettext_lazy("There was no answer in time."),
    "unreachable": gettext_lazy("The service could not be reached."),
    "busy": gettext_lazy("The service had too much to do."),
    "no-answer": gettext_lazy("We never learned whether it was accepted."),
    "abandoned": gettext_lazy("The program stopped in the middle of sending."),
    "fault": gettext_lazy("Something is wrong in the program."),
}


@dataclass(frozen=True)
class State:
    """A state as word, shape and tone: none of them alone has to be seen.

    Args:
        tone: one of the design's: "ok", "soon", "late", "info", "neutral".
    """

    word: _StrPromise
    shape: str
    tone: str


_STATES: dict[str, State] = {
    Status.QUEUED: State(pgettext_lazy("message", "Waiting"), "○", "neutral"),
    Status.SENDING: State(pgettext_lazy("message", "Being sent"), "◐", "info"),
    Status.RETRY: State(pgettext_lazy("message", "Will be tried again"), "◐", "soon"),
    Status.SENT: State(pgettext_lazy("message", "Sent"), "✓", "ok"),
    Status.UNCERTAIN: State(pgettext_lazy("message", "Unknown outcome"), "?", "soon"),
    Status.DEAD: State(pgettext_lazy("message", "Not sent"), "✕", "late"),
    Status.CANCELLED: State(pgettext_lazy("message", "Stopped"), "–", "neutral"),
}


def kind_text(kind: str) -> str:
    return str(_KINDS[kind]) if kind in _KINDS else _("Message")


def state_of(status: str) -> State:
    return _STATES[status]


def fault_text(code: str) -> str:
    """A fault's code in plain words, with the carrier's number; "" for none."""
    name, _colon, detail = code.partition(":")
    if name not in _FAULTS:
        return ""
    words = str(_FAULTS[name])
    return f"{words} ({detail})" if detail else words
