"""The words in which a family is told of a booked time, in the active language.

None of them says what the matter is about. `who` is whom they meet or speak with.
"""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from followups.models import Appointment, Slot
from followups.wording import moment_text, span_text, time_text
from inquiries.messages import Letter, words_of
from inquiries.models import Inquiry

HEADINGS: Final = {
    Slot.Kind.HOME_VISIT: gettext_lazy("%(who)s will visit you %(when)s"),
    Slot.Kind.CALL: gettext_lazy("%(who)s will call you %(when)s"),
}
BOOKED: Final = {
    Slot.Kind.HOME_VISIT: gettext_lazy(
        "%(who)s will visit you %(when)s. It takes until about %(end)s. You need not "
        "prepare anything."
    ),
    Slot.Kind.CALL: gettext_lazy(
        "%(who)s will call you %(when)s. Our number may be hidden when we call."
    ),
}
OFF_HEADINGS: Final = {
    Slot.Kind.HOME_VISIT: gettext_lazy("The visit %(when)s is cancelled"),
    Slot.Kind.CALL: gettext_lazy("The call %(when)s is cancelled"),
}
MAIL: Final = gettext_lazy(
    "%(hello)s\n\n"
    "%(what)s\n\n"
    "Does the time not suit? Call %(phone)s, %(phone_hours)s. Your number with us is "
    "%(number)s.\n\n"
    "Kind regards,\n%(municipality)s"
)
OFF_MAIL: Final = gettext_lazy(
    "%(hello)s\n\n"
    "%(what)s You are always welcome to call us: %(phone)s, %(phone_hours)s. Your "
    "number with us is %(number)s.\n\n"
    "Kind regards,\n%(municipality)s"
)
SMS: Final = gettext_lazy(
    "%(municipality)s: %(what)s. Does the time not suit? Call %(phone)s."
)
OFF_SMS: Final = gettext_lazy("%(municipality)s: %(what)s. Questions: %(phone)s.")


def of_booked(inquiry: Inquiry, appointment: Appointment, who: str) -> Letter:
    words = _words(inquiry, appointment, who)
    return _letter(words, HEADINGS[_kind(appointment)] % words, _body(words))


def of_moved(inquiry: Inquiry, appointment: Appointment, who: str) -> Letter:
    words = _words(inquiry, appointment, who)
    line = {"what": HEADINGS[_kind(appointment)] % words}
    body = _("We have a new time. %(what)s") % {"what": _body(words)}
    return _letter(words, _("New time: %(what)s") % line, body)


def of_tomorrow(inquiry: Inquiry, appointment: Appointment, who: str) -> Letter:
    """A reminder, on the day before."""
    words = _words(inquiry, appointment, who)
    line = {"what": HEADINGS[_kind(appointment)] % words}
    return _letter(words, _("A reminder: %(what)s") % line, _body(words))


def of_cancelled(inquiry: Inquiry, appointment: Appointment, who: str) -> Letter:
    words = _words(inquiry, appointment, who)
    heading = OFF_HEADINGS[_kind(appointment)] % words
    return Letter(
        heading,
        OFF_MAIL % (words | {"what": f"{heading}."}),
        OFF_SMS % (words | {"what": heading}),
    )


def _letter(words: dict[str, str], heading: str, body: str) -> Letter:
    return Letter(
        heading, MAIL % (words | {"what": body}), SMS % (words | {"what": heading})
    )


def _body(words: dict[str, str]) -> str:
    return str(BOOKED[Slot.Kind(words["kind"])] % words)


def _kind(appointment: Appointment) -> Slot.Kind:
    return Slot.Kind(appointment.kind)


def _words(inquiry: Inquiry, appointment: Appointment, who: str) -> dict[str, str]:
    starts_at, ends_at = appointment.starts_at, appointment.ends_at
    is_call = appointment.kind == Slot.Kind.CALL
    return words_of(inquiry) | {
        "who": who,
        "kind": appointment.kind,
        "when": span_text(starts_at, ends_at) if is_call else moment_text(starts_at),
        "end": time_text(ends_at),
    }
