"""What families and staff are told, as drafts for the outbox.

Everything about a person is secret: no SMS, subject line or notice to staff says
what the matter is about or names the family. Source: docs/decisions/0006-messages.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from followups.assignment import callers, here
from followups.models import Promise, Wish
from followups.promise import opening_of
from followups.wording import promised_text, written_promise_text
from inquiries.family_links import MARK
from inquiries.greeting import hello
from inquiries.models import ContactDetails, Inquiry
from inquiries.phones import is_mobile, national
from inquiries.team import callers_text
from messaging.models import FAMILY, Channel, Message, Topic
from messaging.notices import Notice, drafts_for
from messaging.services import Draft
from messaging.sms_text import plain
from organisation.models import StaffMember

SUBJECT = "inquiry"
FAMILY_KINDS = ("receipt", "promise", "apology", "new-name", "letter")


@dataclass(frozen=True)
class Letter:
    """The same message for each channel. None of the texts tells what it is about."""

    heading: str
    mail: str
    sms: str


def step_of_promise(promise_id: int) -> str:
    return f"promise-{promise_id}"


def step_of_closing(event_id: int) -> str:
    return f"closing-{event_id}"


def step_of_assignment(event_id: int) -> str:
    return f"assigned-{event_id}"


def of_receipt(inquiry: Inquiry, promise: Promise, *, at: datetime) -> list[Draft]:
    """The receipt to the family, and the notice to who is to call.

    A suspect inquiry is answered by a person, not by the program: it might be
    somebody else's address.
    """
    drafts = list(_notices(inquiry, promise, at))
    if not inquiry.suspicion:
        with translation.override(inquiry.page_language):
            letter = _receipt(inquiry, promise)
        drafts += to_family(inquiry, letter, kind="receipt", step="received")
    return drafts


def of_promise(inquiry: Inquiry, promise: Promise, *, at: datetime) -> list[Draft]:
    """Tell the family of a new promise in place of the first."""
    with translation.override(inquiry.page_language):
        letter = _receipt(inquiry, promise)
    step = step_of_promise(promise.pk)
    leaves_at = at + settings.SEND_DELAY
    return list(
        to_family(inquiry, letter, kind="promise", step=step, not_before=leaves_at)
    )


def of_closing_letter(
    inquiry: Inquiry, *, generation: int, at: datetime
) -> list[Draft]:
    """The kind letter after the last attempt: we could not reach you."""
    with translation.override(inquiry.page_language):
        letter = _closing_letter(inquiry)
    step = step_of_closing(generation)
    leaves_at = at + settings.SEND_DELAY
    return list(
        to_family(inquiry, letter, kind="letter", step=step, not_before=leaves_at)
    )


def of_assignment(
    inquiry: Inquiry, owner: StaffMember, *, generation: int, at: datetime
) -> list[Draft]:
    """Tell the new owner."""
    with translation.override(owner.desk_language):
        heading = _("%(number)s is yours") % {"number": inquiry.number}
        body = _("You have taken over %(number)s.") % {"number": inquiry.number}
        short = _("You have taken over an inquiry")
        step = step_of_assignment(generation)
        notice = _notice(inquiry, step, heading, body, short)
    return drafts_for(inquiry.municipality, owner, notice, at=at)


def still_wanted(messages: Sequence[Message]) -> set[object]:
    """The ids of those whose promise is open: none has taken its place, nobody called.

    Its number ends the step, here as in an apology.
    """
    promises = {each.pk: int(each.step.rpartition("-")[2]) for each in messages}
    opened = set(
        Promise.objects.open()
        .filter(pk__in=promises.values())
        .values_list("pk", flat=True)
    )
    return {pk for pk, promise in promises.items() if promise in opened}


def _notices(inquiry: Inquiry, promise: Promise, at: datetime) -> Iterator[Draft]:
    """To the owner; to every recruiter who is not away where there is none."""
    municipality = inquiry.municipality
    opens_at = opening_of(municipality, promise)
    owner = inquiry.owner
    for each in [owner] if owner else here(municipality, callers(municipality), at):
        with translation.override(each.desk_language):
            words = {
                "number": inquiry.number,
                "when": promised_text(promise.due_at, at, opens_at),
            }
            heading = _("New: %(number)s, promised %(when)s") % words
            body = _("%(number)s has come in. We have promised an answer %(when)s.")
            short = _("New to call, promised %(when)s") % words
            notice = _notice(inquiry, "received", heading, body % words, short)
        yield from drafts_for(municipality, each, notice, at=at)


def _notice(inquiry: Inquiry, step: str, heading: str, body: str, short: str) -> Notice:
    """For somebody who calls, in the language that is active."""
    address = settings.BASE_URL + reverse("inquiries:record", args=[inquiry.pk])
    return Notice(
        topic=Topic.NEW,
        kind="notice",
        subject_type=SUBJECT,
        subject_id=inquiry.pk,
        step=step,
        heading=heading,
        body=f"{body}\n\n{address}",
        short=short,
        inquiry_id=inquiry.pk,
    )


def to_family(
    inquiry: Inquiry,
    letter: Letter,
    *,
    kind: str,
    step: str,
    not_before: datetime | None = None,
    has_link: bool = True,
) -> Iterator[Draft]:
    """A mail where there is an address, an SMS where there is a mobile number.

    What follows from a click waits a moment, so that the click can be undone. Each has
    a link to the family's own page, unless the letter says otherwise.
    """
    contact = inquiry.contact
    if has_link:
        with translation.override(inquiry.page_language):
            letter = _with_link(letter)
    texts = {
        Channel.EMAIL: (letter.heading, letter.mail),
        Channel.SMS: ("", plain(letter.sms)),
    }
    for channel, recipient in addresses_of(contact).items():
        heading, body = texts[channel]
        if recipient:
            yield Draft(
                municipality_id=inquiry.municipality_id,
                kind=kind,
                subject_type=SUBJECT,
                subject_id=inquiry.pk,
                step=step,
                channel=channel,
                recipient_key=FAMILY,
                recipient=recipient,
                inquiry_id=inquiry.pk,
                language=inquiry.page_language,
                heading=heading,
                body=body,
                not_before=not_before,
            )


def _with_link(letter: Letter) -> Letter:
    """The link behind the SMS, and in the mail before its last lines: the regards."""
    if MARK in letter.mail:
        return letter
    words = {"link": MARK}
    text, _gap, regards = letter.mail.rpartition("\n\n")
    see = _("See where we are, change or cancel on your own page:\n%(link)s") % words
    sms = _("Change: %(link)s") % words
    return Letter(
        letter.heading, f"{text}\n\n{see}\n\n{regards}", f"{letter.sms} {sms}"
    )


def addresses_of(contact: ContactDetails) -> dict[Channel, str]:
    """Where each channel reaches the family; "" where it does not."""
    number = str(contact.phone)
    mobile = number if is_mobile(number) else ""
    return {Channel.EMAIL: contact.email, Channel.SMS: mobile}


def _receipt(inquiry: Inquiry, promise: Promise) -> Letter:
    opens_at = opening_of(inquiry.municipality, promise)
    when = written_promise_text(promise.due_at, opens_at)
    words = words_of(inquiry) | {"when": when}
    if promise.wish == Wish.WRITE:
        heading = _("%(who)s will write to you %(when)s")
        mail = _(
            "%(hello)s\n\n"
            "%(who)s will write to you %(when)s.\n\n"
            "Your number with us is %(number)s. Would you rather talk now? "
            "Call %(phone)s, %(phone_hours)s.\n\n"
            "Kind regards,\n%(municipality)s"
        )
        sms = _(
            "%(municipality)s: %(who)s will write to you %(when)s. "
            "Questions: %(phone)s."
        )
    else:
        heading = _("%(who)s will call you %(when)s")
        mail = _(
            "%(hello)s\n\n"
            "%(who)s will call you %(when)s. Our number may be hidden when we "
            "call.\n\n"
            "Your number with us is %(number)s. Would you rather talk now? "
            "Call %(phone)s, %(phone_hours)s.\n\n"
            "Kind regards,\n%(municipality)s"
        )
        sms = _(
            "%(municipality)s: %(who)s will call you %(when)s. Questions: %(phone)s."
        )
    return Letter(heading % words, mail % words, sms % words)


def _closing_letter(inquiry: Inquiry) -> Letter:
    heading = _("We have tried to reach you")
    mail = _(
        "%(hello)s\n\n"
        "We have called you a few times without getting hold of you. That is quite "
        "all right: we will not call again for now.\n\n"
        "If you want to talk, you are always welcome to call %(phone)s, "
        "%(phone_hours)s. Your number with us is %(number)s.\n\n"
        "Kind regards,\n%(municipality)s"
    )
    sms = _(
        "%(municipality)s: We have tried to call you. You are always welcome to call "
        "%(phone)s."
    )
    words = words_of(inquiry)
    return Letter(heading, mail % words, sms % words)


def words_of(inquiry: Inquiry) -> dict[str, str]:
    """What every letter to a family says, in the active language."""
    municipality = inquiry.municipality
    english = translation.get_language() == "en"
    hours = municipality.phone_hours_en if english else municipality.phone_hours
    return {
        "hello": hello(inquiry.contact.name),
        "number": inquiry.number,
        "who": callers_text(municipality, inquiry.owner),
        "municipality": municipality.name,
        "phone": national(str(municipality.phone)),
        "phone_hours": hours or municipality.phone_hours,
    }
