"""Book, move and cancel a time with a family: the time, the step, the word, in one.

Source: docs/decisions/0075-slots-and-appointments.md and 0076-invitations.md.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localtime

from audit.services import record
from followups import booking, steps
from followups import promise as promises
from followups.booking import SlotTaken
from followups.ladder import first_call_of
from followups.models import Appointment, FollowUpTask, Promise, Slot, Wish
from followups.steps import NextStep
from inquiries.invitations import Change, colleagues_of, tell
from inquiries.models import Event, Inquiry
from inquiries.services.acts import (
    Act,
    InquiryClosed,
    begin,
    keep_note,
    remembered,
)
from inquiries.workflow import Stage
from organisation.calendar import STOCKHOLM
from organisation.models import StaffMember

BEFORE_MEETING = (Stage.RECEIVED, Stage.CONTACTED)


@transaction.atomic
def book_visit(
    inquiry: Inquiry,
    slots: Collection[int],
    *,
    by: StaffMember,
    at: datetime,
    note: str = "",
) -> Event:
    """Book a home visit in one or more colleagues' slots of one time.

    The visit is the next step, and takes the inquiry to the meeting where it has not
    come further.

    Raises:
        InquiryClosed: the inquiry is not open.
        SlotTaken: the time is not to be had, or the family has a visit ahead already.
        StepAfterPromise: the family was promised a call before that.
    """
    act = _begin(inquiry, by, at)
    _check_slots(act.inquiry, slots, Slot.Kind.HOME_VISIT)
    before = remembered(act.inquiry)
    visit = booking.book(slots, act.inquiry.pk, at=at, by_id=by.pk)
    promise = _open_promise(act.inquiry)
    step = step_of(act.inquiry, visit)
    steps.check_promise(step, promise)
    event = act.write(Event.Kind.BOOKED, before=before | {"booked": visit.pk})
    if act.inquiry.stage in BEFORE_MEETING:
        act.move(Stage.MEETING)
    act.replace_step(
        step,
        "booked",
        promise_id=None if promise is None else promise.pk,
        appointment_id=visit.pk,
    )
    act.inquiry.save()
    keep_note(act, note)
    tell(Change(visit, act.inquiry, at))
    record("booked", act.inquiry, by=by, at=at)
    return event


@transaction.atomic
def move_appointment(
    appointment: Appointment,
    slots: Collection[int],
    *,
    by: StaffMember,
    at: datetime,
    note: str = "",
) -> Event:
    """Move a booked time, for us: the promise of a booked call is broken by it.

    Raises:
        InquiryClosed: the inquiry is not open.
        SlotTaken: the new time is not to be had, or the old one is off; it stands.
        StepAfterPromise: the family was promised a call before the new time.
    """
    act = _begin(appointment.inquiry, by, at)
    _check_slots(act.inquiry, slots, appointment.kind)
    before = remembered(act.inquiry)
    known_slots = _slots_of(appointment)
    former = tuple(colleagues_of(appointment))
    moved = booking.move(appointment, slots, at=at)
    event = act.write(
        Event.Kind.REBOOKED,
        before=before | {"moved": {"appointment": moved.pk, "slots": known_slots}},
    )
    promise = _promise_anew(act, moved, event)
    if _is_next_step(act.inquiry, moved):
        step = step_of(act.inquiry, moved)
        steps.check_promise(step, promise)
        act.replace_step(
            step,
            "moved",
            promise_id=None if promise is None else promise.pk,
            appointment_id=moved.pk,
        )
    keep_note(act, note)
    tell(Change(moved, act.inquiry, at, is_moved=True, former=former))
    record("moved-appointment", act.inquiry, by=by, at=at)
    return event


@transaction.atomic
def cancel_appointment(
    appointment: Appointment,
    next_step: NextStep,
    *,
    by: StaffMember,
    at: datetime,
) -> Event:
    """Cancel a booked time, and plan what is done instead.

    A call that we cancel is a promise that we break. Whoever keeps another next step
    than the cancelled time keeps it.

    Raises:
        InquiryClosed: the inquiry is not open.
        SlotTaken: it was cancelled already.
        StepAfterPromise: the family was promised a call before the next step.
    """
    act = _begin(appointment.inquiry, by, at)
    before = remembered(act.inquiry)
    was_next = _is_next_step(act.inquiry, appointment)
    event = act.write(
        Event.Kind.CANCELLED, before=before | {"cancelled": appointment.pk}
    )
    _take_off(appointment, act)
    _break_promise(act, appointment, event)
    if was_next:
        promise = _open_promise(act.inquiry)
        steps.check_promise(next_step, promise)
        act.replace_step(
            next_step, "cancelled", promise_id=None if promise is None else promise.pk
        )
    record("cancelled-appointment", act.inquiry, by=by, at=at)
    return event


def cancel_ahead(act: Act, *, kinds: Collection[str] = ()) -> None:
    """Cancel what lies ahead, as a part of an act that ends it, and tell everybody.

    Args:
        kinds: only appointments of these kinds; none given: of every kind.
    """
    ahead = Appointment.objects.ahead(act.at).filter(inquiry=act.inquiry)
    if kinds:
        ahead = ahead.filter(kind__in=kinds)
    for each in ahead:
        act.write(Event.Kind.CANCELLED, before={"cancelled": each.pk})
        _take_off(each, act)


def standing(inquiry: Inquiry, kind: str, at: datetime) -> Appointment | None:
    """The family's appointment of that kind that has not begun."""
    ahead = Appointment.objects.ahead(at).select_related("inquiry")
    return ahead.filter(inquiry=inquiry, kind=kind).first()


def instead_of(appointment: Appointment, at: datetime) -> NextStep:
    """What is proposed where a time is cancelled: a call on the next working day.

    It is never proposed for later than the family was promised.
    """
    inquiry = appointment.inquiry
    tomorrow = localtime(at, STOCKHOLM).date() + timedelta(days=1)
    call = first_call_of(inquiry.municipality, tomorrow, at, inquiry.owner_id)
    promise = outliving(appointment)
    if promise is None or not at < promise.due_at < call.due_at:
        return call
    return replace(call, due_at=promise.due_at)


def outliving(appointment: Appointment) -> Promise | None:
    """The open promise that stands when the time is cancelled.

    That of a booked call is broken with it.
    """
    promise = _open_promise(appointment.inquiry)
    if promise is None or _is_broken_with(appointment, promise):
        return None
    return promise


def step_of(inquiry: Inquiry, appointment: Appointment) -> NextStep:
    """The step that an appointment is: a call falls due when its time ends.

    It is the owner's who has part in it, else the first colleague's.
    """
    people = [each.pk for each in colleagues_of(appointment)]
    owner_id = inquiry.owner_id if inquiry.owner_id in people else people[0]
    return NextStep(appointment.kind, steps.moment_of(appointment), owner_id)


def _begin(inquiry: Inquiry, by: StaffMember, at: datetime) -> Act:
    act = begin(inquiry, by=by, at=at)
    if not act.inquiry.is_open:
        raise InquiryClosed
    return act


def _check_slots(inquiry: Inquiry, slots: Collection[int], kind: str) -> None:
    """Raise SlotTaken unless all are the municipality's, and of that kind."""
    ours = Slot.objects.filter(
        pk__in=slots, kind=kind, municipality=inquiry.municipality_id
    )
    if not slots or ours.count() != len(set(slots)):
        raise SlotTaken


def _slots_of(appointment: Appointment) -> list[int]:
    numbers = appointment.engagements.values_list("slot", flat=True)
    return sorted(each for each in numbers if each is not None)


def _is_next_step(inquiry: Inquiry, appointment: Appointment) -> bool:
    return (
        FollowUpTask.objects.open()
        .filter(inquiry=inquiry, appointment=appointment)
        .exists()
    )


def _take_off(appointment: Appointment, act: Act) -> None:
    if appointment.cancelled_at is not None:
        raise SlotTaken
    off = booking.cancel(appointment, at=act.at)
    tell(Change(off, act.inquiry, act.at, is_off=True))


def _break_promise(act: Act, appointment: Appointment, event: Event) -> None:
    """What we promised to the minute, and take back ourselves."""
    promise = _open_promise(act.inquiry)
    if promise is not None and _is_broken_with(appointment, promise):
        promises.break_it(promise, at=act.at, event_id=event.pk)
        act.write(Event.Kind.PROMISE_BROKEN)


def _open_promise(inquiry: Inquiry) -> Promise | None:
    return Promise.objects.open().filter(inquiry=inquiry).first()


def _is_broken_with(appointment: Appointment, promise: Promise) -> bool:
    return appointment.kind == Slot.Kind.CALL and promise.wish == Wish.TIME


def _promise_anew(act: Act, moved: Appointment, event: Event) -> Promise | None:
    """The promise that is open now: for a call, another in place of the broken one."""
    _break_promise(act, moved, event)
    if moved.kind != Slot.Kind.CALL:
        return _open_promise(act.inquiry)
    made = promises.make(
        act.inquiry.municipality,
        act.inquiry.pk,
        Wish.TIME,
        due_at=moved.ends_at,
        opens_at=moved.starts_at,
        at=act.at,
    )
    act.write(Event.Kind.PROMISED)
    return made
