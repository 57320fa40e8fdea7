"""What a family does on its own page: once, written down, and told to the desk.

Each change takes the key of the form that was sent: the same key twice is one change.
Source: docs/decisions/0081-what-a-family-can-do-itself.md.
"""

import uuid
from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime

from audit.services import record
from followups import meetings
from followups.ladder import first_call_of
from followups.meetings import MeetingOver
from followups.models import Slot, Wish
from inquiries import family_letters
from inquiries.chosen import ChosenWish
from inquiries.family_links import end_links
from inquiries.family_states import (
    coming_seat,
    may_cancel,
    may_choose,
    may_pause,
    may_withdraw,
)
from inquiries.models import Doing, Event, FamilyAct, Inquiry
from inquiries.services import seats
from inquiries.services.acts import Act, InquiryClosed, begin
from inquiries.services.appointments import cancel_ahead
from inquiries.services.chosen_time import choose_time, choose_wish
from inquiries.services.moves import move_inquiry, wake
from inquiries.workflow import Stage, TheirReason
from messaging.services import enqueue


class NotNow(Exception):
    """Meanwhile it has become another matter: somebody was first, or it is over."""


def choose(
    inquiry: Inquiry,
    chosen: ChosenWish,
    *,
    key: uuid.UUID,
    at: datetime,
    shown_due_at: datetime | None = None,
) -> None:
    """Be called at another time, or in another way; `shown_due_at` as in choose_wish.

    Raises:
        NotNow: no call is to be made.
        SlotTaken: somebody else has the time; everything stands as it was.
    """

    def change(act: Act) -> None:
        if not may_choose(act.inquiry):
            raise NotNow
        if chosen.slot_id is None:
            choose_wish(act.inquiry, chosen.wish, at=at, shown_due_at=shown_due_at)
        else:
            choose_time(act.inquiry, chosen.slot_id, at=at)

    _once(inquiry, Doing.TIME, change, key=key, at=at)


def cancel_time(inquiry: Inquiry, *, key: uuid.UUID, at: datetime) -> None:
    """Give the booked time back. We call as soon as we can, to find another.

    Raises:
        NotNow: nothing is booked that has not begun.
    """

    def change(act: Act) -> None:
        if not may_cancel(act.inquiry, at):
            raise NotNow
        cancel_ahead(act, kinds=[Slot.Kind.HOME_VISIT])
        choose_wish(act.inquiry, _wish_of(act.inquiry), at=at)

    _once(inquiry, Doing.CANCELLED, change, key=key, at=at)


def pause(inquiry: Inquiry, until: date, *, key: uuid.UUID, at: datetime) -> None:
    """Rest until a day. What was promised is superseded, what was booked is free.

    Raises:
        NotNow: it rests already, or is over.
    """

    def change(act: Act) -> None:
        if not may_pause(act.inquiry):
            raise NotNow
        move_inquiry(act.inquiry, Stage.DORMANT, by=None, at=at, wake_up_on=until)

    _once(inquiry, Doing.PAUSED, change, key=key, at=at)


def resume(inquiry: Inquiry, *, key: uuid.UUID, at: datetime) -> None:
    """End the rest: we call as soon as we can, and promise by when.

    Raises:
        NotNow: it does not rest.
    """

    def change(act: Act) -> None:
        if act.inquiry.stage != Stage.DORMANT:
            raise NotNow
        town, today = act.inquiry.municipality, localtime(at).date()
        wake(act.inquiry, first_call_of(town, today, at, act.inquiry.owner_id), at=at)
        choose_wish(act.inquiry, _wish_of(act.inquiry), at=at)

    _once(inquiry, Doing.RESUMED, change, key=key, at=at)


def withdraw(inquiry: Inquiry, reason: str, *, key: uuid.UUID, at: datetime) -> None:
    """Say no. The reason is one of TheirReason; "" for none given.

    Raises:
        NotNow: it is over already.
    """

    def change(act: Act) -> None:
        if not may_withdraw(act.inquiry):
            raise NotNow
        why = reason or TheirReason.NO_REASON.value
        move_inquiry(act.inquiry, Stage.WITHDRAWN, by=None, at=at, reason=why)

    _once(inquiry, Doing.WITHDREW, change, key=key, at=at)


@transaction.atomic
def give_up_seat(inquiry: Inquiry, *, key: uuid.UUID, at: datetime) -> None:
    """Let somebody else have the seat at the next meeting, or the turn in the queue.

    Raises:
        NotNow: there is none.
    """
    seat = coming_seat(inquiry, at)
    if seat is not None:
        meetings.locked(seat.meeting_id)  # before the inquiry, as everybody locks them

    def change(act: Act) -> None:
        if seat is None:
            raise NotNow
        try:
            seats.give_up(seat, by=None, at=at)
        except MeetingOver:
            raise NotNow from None

    _once(inquiry, Doing.STAYS_AWAY, change, key=key, at=at)


def close_links(inquiry: Inquiry, *, key: uuid.UUID, at: datetime) -> None:
    """Let every link to the page end, this one too."""

    def change(act: Act) -> None:
        end_links(act.inquiry.pk, at=at)

    _once(inquiry, Doing.ENDED, change, key=key, at=at)


@transaction.atomic
def _once(
    inquiry: Inquiry,
    doing: Doing,
    change: Callable[[Act], None],
    *,
    key: uuid.UUID,
    at: datetime,
) -> None:
    """Lock, make the change unless the key was used, write it down, tell the desk."""
    try:
        act = begin(inquiry, by=None, at=at)
    except InquiryClosed:
        raise NotNow from None
    if is_first(act, key):
        change(act)
        write_down(act.inquiry, doing, at=at)


def is_known(act: Act, key: uuid.UUID) -> bool:
    """Whether a form with that key has been taken already."""
    return FamilyAct.objects.filter(inquiry=act.inquiry, form_key=key).exists()


def is_first(act: Act, key: uuid.UUID) -> bool:
    """Whether a form's key comes for the first time. The inquiry is locked."""
    _row, is_new = FamilyAct.objects.get_or_create(
        inquiry=act.inquiry,
        form_key=key,
        defaults={"municipality_id": act.inquiry.municipality_id, "at": act.at},
    )
    return is_new


def write_down(inquiry: Inquiry, doing: Doing, *, at: datetime) -> Event:
    """The event beside what it led to, the audit entry, and the notice to the desk."""
    latest = Event.objects.filter(inquiry=inquiry).latest("pk")
    is_its_own = latest.by_id is None and latest.recorded_at == at
    act = Act(inquiry, None, at, key=latest.act if is_its_own else uuid.uuid4())
    event = act.write(Event.Kind.BY_FAMILY, reason=doing.value)
    record(f"family-{doing.value}", inquiry, by=None, at=at)
    enqueue(family_letters.of_doing(inquiry, doing, event, at=at), at=at)
    return event


def _wish_of(inquiry: Inquiry) -> str:
    """As soon as possible; a letter where nobody can be called."""
    return Wish.SOON if inquiry.contact.phone else Wish.WRITE
