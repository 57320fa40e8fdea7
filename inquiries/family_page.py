"""What a family's page says: where we are, who is next in contact, what to prepare.

The first name and the step, never how to reach the family and never an outcome.
Source: docs/decisions/0081-what-a-family-can-do-itself.md.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from followups.models import (
    Appointment,
    FollowUpTask,
    MeetingSeat,
    Promise,
    Slot,
    Wish,
)
from followups.promise import opening_of
from followups.wording import promised_text, window_text
from inquiries.family_preparing import preparing_for
from inquiries.family_regret import regret_of
from inquiries.family_rest import rest_of
from inquiries.family_states import CALLS, coming_seat, step_of
from inquiries.greeting import first_name
from inquiries.invitations import together_text
from inquiries.lying_low_words import longer_text
from inquiries.models import Inquiry
from inquiries.team import callers_text
from inquiries.workflow import OPEN_STAGES, Stage
from organisation.models import StaffMember


@dataclass(frozen=True)
class FamilyPage:
    """Words for the family, in the active language.

    Attributes:
        state: "open", "paused", "withdrawn", "unreached" or "closed".
        step: which of the four steps we are at, 1 to 4; 0 for none.
        heading: who is next in contact, and when where that is known.
        sorry: that a promise was broken; "" where none was.
        person: whose face stands there; None for the whole team.
        who: is to be in touch when a rest is over; "" where none is going on.
        prepare: what to think of before the next contact, a sentence each.
        prepare_heading: what they are said before.
        is_visit: that the booked time is a visit, whose day only we can change.
        seat: at a meeting that is to come, or a turn in the queue for one.
        longer: why it takes longer than usual; "" where it does not.
    """

    inquiry: Inquiry
    state: str
    step: int
    name: str
    heading: str
    sorry: str = ""
    person: StaffMember | None = None
    who: str = ""
    prepare: tuple[str, ...] = ()
    prepare_heading: str = ""
    is_call: bool = False
    is_visit: bool = False
    is_letter: bool = False
    may_choose: bool = False
    may_cancel: bool = False
    seat: MeetingSeat | None = None
    seat_text: str = ""
    longer: str = ""


def page_of(inquiry: Inquiry, at: datetime) -> FamilyPage:
    """Gather it all, in six queries."""
    name = first_name(inquiry.contact.name)
    if inquiry.stage not in OPEN_STAGES:
        return _at_rest(inquiry, name)
    task = (
        FollowUpTask.objects.open()
        .filter(inquiry=inquiry)
        .select_related("owner")
        .first()
    )
    promises = list(_promises(inquiry))
    promise = next((e for e in promises if e.outcome == Promise.Outcome.OPEN), None)
    booked = _booked(inquiry, at)
    seat = coming_seat(inquiry, at)
    is_call = task is not None and task.kind == FollowUpTask.Kind.CALL
    is_letter = task is not None and task.kind == FollowUpTask.Kind.WRITE
    prepare_heading, prepare = preparing_for(step_of(inquiry), _kind(task, booked))
    return FamilyPage(
        inquiry,
        "open",
        step_of(inquiry),
        name,
        _heading(inquiry, promise, booked, at),
        sorry=regret_of(inquiry, promises, at),
        person=_person(inquiry, task, booked),
        prepare=prepare,
        prepare_heading=prepare_heading,
        is_call=is_call,
        is_visit=booked is not None and booked.kind == Slot.Kind.HOME_VISIT,
        is_letter=is_letter,
        may_choose=task is not None and task.kind in CALLS,
        may_cancel=booked is not None and booked.starts_at > at,
        seat=seat,
        seat_text="" if seat is None else _seat_text(seat, at),
        longer="" if booked else longer_text(inquiry.municipality, promise),
    )


def _at_rest(inquiry: Inquiry, name: str) -> FamilyPage:
    state, heading = rest_of(inquiry)
    if state != "paused":
        return FamilyPage(inquiry, state, 0, name, heading)
    owner = inquiry.owner
    who = callers_text(inquiry.municipality, owner)
    return FamilyPage(inquiry, state, 0, name, heading, person=owner, who=who)


def _kind(task: FollowUpTask | None, booked: Appointment | None) -> str:
    """Of the next contact: what is booked, else the next step; "" for neither."""
    if booked is not None:
        return booked.kind
    return "" if task is None else task.kind


def _promises(inquiry: Inquiry) -> QuerySet[Promise]:
    made = Promise.objects.filter(inquiry=inquiry).order_by("made_at", "pk")
    return made.select_related("settled_by")


def _booked(inquiry: Inquiry, at: datetime) -> Appointment | None:
    return (
        Appointment.objects.standing()
        .filter(inquiry=inquiry, ends_at__gt=at)
        .prefetch_related("engagements__staff")
        .order_by("starts_at")
        .first()
    )


def _people(booked: Appointment) -> list[StaffMember]:
    return [each.staff for each in booked.engagements.all() if each.is_active]


def _person(
    inquiry: Inquiry, task: FollowUpTask | None, booked: Appointment | None
) -> StaffMember | None:
    people = [] if booked is None else _people(booked)
    if people:
        return people[0]
    return (None if task is None else task.owner) or inquiry.owner


def _heading(
    inquiry: Inquiry,
    promise: Promise | None,
    booked: Appointment | None,
    at: datetime,
) -> str:
    who = callers_text(inquiry.municipality, inquiry.owner)
    if booked is not None and booked.kind != Slot.Kind.CALL:
        names = together_text(_people(booked)) or who
        when = window_text(booked.starts_at, booked.ends_at, at)
        words = {"who": names, "when": when}
        return _("%(who)s will come to your home %(when)s.") % words
    if promise is not None and promise.due_at >= at:
        return _promised(inquiry, promise, who, at)
    if promise is not None:
        return _("%(who)s will be in touch as soon as possible.") % {"who": who}
    if inquiry.stage == Stage.RECEIVED and inquiry.attempts:
        return _(
            "We have called without getting hold of you. %(who)s will try again."
        ) % {"who": who}
    return _("%(who)s will be in touch.") % {"who": who}


def _seat_text(seat: MeetingSeat, at: datetime) -> str:
    meeting = seat.meeting
    when = {"when": window_text(meeting.starts_at, meeting.ends_at, at)}
    if seat.status == MeetingSeat.Status.SEAT:
        return _("You have a seat at our meeting %(when)s.") % when
    return _("You are on the waiting list for our meeting %(when)s.") % when


def _promised(inquiry: Inquiry, promise: Promise, who: str, at: datetime) -> str:
    opens_at = opening_of(inquiry.municipality, promise)
    words = {"who": who, "when": promised_text(promise.due_at, at, opens_at)}
    if promise.wish == Wish.WRITE:
        return _("%(who)s will write to you %(when)s.") % words
    return _("%(who)s will call you %(when)s.") % words


def masked_phone(national: str) -> str:
    """“07•• •• 12” of 070-174 06 12: enough to know it again."""
    signs = [each for each in national if each.isdigit() or each == "+"]
    return f"{''.join(signs[:2])}•• •• {''.join(signs[-2:])}" if signs else ""


def masked_email(email: str) -> str:
    """“a•••@example.se” of anna@example.se."""
    name, _at, domain = email.rpartition("@")
    return f"{name[:1]}•••@{domain}" if domain else ""
