"""What is said when a family is handed over: to colleagues, and to the family."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from followups.models import Promise, Wish
from followups.promise import opening_of
from followups.wording import written_promise_text
from inquiries.messages import SUBJECT, Letter, to_family, words_of
from inquiries.models import Event, Handover, Inquiry
from inquiries.workflow import OPEN_STAGES
from messaging.models import Message, Topic
from messaging.notices import Notice, drafts_for
from messaging.services import Draft
from organisation.models import StaffMember

KIND: Final = "handover"
NAME: Final = "new-name"  # the kind of message that tells a family who calls instead


def step_of_name(event_id: int) -> str:
    return f"name-{event_id}"


def of_question(handover: Handover, *, at: datetime) -> list[Draft]:
    """Ask the receiver. Neither name nor lines stand in a mail."""
    receiver = handover.receiver
    with translation.override(receiver.desk_language):
        words = _words(handover)
        heading = _("%(who)s asks you to take over %(number)s") % words
        body = _("Say yes or no on your page:")
        short = _("You are asked to take over an inquiry")
    return _told(handover, receiver, "asked", (heading, body, short), at)


def of_answer(handover: Handover, *, at: datetime) -> list[Draft]:
    """Tell who asked whether the colleague takes over."""
    asker = handover.asked_by
    with translation.override(asker.desk_language):
        words = _words(handover)
        if handover.is_accepted:
            heading = _("%(receiver)s takes over %(number)s") % words
            body = _("You need do nothing more.")
        else:
            heading = _("%(receiver)s cannot take over %(number)s") % words
            body = _("It is still yours. Ask somebody else, or keep it:")
    return _told(handover, asker, "answered", (heading, body, heading), at)


def note_of(handover: Handover) -> str:
    """The two lines as a note on the record."""
    with translation.override(handover.receiver.desk_language):
        return _("Handed over. Situation: %(situation)s\nPromised: %(promised)s") % {
            "situation": handover.situation,
            "promised": handover.promised,
        }


def of_new_name(
    inquiry: Inquiry, old: StaffMember, *, generation: int, at: datetime
) -> Iterator[Draft]:
    """Tell the family who gets in touch instead of the colleague whom it knows."""
    if inquiry.suspicion:
        return
    promise = Promise.objects.open().filter(inquiry=inquiry).first()
    with translation.override(inquiry.page_language):
        letter = _letter(inquiry, old, promise)
    yield from to_family(
        inquiry,
        letter,
        kind=NAME,
        step=step_of_name(generation),
        not_before=at + settings.SEND_DELAY,
    )


def still_wanted(messages: Sequence[Message]) -> set[object]:
    """The ids of those that name whom the family is to expect.

    The inquiry is open, nobody else has got it since, and nothing that was promised
    has ended since: whoever called has told the name, and a new promise is told in a
    letter of its own, with the name.
    """
    events = {each.pk: int(each.step.removeprefix("name-")) for each in messages}
    followed = Event.objects.filter(
        inquiry=OuterRef("inquiry"),
        kind=Event.Kind.ASSIGNED,
        reversed_by=None,
        pk__gt=OuterRef("pk"),
    )
    ended = Promise.objects.filter(
        inquiry=OuterRef("inquiry"), settled_at__gte=OuterRef("recorded_at")
    )
    latest = Event.objects.filter(
        ~Exists(followed),
        ~Exists(ended),
        pk__in=events.values(),
        reversed_by=None,
        inquiry__stage__in=OPEN_STAGES,
        inquiry__owner__isnull=False,
    )
    named = set(latest.values_list("pk", flat=True))
    return {pk for pk, event in events.items() if event in named}


def _letter(inquiry: Inquiry, old: StaffMember, promise: Promise | None) -> Letter:
    words = words_of(inquiry) | {"old": old.first_name}
    heading = _("%(who)s is in touch with you instead of %(old)s") % words
    if promise is None:
        told = _("%(who)s is in touch with you from now on, instead of %(old)s.")
    else:
        opens_at = opening_of(inquiry.municipality, promise)
        words["when"] = written_promise_text(promise.due_at, opens_at)
        told = (
            _("%(who)s will write to you %(when)s, instead of %(old)s.")
            if promise.wish == Wish.WRITE
            else _("%(who)s will call you %(when)s, instead of %(old)s.")
        )
    told = told % words
    mail = _(
        "%(hello)s\n\n%(told)s\n\n"
        "Your number with us is %(number)s. Would you rather talk now? "
        "Call %(phone)s, %(phone_hours)s.\n\n"
        "Kind regards,\n%(municipality)s"
    ) % (words | {"told": told})
    sms = _("%(municipality)s: %(told)s Questions: %(phone)s.") % (
        words | {"told": told}
    )
    return Letter(heading, mail, sms)


def _told(
    handover: Handover,
    staff: StaffMember,
    what: str,
    texts: tuple[str, str, str],
    at: datetime,
) -> list[Draft]:
    heading, body, short = texts
    address = settings.BASE_URL + reverse("inquiries:today")
    notice = Notice(
        topic=Topic.NEW,
        kind=KIND,
        subject_type=SUBJECT,
        subject_id=handover.inquiry_id,
        step=f"{what}-{handover.pk}",
        heading=heading,
        body=f"{body}\n\n{address}",
        short=short,
        inquiry_id=handover.inquiry_id,
    )
    return drafts_for(handover.inquiry.municipality, staff, notice, at=at)


def _words(handover: Handover) -> dict[str, str]:
    return {
        "who": handover.asked_by.first_name,
        "receiver": handover.receiver.first_name,
        "number": handover.inquiry.number,
    }
