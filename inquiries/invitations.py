"""What families and colleagues are told of a booked time, with it for their calendars.

Whatever waits to tell of the old state is stopped first; whoever never heard of a
time is not told that it is off. Source: docs/decisions/0076-invitations.md.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from followups.booking import forget_messages
from followups.calendar_text import Guest, busy_text, invitation
from followups.models import Appointment, Slot
from followups.wording import promise_text
from inquiries import appointment_letters as letters
from inquiries.heard import last_heard
from inquiries.messages import Letter, to_family
from inquiries.models import Inquiry
from messaging.models import Channel, Message
from messaging.services import Draft, enqueue
from organisation.calendar import STOCKHOLM
from organisation.models import StaffMember

SUBJECT: Final = "appointment"
INVITATION: Final = "invitation"
CANCELLATION: Final = "cancellation"
REMINDER: Final = "day-before"
REMINDED_AT: Final = time(17)  # on the day before


@dataclass(frozen=True)
class Change:
    """What became of an appointment, under its inquiry, at that moment.

    Args:
        is_off: cancelled; else it stands at its time.
        is_moved: it stood at another time before.
        former: colleagues who had part in it and have no more.
        known_by: whoever was last told of this sequence knows the truth already, and
            is not told again; None: everybody is told.
        tells_family: False where another letter tells the family at once.
        only_who_heard: a cancellation goes to nobody who was never told of the time.
    """

    appointment: Appointment
    inquiry: Inquiry
    at: datetime
    is_off: bool = False
    is_moved: bool = False
    former: tuple[StaffMember, ...] = ()
    known_by: int | None = None
    only_who_heard: bool = False
    tells_family: bool = True

    @property
    def is_visit(self) -> bool:
        return self.appointment.kind == Slot.Kind.HOME_VISIT

    @property
    def leaves_at(self) -> datetime:
        return self.at + settings.SEND_DELAY


def tell(change: Change) -> None:
    """Write what is to be told now, and the reminder; nothing of before is sent."""
    forget_messages(change.appointment)
    heard = last_heard(SUBJECT, change.appointment.pk, [INVITATION, CANCELLATION])
    drafts = [each for each in _drafts(change) if _is_news(each, change, heard)]
    if not change.is_off:
        drafts += _reminders(change)
    enqueue(drafts, at=change.at)


def colleagues_of(appointment: Appointment) -> list[StaffMember]:
    """Who has part in it, in order of name."""
    return list(
        StaffMember.objects.filter(engagements__appointment=appointment).order_by(
            "display_name", "pk"
        )
    )


def together_text(people: Iterable[StaffMember]) -> str:
    """“Maria”, “Maria and Ali”."""
    names = [each.first_name for each in people]
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s and %(last)s") % {
        "names": ", ".join(names[:-1]),
        "last": names[-1],
    }


def still_wanted(messages: Iterable[Message]) -> set[object]:
    """The ids of those that tell of a time which stands, as it stands now."""
    batch = list(messages)
    standing = dict(
        Appointment.objects.standing()
        .filter(pk__in={each.subject_id for each in batch})
        .values_list("pk", "sequence")
    )
    return {
        each.pk
        for each in batch
        if standing.get(each.subject_id) == each.generation - 1
    }


def _is_news(
    draft: Draft, change: Change, heard: dict[tuple[str, str], tuple[int, str]]
) -> bool:
    last = heard.get((draft.recipient_key, draft.channel))
    if draft.kind == CANCELLATION:
        is_told = last is not None and last[1] == INVITATION
        is_family = draft.staff_id is None
        return is_told or (is_family and not change.only_who_heard)
    if change.known_by is None or last is None:
        return True
    return last != (change.known_by + 1, INVITATION)


def _drafts(change: Change) -> Iterator[Draft]:
    people = colleagues_of(change.appointment)
    if change.tells_family and hasattr(change.inquiry, "contact"):
        yield from _to_family(change, people)
    for each in people:
        yield _to_colleague(change, each, is_off=change.is_off)
    for each in change.former:
        if each not in people:
            yield _to_colleague(change, each, is_off=True)


def _of_appointment(draft: Draft, change: Change, calendar: str = "") -> Draft:
    is_mail = draft.channel == Channel.EMAIL
    return replace(
        draft,
        subject_type=SUBJECT,
        subject_id=change.appointment.pk,
        generation=change.appointment.sequence + 1,
        calendar=calendar if is_mail else "",
    )


def _to_family(change: Change, people: list[StaffMember]) -> Iterator[Draft]:
    inquiry = change.inquiry
    with translation.override(inquiry.page_language):
        letter = _letter(change, together_text(people))
        name = {"municipality": inquiry.municipality.name}
        title = (
            _("Visit – %(municipality)s")
            if change.is_visit
            else _("Call – %(municipality)s")
        )
        calendar = _calendar(change, inquiry.contact.email, title % name)
    kind = CANCELLATION if change.is_off else INVITATION
    for draft in to_family(
        inquiry, letter, kind=kind, step=kind, not_before=change.leaves_at
    ):
        yield _of_appointment(draft, change, calendar)


def _letter(change: Change, who: str) -> Letter:
    """In the language that is active."""
    if change.is_off:
        write = letters.of_cancelled
    else:
        write = letters.of_moved if change.is_moved else letters.of_booked
    return write(change.inquiry, change.appointment, who)


def _calendar(
    change: Change, address: str, title: str, *, link: str = "", is_off: bool = False
) -> str:
    """For one recipient; "" for whoever has no address."""
    if not address:
        return ""
    municipality = change.inquiry.municipality
    return invitation(
        change.appointment,
        Guest(address, municipality.name, municipality.email),
        title=title,
        link=link,
        at=change.at,
        is_off=is_off or change.is_off,
    )


def _to_colleague(change: Change, staff: StaffMember, *, is_off: bool) -> Draft:
    inquiry, appointment = change.inquiry, change.appointment
    link = settings.BASE_URL + reverse("inquiries:record", args=[inquiry.pk])
    with translation.override(staff.desk_language):
        title = busy_text(appointment)
        words = {
            "number": inquiry.number,
            "when": promise_text(appointment.starts_at, change.at),
        }
        if is_off:
            heading = _("No longer booked: %(when)s") % words
            body = _("%(number)s: you are no longer booked %(when)s.") % words
        else:
            heading = _("Booked: %(when)s") % words
            body = _("%(number)s: you are booked %(when)s.") % words
        calendar = _calendar(change, staff.email, title, link=link, is_off=is_off)
    kind = CANCELLATION if is_off else INVITATION
    draft = Draft.to_staff(
        staff,
        municipality_id=inquiry.municipality_id,
        kind=kind,
        subject_type=SUBJECT,
        subject_id=appointment.pk,
        step=kind,
        inquiry_id=inquiry.pk,
        heading=heading,
        body=f"{body}\n\n{link}",
        not_before=change.leaves_at,
    )
    return _of_appointment(draft, change, calendar)


def eve_of(starts_at: datetime) -> datetime:
    """When somebody is reminded of what begins then: on the day before at 17.00."""
    eve = localtime(starts_at, STOCKHOLM).date() - timedelta(days=1)
    return datetime.combine(eve, REMINDED_AT, STOCKHOLM)


def _reminders(change: Change) -> Iterator[Draft]:
    """On the day before at 17.00; whoever books later than that needs none."""
    inquiry, appointment = change.inquiry, change.appointment
    leaves_at = eve_of(appointment.starts_at)
    is_told = hasattr(inquiry, "contact") and not inquiry.suspicion
    if leaves_at <= change.at or not is_told:
        return
    people = colleagues_of(appointment)
    with translation.override(inquiry.page_language):
        letter = letters.of_tomorrow(inquiry, appointment, together_text(people))
    for draft in to_family(
        inquiry, letter, kind=REMINDER, step=REMINDER, not_before=leaves_at
    ):
        yield _of_appointment(draft, change)
