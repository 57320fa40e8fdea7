"""The family chooses when it is called, again: a time of its own, or another wish.

The new promise supersedes the old one, which then counts as neither kept nor broken;
one that was overdue already is broken all the same. Source: decisions 0004 and 0075.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from followups import promise as promises
from followups.booking import book, cancel, move, offered_slot
from followups.models import Appointment, FollowUpTask, Promise, Slot, Wish
from followups.promise import Offer, due_at_for
from followups.steps import NextStep
from followups.times import fresh_times
from inquiries import messages
from inquiries.invitations import Change, colleagues_of, tell
from inquiries.models import Event, Inquiry
from inquiries.offered import offered
from inquiries.services.acts import Act, InquiryClosed, begin, remembered
from messaging.services import enqueue
from organisation.models import StaffMember


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
    return _promise_anew(act, offer, slot.staff, appointment)


@transaction.atomic
def choose_wish(inquiry: Inquiry, wish: str, *, at: datetime) -> Promise:
    """Promise by another wish; a time that was booked is free again.

    Raises InquiryClosed.
    """
    act = _begin(inquiry, at)
    known = _booked_call(act)
    if known is not None:
        off = cancel(known, at=at)
        tell(Change(off, act.inquiry, at, is_off=True, tells_family=False))
    due_at = due_at_for(act.inquiry.municipality, wish, at)
    return _promise_anew(act, Offer(Wish(wish), due_at), act.inquiry.owner, None)


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


def _promise_anew(
    act: Act,
    offer: Offer,
    owner: StaffMember | None,
    appointment: Appointment | None,
) -> Promise:
    """Supersede, promise, move the next step, tell the family; in the act's name."""
    inquiry = act.inquiry
    event = act.write(Event.Kind.PROMISED, before=remembered(inquiry))
    promises.supersede(inquiry.pk, at=act.at, event_id=event.pk)
    promise = promises.make(
        inquiry.municipality,
        inquiry.pk,
        offer.wish,
        due_at=offer.due_at,
        opens_at=None if appointment is None else offer.opens_at,
        at=act.at,
    )
    if owner != inquiry.owner:
        inquiry.owner, inquiry.awaits_owner_since = owner, None
        inquiry.save(update_fields=["owner", "awaits_owner_since"])
        act.write(Event.Kind.ASSIGNED)
    to_write = offer.wish == Wish.WRITE
    kind = FollowUpTask.Kind.WRITE if to_write else FollowUpTask.Kind.CALL
    act.replace_step(
        NextStep(kind, offer.due_at, None if owner is None else owner.pk),
        "rescheduled",
        promise_id=promise.pk,
        appointment_id=None if appointment is None else appointment.pk,
    )
    enqueue(messages.of_promise(inquiry, promise, at=act.at), at=act.at)
    return promise
