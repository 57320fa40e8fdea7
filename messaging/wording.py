"""How a message's state, kind and fault are said in plain words."""

from dataclasses import dataclass

import phonenumbers
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from messaging.devices import DEVICE
from messaging.models import Message, Status

SWEDEN = 46  # country code

_KINDS: dict[str, Promise] = {
    "receipt": gettext_lazy("Receipt"),
    "notice": gettext_lazy("Notice to staff"),
    "reminder": gettext_lazy("Reminder"),
    "reminders": gettext_lazy("Several reminders in one"),
    "late": gettext_lazy("What is late, to the managers"),
    "promise": gettext_lazy("New time"),
    "apology": gettext_lazy("Apology with a new time"),
    "letter": gettext_lazy("Closing letter"),
    "meeting": gettext_lazy("About a meeting"),
    "meeting-eve": gettext_lazy("Reminder of a meeting"),
    "holding": gettext_lazy("A meeting to hold"),
    "holding-off": gettext_lazy("A meeting no longer to hold"),
    "holding-eve": gettext_lazy("Reminder of a meeting to hold"),
    "new-name": gettext_lazy("Somebody else is in touch"),
    "invitation": gettext_lazy("Booked time"),
    "cancellation": gettext_lazy("Booked time cancelled"),
    "day-before": gettext_lazy("Reminder of a booked time"),
    "link": gettext_lazy("Link to the family’s own page"),
    "code": gettext_lazy("One-time code"),
    "family": gettext_lazy("What a family did itself, to staff"),
    "obstacle": gettext_lazy("About accessibility"),
    "alarm": gettext_lazy("About what did not arrive"),
    "digest": gettext_lazy("What the day holds"),
    "mailing": gettext_lazy("Letter to ambassadors"),
    "export": gettext_lazy("A file that somebody waits for"),
    "report": gettext_lazy("The month’s report"),
    "report-draft": gettext_lazy("Draft of the month’s report"),
}
_FAULTS: dict[str, Promise] = {
    "withdrawn": gettext_lazy("It was no longer needed."),
    "erased": gettext_lazy("The person has been erased."),
    "address-gone": gettext_lazy("The family is not reached that way any more."),
    "reminders": gettext_lazy("It was told together with others, in one message."),
    "unwanted": gettext_lazy("The matter was settled before the message left."),
    "staff-inactive": gettext_lazy("The staff member no longer works here."),
    "too-many-receipts": gettext_lazy(
        "The address had already had several receipts within the hour."
    ),
    "not-neutral": gettext_lazy(
        "The text gives away what the matter is about, so it was stopped."
    ),
    "gone": gettext_lazy("The device takes no notices any more."),
    "bad-address": gettext_lazy("Nothing can be sent to that address."),
    "refused": gettext_lazy("The recipient’s side said no."),
    "later": gettext_lazy("The recipient’s side asked us to come back later."),
    "login-refused": gettext_lazy("Our own account was refused. Tell whoever runs it."),
    "sender-refused": gettext_lazy("Our own sender address was refused."),
    "interrupted": gettext_lazy("The connection broke."),
    "timed-out": gettext_lazy("There was no answer in time."),
    "unreachable": gettext_lazy("The service could not be reached."),
    "undelivered": gettext_lazy(
        "The operator could not deliver it. The number may be wrong or out of use."
    ),
    "bounced": gettext_lazy(
        "The mail came back. The address may be wrong or the mailbox full."
    ),
    "busy": gettext_lazy("The service had too much to do."),
    "no-answer": gettext_lazy("We never learned whether it was accepted."),
    "abandoned": gettext_lazy("The program stopped in the middle of sending."),
    "fault": gettext_lazy("Something is wrong in the program."),
}


@dataclass(frozen=True)
class State:
    """A state as a word, and a look: shape and colour, as docs/design.md lists them.

    Args:
        edge: the look of the whole row; "" for none.
    """

    word: Promise
    look: str
    edge: str = ""


_STATES: dict[str, State] = {
    Status.QUEUED: State(pgettext_lazy("message", "Waiting"), "calm"),
    Status.SENDING: State(pgettext_lazy("message", "Being sent"), "now"),
    Status.RETRY: State(pgettext_lazy("message", "Will be tried again"), "soon"),
    Status.SENT: State(pgettext_lazy("message", "Sent"), "done"),
    Status.UNCERTAIN: State(
        pgettext_lazy("message", "Unknown outcome"), "soon", "soon"
    ),
    Status.DEAD: State(pgettext_lazy("message", "Not sent"), "broken", "late"),
    Status.CANCELLED: State(pgettext_lazy("message", "Stopped"), "closed"),
}
LET_GO = State(pgettext_lazy("message", "Not sent, let go"), "closed")
_ARRIVED = State(pgettext_lazy("message", "Arrived"), "done")
_LOST = State(pgettext_lazy("message", "Did not arrive"), "broken", "late")
_LOST_LET_GO = State(pgettext_lazy("message", "Did not arrive, let go"), "closed")


def kind_text(kind: str) -> str:
    return str(_KINDS[kind]) if kind in _KINDS else _("Message")


def state_of(message: Message) -> State:
    if message.is_lost:
        return _LOST_LET_GO if message.handled_at else _LOST
    if message.delivered_at is not None:
        return _ARRIVED
    return LET_GO if message.handled_at else _STATES[message.status]


def outcome_text(message: Message) -> str:
    """What became of it, as the end of a sentence: “sent”, “did not arrive”."""
    if message.is_lost:
        return _("did not arrive")
    if message.delivered_at is not None:
        return _("arrived")
    return message.get_status_display()


def fault_text(code: str) -> str:
    """A fault's code in plain words, with the carrier's number; "" for none."""
    name, _colon, detail = code.partition(":")
    if name not in _FAULTS:
        return ""
    words = str(_FAULTS[name])
    return f"{words} ({detail})" if detail else words


def masked(recipient: str) -> str:
    """Enough of an address to know it again, too little to use it; "" for none."""
    if recipient.startswith(DEVICE):
        return _("a browser")
    name, at, domain = recipient.partition("@")
    if at:
        return f"{name[:1]}…@{domain}"
    return f"…{recipient[-4:]}" if recipient else ""


def whole(recipient: str) -> str:
    """An address as people write it: a Swedish number as 070-174 06 05."""
    if recipient.startswith(DEVICE):
        return _("a browser")
    try:
        number = phonenumbers.parse(recipient)
    except phonenumbers.NumberParseException:
        return recipient
    style = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    if number.country_code == SWEDEN:
        style = phonenumbers.PhoneNumberFormat.NATIONAL
    return phonenumbers.format_number(number, style)
