"""A promise that nobody kept: written down, and the family told when we call instead.

Source: docs/decisions/0072-an-apology-with-a-new-promise.md.
"""

import logging
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q

from audit.services import record
from followups import promise as promises
from followups import steps
from followups.models import FollowUpTask, Promise, Wish
from followups.promise import SETTLING_MARGIN
from followups.reminders import present_owner, tell_of_broken
from inquiries import apology
from inquiries.models import ContactDetails, Event, Inquiry
from inquiries.services.acts import Act
from messaging.failing import note_failure
from messaging.faults import trace_of
from messaging.models import Message, Status
from messaging.quiet_hours import quiet_until
from messaging.services import enqueue
from organisation.models import Municipality

logger = logging.getLogger(__name__)

BATCH: Final = 200  # promises to a look
ROUND_SECONDS: Final = 20.0  # then the dispatcher's other steps have their turn
# A second apology within it would be no apology; the managers are told instead.
SORRY_ONCE_IN: Final = timedelta(hours=24)
CALLS: Final = (FollowUpTask.Kind.CALL, FollowUpTask.Kind.WRITE)


def settle_broken(moment: datetime) -> int:
    """Write down as broken what nobody kept; how many. A step of the dispatcher.

    Waits SETTLING_MARGIN after the promised moment, for calls logged afterwards. Each
    inquiry in a transaction of its own: one that fails stops no other, and what
    another dispatcher has in hand is left to it.
    """
    ends = time.monotonic() + ROUND_SECONDS
    settled = 0
    for pk in _overdue(moment - SETTLING_MARGIN):
        settled += _settle(pk, moment)
        if time.monotonic() > ends:
            break
    return settled


def _overdue(limit: datetime) -> Iterator[int]:
    """Every promise due before that, the longest overdue first, a batch at a time."""
    overdue = Promise.objects.overdue(limit).order_by("due_at", "pk")
    rest = overdue
    while batch := list(rest.values_list("due_at", "pk")[:BATCH]):
        yield from (pk for _due_at, pk in batch)
        due_at, pk = batch[-1]
        rest = overdue.filter(Q(due_at__gt=due_at) | Q(due_at=due_at, pk__gt=pk))


def _settle(pk: int, moment: datetime) -> bool:
    """Settle one. Where the apology cannot be made, the truth is written all the same.

    Raises:
        OperationalError, InterfaceError: the database has gone or asks for another
            try; the next round makes it.
    """
    for apologises in (True, False):
        try:
            with transaction.atomic():
                return _settle_one(pk, moment, apologises=apologises)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # one promise must never stop the others
            logger.error("Promise %s was not settled: %s", pk, trace_of(error))
    note_failure(Promise.objects.get(pk=pk).municipality_id)
    return False


def _settle_one(pk: int, moment: datetime, *, apologises: bool) -> bool:
    """Whether the promise is broken now. Locks the inquiry first, as every act."""
    inquiry = (
        Inquiry.objects.filter(promises=pk)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("municipality", "owner")
        .first()
    )
    promise = Promise.objects.overdue(moment - SETTLING_MARGIN).filter(pk=pk).first()
    if inquiry is None or promise is None or _was_undone_lately(inquiry, moment):
        return False
    act = write_down(inquiry, promise, at=moment)
    if apologises and inquiry.is_open and not inquiry.suspicion:
        _follow(act, promise)
    return True


def _was_undone_lately(inquiry: Inquiry, moment: datetime) -> bool:
    """Whoever undid a call a moment ago is about to log it rightly."""
    return Event.objects.filter(
        inquiry=inquiry,
        kind=Event.Kind.UNDONE,
        recorded_at__gt=moment - SETTLING_MARGIN,
    ).exists()


def write_down(inquiry: Inquiry, promise: Promise, *, at: datetime) -> Act:
    """Break an open promise, and nothing more. The inquiry is locked."""
    act = Act(inquiry, None, at)
    event = act.write(Event.Kind.PROMISE_BROKEN)
    promises.break_it(promise, at=at, event_id=event.pk)
    return act


def _follow(act: Act, broken: Promise) -> None:
    """Apologise with a new promise where that can be done, and tell who must know."""
    task = steps.open_step(act.inquiry.pk)
    if task is None:
        return
    promise = apologise(act, broken, task)
    due_at = None if promise is None else promise.due_at
    tell_of_broken(task, broken.due_at, due_at, act.at)


def apologise(act: Act, broken: Promise, task: FollowUpTask) -> Promise | None:
    """Say sorry with a new promise; None where that cannot be done."""
    contact = act.inquiry.contact
    if not can_be_told(task, contact) or _was_told_lately(contact, act.at):
        return None
    return _promise_anew(act, broken, task)


def can_be_told(task: FollowUpTask, contact: ContactDetails) -> bool:
    """Nobody is promised anything who cannot be told, or who waits for a visit."""
    return task.kind in CALLS and apology.is_reachable(contact)


def _was_told_lately(contact: ContactDetails, moment: datetime) -> bool:
    """Whether the family had an apology in the last day, also by another inquiry."""
    same = Q(pk=contact.pk)
    if contact.phone:
        same |= Q(phone=contact.phone)
    if contact.email:
        same |= Q(email=contact.email)
    family = ContactDetails.objects.filter(same, municipality=contact.municipality_id)
    return (
        Message.objects.filter(
            inquiry__in=family.values("inquiry"),
            kind=apology.KIND,
            created_at__gt=moment - SORRY_ONCE_IN,
        )
        .exclude(status=Status.CANCELLED)
        .exists()
    )


def terms(
    municipality: Municipality, wish: str, at: datetime
) -> tuple[str, datetime, datetime]:
    """Give what is promised anew: the wish, due by when, and told when nobody sleeps.

    By the policy of the same wish. Lying low makes it no later: that is for those who
    ask, not for whom we have failed.
    """
    leaves_at = quiet_until(municipality, at) or at
    # A time that the family chose has passed: only they can choose another.
    if wish == Wish.TIME:
        wish = Wish.SOON
    due_at = promises.due_at_for(municipality, wish, at, as_usual=True)
    if due_at <= leaves_at:  # it would be over before they read of it
        due_at = promises.due_at_for(municipality, wish, leaves_at, as_usual=True)
    return wish, due_at, leaves_at


def _promise_anew(act: Act, broken: Promise, task: FollowUpTask) -> Promise:
    inquiry = act.inquiry
    wish, due_at, leaves_at = terms(inquiry.municipality, broken.wish, act.at)
    promise = promises.make(
        inquiry.municipality, inquiry.pk, wish, due_at=due_at, at=act.at
    )
    act.write(Event.Kind.PROMISED)
    steps.promise_anew(task, promise)
    caller = present_owner(task, act.at)
    enqueue(
        apology.of_apology(inquiry, promise, caller=caller, leaves_at=leaves_at),
        at=act.at,
    )
    record("apologised", inquiry, by=None, at=act.at)
    return promise
