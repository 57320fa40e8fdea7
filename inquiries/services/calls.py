"""Log a call or a letter: attempt, contact, promise, next step, stage, in one."""

from datetime import datetime, timedelta

from django.db import transaction

from audit.services import record
from followups import ladder
from followups import promise as promises
from followups.ladder import Rest
from followups.models import Appointment, Slot
from followups.steps import NextStep
from inquiries import messages
from inquiries.models import CallAttempt, ContactDetails, Event, Inquiry
from inquiries.services.acts import (
    Act,
    InquiryClosed,
    begin,
    check_moment,
    keep_note,
    remembered,
)
from inquiries.services.appointments import cancel_ahead, standing, step_of
from inquiries.workflow import Stage
from messaging.services import enqueue
from organisation.models import StaffMember

Outcome = CallAttempt.Outcome
# Nobody calls twice within it: a second press of the same button is the same call.
ONE_CALL = timedelta(minutes=2)


class LoggedAlready(Exception):
    """Somebody has logged that call a moment ago."""


def suggest(
    inquiry: Inquiry,
    outcome: str,
    *,
    has_email: bool,
    at: datetime,
    visit: Appointment | None = None,
) -> NextStep | Rest:
    """What the attempt ladder proposes after a call with that outcome now.

    A visit that is booked stands, whatever the call was about.
    """
    municipality, owner_id = inquiry.municipality, inquiry.owner_id
    if outcome == Outcome.CALL_BACK:
        return ladder.after_call_back(municipality, at, owner_id)
    if visit is not None:
        return step_of(inquiry, visit)
    if outcome == Outcome.ANSWERED:
        return ladder.after_answer(municipality, at, owner_id)
    if outcome == Outcome.WRONG_NUMBER:
        return ladder.after_wrong_number(
            municipality, at, owner_id, has_email=has_email
        )
    return ladder.after_no_answer(municipality, inquiry.attempts + 1, at, owner_id)


@transaction.atomic
def log_call(
    inquiry: Inquiry,
    outcome: str,
    *,
    by: StaffMember,
    at: datetime,
    called_at: datetime | None = None,
    next_step: NextStep | None = None,
    note: str = "",
) -> Event:
    """Log a call and what follows from it.

    A call at or before the promised moment keeps the promise, answered or not. An
    answer moves a received inquiry to contacted. A call that was booked for later is
    needed no more, and its time is free again. Without a next step the ladder's
    is taken; after the last attempt that is a kind letter and rest.

    Args:
        called_at: when the call was made; None means now.

    Raises:
        InquiryClosed: the inquiry is not open.
        LoggedAlready: the same outcome was logged within two minutes, by anybody.
        OutOfOrder: the call lies before the receipt, or ahead.
    """
    act = begin(inquiry, by=by, at=at)
    fresh = act.inquiry
    if not fresh.is_open:
        raise InquiryClosed
    _check_once(fresh, outcome, at)
    called_at = called_at or at
    check_moment(fresh, called_at, at)
    contact = ContactDetails.objects.get(inquiry=fresh)
    following = next_step or suggest(
        fresh,
        outcome,
        has_email=bool(contact.email),
        at=at,
        visit=standing(fresh, Slot.Kind.HOME_VISIT, at),
    )
    event = _write_attempt(act, outcome, called_at, by)
    if outcome == Outcome.ANSWERED and fresh.stage == Stage.RECEIVED:
        act.move(Stage.CONTACTED, happened_at=called_at)
    cancel_ahead(act, kinds=[Slot.Kind.CALL])
    _follow(act, following, outcome, event)
    fresh.save()
    keep_note(act, note)
    record(f"logged-{outcome.replace('_', '-')}", fresh, by=by, at=at)
    return event


def _check_once(inquiry: Inquiry, outcome: str, at: datetime) -> None:
    """Raise LoggedAlready where the latest attempt is the same, a moment ago."""
    latest = (
        CallAttempt.objects.filter(inquiry=inquiry, undone_at=None)
        .select_related("event")
        .order_by("-event_id")
        .first()
    )
    if latest is None or latest.outcome != outcome:
        return
    if at - latest.event.recorded_at < ONE_CALL:
        raise LoggedAlready


def _write_attempt(
    act: Act, outcome: str, called_at: datetime, by: StaffMember
) -> Event:
    """The event, the attempt itself, the promise and the inquiry's own moments."""
    fresh = act.inquiry
    answered = outcome == Outcome.ANSWERED
    event = act.write(
        Event.Kind.CONTACTED if answered else Event.Kind.ATTEMPTED,
        happened_at=called_at,
        before=remembered(fresh),
    )
    CallAttempt.objects.create(
        municipality_id=fresh.municipality_id,
        inquiry=fresh,
        event=event,
        at=called_at,
        by=by,
        outcome=outcome,
    )
    promises.settle(fresh.pk, called_at=called_at, event_id=event.pk)
    fresh.attempts += 1
    fresh.first_attempt_at = _first(fresh.first_attempt_at, called_at)
    if answered:
        fresh.first_contact_at = _first(fresh.first_contact_at, called_at)
    return event


def _first(known: datetime | None, moment: datetime) -> datetime:
    return moment if known is None else min(known, moment)


def _follow(act: Act, following: NextStep | Rest, outcome: str, event: Event) -> None:
    """Open the next step, or let the inquiry rest with a letter to the family."""
    fresh = act.inquiry
    if isinstance(following, Rest):
        act.move(Stage.DORMANT, wake_up_on=following.wake_up_on)
        act.replace_step(None, outcome)
        letter = messages.of_closing_letter(fresh, generation=event.pk, at=act.at)
        if enqueue(letter, at=act.at):
            act.write(Event.Kind.LETTER)
        return
    promise_id = None
    if following.promise_wish is not None:
        promise = promises.make(
            fresh.municipality,
            fresh.pk,
            following.promise_wish,
            due_at=following.due_at,
            at=act.at,
        )
        promise_id = promise.pk
        act.write(Event.Kind.PROMISED)
        enqueue(messages.of_promise(fresh, promise, at=act.at), at=act.at)
    act.replace_step(following, outcome, promise_id=promise_id)


@transaction.atomic
def log_written(
    inquiry: Inquiry,
    *,
    by: StaffMember,
    at: datetime,
    next_step: NextStep,
    note: str = "",
) -> Event:
    """Log that a person wrote to the family. Keeps the promise where in time.

    It is neither an attempt nor a contact: two people have not spoken.

    Raises:
        InquiryClosed: the inquiry is not open.
    """
    act = begin(inquiry, by=by, at=at)
    if not act.inquiry.is_open:
        raise InquiryClosed
    event = act.write(Event.Kind.WROTE, before=remembered(act.inquiry))
    promises.settle(act.inquiry.pk, called_at=at, event_id=event.pk)
    _follow(act, next_step, "written", event)
    act.inquiry.save()
    keep_note(act, note)
    record("logged-written", act.inquiry, by=by, at=at)
    return event
