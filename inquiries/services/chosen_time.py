"""The family chooses when it is called, again: a time of its own, or another wish.

The new promise supersedes the old one, which then counts as neither kept nor broken;
one that was overdue already is broken all the same. Source: decisions 0004 and 0075.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from followups import promise as promises
from followups.assignment import choose_owner
from followups.booking import book, cancel, move, offered_slot
from followups.keeping import Keeping
from followups.models import Appointment, FollowUpTask, Promise, Slot, Wish
from followups.promise import Offer, due_at_for
from followups.steps import NextStep
from followups.times import fresh_times
from inquiries import messages
from inquiries.alarms import of_nobody_free
from inquiries.invitations import Change, colleagues_of, tell
from inquiries.models import Event, Inquiry
from inquiries.offered import offered, still_holds
from inquiries.services.acts import Act, InquiryClosed, begin, remembered
from messaging.services import enqueue
from organisation.models import Municipality, StaffMember


@dataclass(frozen=True)
class Times:
    """What a family may choose at this moment: offers, and free times beside them."""

    offers: list[Offer]
    times: list[Offer]


def times_for(inquiry: Inquiry, at: datetime) -> Times:
    contact = inquiry.contact
    can_be_called = bool(contact.phone)
    choices = offered(
        inquiry.municipality,
        at,
        can_be_called=can_be_called,
        can_be_written_to=bool(contact.email),
    )
    free = fresh_times(inquiry.municipality, at) if can_be_called else []
    return Times(choices, free)


@dataclass(frozen=True)
class _Keeper:
    """Who has the new promise, and the call that is booked for it.

    `is_missing` where nobody could be found: the team has it until somebody can.
    """

    owner: StaffMember | None
    appointment: Appointment | None = None
    is_missing: bool = False


@transaction.atomic
def choose_time(inquiry: Inquiry, slot_id: int, *, at: datetime) -> Promise:
    """Book a time for a call in place of what was promised before.

    Raises:
        InquiryClosed: nobody is going to call any more.
        SlotTaken: somebody else has the time; everything stands as it was.
    """
    act = _begin(inquiry, at)
    slot = offered_slot(act.inquiry.municipality, slot_id)
    known = _booked_call(act)
    former = () if known is None else tuple(colleagues_of(known))
    appointment = (
        book([slot.pk], act.inquiry.pk, at=at)
        if known is None
        else move(known, [slot.pk], at=at)
    )
    # The letter of the new promise tells the family.
    tell(Change(appointment, act.inquiry, at, former=former, tells_family=False))
    offer = Offer(Wish.TIME, slot.ends_at, slot.starts_at, slot=slot.pk)
    return _promise_anew(act, offer, _Keeper(slot.staff, appointment))


@transaction.atomic
def choose_wish(
    inquiry: Inquiry, wish: str, *, at: datetime, shown_due_at: datetime | None = None
) -> Promise:
    """Promise by another wish; a time that was booked is free again.

    Args:
        shown_due_at: the moment that the family saw, where it chose on a page: no
            later one is promised, if that can still be promised.

    Raises InquiryClosed.
    """
    act = _begin(inquiry, at)
    known = _booked_call(act)
    if known is not None:
        off = cancel(known, at=at)
        tell(Change(off, act.inquiry, at, is_off=True, tells_family=False))
    due_at = _due_at(act.inquiry.municipality, wish, shown_due_at, at)
    offer = Offer(Wish(wish), due_at)
    return _promise_anew(act, offer, _keeper(act, offer))


def _due_at(
    municipality: Municipality, wish: str, shown: datetime | None, at: datetime
) -> datetime:
    due_at = due_at_for(municipality, wish, at)
    if shown is None or not still_holds(municipality, wish, shown, at):
        return due_at
    return max(at, min(due_at, shown))


def _begin(inquiry: Inquiry, at: datetime) -> Act:
    act = begin(inquiry, by=None, at=at)
    if not act.inquiry.is_open:
        raise InquiryClosed
    return act


def _booked_call(act: Act) -> Appointment | None:
    """The one that is not over: a call that took place is neither moved nor off."""
    return (
        Appointment.objects.standing()
        .filter(inquiry=act.inquiry, kind=Slot.Kind.CALL, ends_at__gt=act.at)
        .first()
    )


def _keeper(act: Act, offer: Offer) -> _Keeper:
    """Whoever has it, if there to keep the new word; else somebody who is.

    What a person gave to the team stays there, if anybody is on duty.
    """
    inquiry, place = act.inquiry, act.inquiry.municipality
    span = (offer.wish, act.at, offer.due_at)
    is_awaited = inquiry.awaits_owner_since is not None
    if not is_awaited and Keeping(place, act.at).can_keep(inquiry.owner_id, *span):
        return _Keeper(inquiry.owner)
    wish, at, due_at = span
    owner = choose_owner(place, inquiry.language, wish=wish, at=at, due_at=due_at)
    return _Keeper(owner, is_missing=owner is None)


def _promise_anew(act: Act, offer: Offer, keeper: _Keeper) -> Promise:
    """Supersede, promise, move the next step, tell the family; in the act's name."""
    inquiry, booked = act.inquiry, keeper.appointment
    event = act.write(Event.Kind.PROMISED, before=remembered(inquiry))
    promises.supersede(inquiry.pk, at=act.at, event_id=event.pk)
    promise = promises.make(
        inquiry.municipality,
        inquiry.pk,
        offer.wish,
        due_at=offer.due_at,
        opens_at=None if booked is None else offer.opens_at,
        at=act.at,
    )
    _give(act, keeper)
    to_write = offer.wish == Wish.WRITE
    kind = FollowUpTask.Kind.WRITE if to_write else FollowUpTask.Kind.CALL
    act.replace_step(
        NextStep(kind, offer.due_at, inquiry.owner_id),
        "rescheduled",
        promise_id=promise.pk,
        appointment_id=None if booked is None else booked.pk,
    )
    enqueue(messages.of_promise(inquiry, promise, at=act.at), at=act.at)
    if keeper.is_missing:
        enqueue(of_nobody_free(inquiry, promise, at=act.at), at=act.at)
    return promise


def _give(act: Act, keeper: _Keeper) -> None:
    """Let the keeper have the inquiry. The letter of the promise names who calls."""
    inquiry, owner = act.inquiry, keeper.owner
    since = inquiry.awaits_owner_since or act.at
    is_new = owner != inquiry.owner
    inquiry.owner = owner
    inquiry.awaits_owner_since = since if keeper.is_missing else None
    inquiry.save(update_fields=["owner", "awaits_owner_since"])
    if not is_new:
        return
    event = act.write(Event.Kind.ASSIGNED)
    if owner is not None and keeper.appointment is None:
        notice = messages.of_assignment(inquiry, owner, generation=event.pk, at=act.at)
        enqueue(notice, at=act.at)
