"""What the services would have written, in memory: the same acts, saved in bulk.

Two years of acts take minutes through the services, seconds through this ledger.
tests/inquiries/demonstration/test_ledger.py lets both write the same histories and
compares all rows, so that neither can change without the other.
"""

import random
from collections.abc import Mapping
from datetime import date, datetime

from django.utils.timezone import localtime

from followups.ladder import Rest
from followups.models import FollowUpTask, Promise
from followups.promise import due_at_for
from followups.reminders import present_owner
from followups.steps import NextStep
from inquiries import messages
from inquiries.apology import of_apology
from inquiries.demonstration import rows
from inquiries.demonstration.acts import Act, By
from inquiries.demonstration.desk import Account
from inquiries.demonstration.saving import Shelf
from inquiries.models import CallAttempt, Event, NumberSeries
from inquiries.services.broken import SORRY_ONCE_IN, can_be_told, terms
from inquiries.services.calls import suggest
from inquiries.services.registration import Registration
from inquiries.workflow import Stage
from organisation.models import Municipality, StaffMember

Outcome = CallAttempt.Outcome


class Ledger:
    """Writes onto a shelf; nothing is in the database before the shelf is saved."""

    def __init__(
        self, shelf: Shelf, rng: random.Random, staff: Mapping[int, StaffMember]
    ) -> None:
        self.shelf = shelf
        self.rng = rng
        self.staff = staff
        self._series: dict[tuple[int, int], NumberSeries] = {}

    def receive(
        self,
        municipality: Municipality,
        registration: Registration,
        *,
        at: datetime,
        by: By,
    ) -> Account:
        """As the service, for a registration that names its owner."""
        received_at = registration.received_at or at
        year = localtime(received_at).year
        serial = self._next_serial(municipality, year)
        inquiry = rows.inquiry(municipality, registration, received_at, at)
        inquiry.year, inquiry.serial = year, serial
        inquiry.owner = self.staff.get(registration.owner_id or 0)
        self.shelf.put(inquiry)
        self.shelf.put(rows.contact(inquiry, registration))
        account = Account(inquiry, at, has_email=bool(registration.email))
        act = Act(self.shelf, self.rng, account, by, at)
        due_at = due_at_for(municipality, registration.wish, received_at)
        promise = act.promise(registration.wish, due_at, received_at)
        step = NextStep(rows.first_kind(registration), due_at, inquiry.owner_id)
        account.task = act.open_step(step)
        act.write(Event.Kind.RECEIVED, at=received_at, to_stage=Stage.RECEIVED)
        act.words(registration.words, received_at)
        if by is not None:
            act.note(by, registration.note)
        act.tell(messages.of_receipt(inquiry, promise, at=at))
        act.record("received")
        return account

    def log_call(
        self,
        account: Account,
        outcome: str,
        *,
        by: StaffMember,
        at: datetime,
        next_step: NextStep | None = None,
        note: str = "",
    ) -> None:
        inquiry = account.inquiry
        following = next_step or suggest(
            inquiry, outcome, has_email=account.has_email, at=at
        )
        act = Act(self.shelf, self.rng, account, by, at)
        event = self._attempt(act, outcome, by)
        if outcome == Outcome.ANSWERED and inquiry.stage == Stage.RECEIVED:
            act.move(Stage.CONTACTED)
        self._follow(act, following, outcome, event)
        act.note(by, note)
        act.record(f"logged-{outcome.replace('_', '-')}")

    def log_written(
        self, account: Account, next_step: NextStep, *, by: StaffMember, at: datetime
    ) -> None:
        act = Act(self.shelf, self.rng, account, by, at)
        event = act.write(Event.Kind.WROTE, before=act.remembered())
        _settle_by_call(act, event)
        self._follow(act, next_step, "written", event)
        act.record("logged-written")

    def move(
        self,
        account: Account,
        stage: Stage,
        *,
        by: By,
        at: datetime,
        next_step: NextStep | None = None,
        reason: str = "",
        wake_up_on: date | None = None,
    ) -> None:
        act = Act(self.shelf, self.rng, account, by, at)
        event = act.write(Event.Kind.PLANNED, before=act.remembered())
        act.move(stage, reason, wake_up_on)
        if not account.inquiry.is_open and account.promise is not None:
            is_late = account.promise.due_at < at
            outcome = Promise.Outcome.BROKEN if is_late else Promise.Outcome.SUPERSEDED
            act.settle(outcome, event)
        act.replace_step(next_step, f"moved-{stage.value}")
        act.record(f"moved-to-{stage.value}")

    def replan(
        self, account: Account, next_step: NextStep, *, by: StaffMember, at: datetime
    ) -> None:
        act = Act(self.shelf, self.rng, account, by, at)
        act.write(Event.Kind.PLANNED, before=act.remembered())
        act.replace_step(next_step, "replanned")
        act.record("planned", ["kind", "due_at", "owner"])

    def break_promise(self, account: Account, *, at: datetime) -> None:
        """As the dispatcher does when a promise has long been overdue."""
        act = Act(self.shelf, self.rng, account, None, at)
        broken, task = account.promise, account.task
        act.settle(Promise.Outcome.BROKEN, act.write(Event.Kind.PROMISE_BROKEN))
        if broken is None or task is None or account.inquiry.suspicion:
            return
        last = account.sorry_at
        was_told = last is not None and last > at - SORRY_ONCE_IN
        if can_be_told(task, account.inquiry.contact) and not was_told:
            self._apologise(act, broken, task)

    def _apologise(self, act: Act, broken: Promise, task: FollowUpTask) -> None:
        inquiry = act.inquiry
        wish, due_at, leaves_at = terms(inquiry.municipality, broken.wish, act.at)
        promise = act.promise(wish, due_at, act.at)
        act.write(Event.Kind.PROMISED)
        task.promise, task.due_at = promise, due_at
        task.generation += 1
        caller = present_owner(task, act.at)
        letter = of_apology(inquiry, promise, caller=caller, leaves_at=leaves_at)
        act.tell(letter)
        act.account.sorry_at = act.at
        act.record("apologised")

    def _attempt(self, act: Act, outcome: str, by: StaffMember) -> Event:
        inquiry, answered = act.inquiry, outcome == Outcome.ANSWERED
        kind = Event.Kind.CONTACTED if answered else Event.Kind.ATTEMPTED
        event = act.write(kind, before=act.remembered())
        self.shelf.put(
            CallAttempt(
                municipality=inquiry.municipality,
                inquiry=inquiry,
                event=event,
                at=act.at,
                by=by,
                outcome=outcome,
            )
        )
        _settle_by_call(act, event)
        inquiry.attempts += 1
        inquiry.first_attempt_at = inquiry.first_attempt_at or act.at
        if answered:
            inquiry.first_contact_at = inquiry.first_contact_at or act.at
        return event

    def _follow(
        self, act: Act, following: NextStep | Rest, outcome: str, event: Event
    ) -> None:
        if isinstance(following, Rest):
            act.move(Stage.DORMANT, wake_up_on=following.wake_up_on)
            act.replace_step(None, outcome)
            letter = messages.of_closing_letter(
                act.inquiry, generation=event.pk, at=act.at
            )
            if act.tell(letter):
                act.write(Event.Kind.LETTER)
            return
        if following.promise_wish is not None:
            promise = act.promise(following.promise_wish, following.due_at, act.at)
            act.write(Event.Kind.PROMISED)
            act.tell(messages.of_promise(act.inquiry, promise, at=act.at))
        act.replace_step(following, outcome)

    def _next_serial(self, municipality: Municipality, year: int) -> int:
        key = (municipality.pk, year)
        if key not in self._series:
            self._series[key] = NumberSeries(municipality=municipality, year=year)
            self.shelf.put(self._series[key])
        self._series[key].last += 1
        return self._series[key].last


def _settle_by_call(act: Act, event: Event) -> None:
    promise = act.account.promise
    if promise is not None:
        in_time = event.at <= promise.due_at
        kept, broken = Promise.Outcome.KEPT, Promise.Outcome.BROKEN
        act.settle(kept if in_time else broken, event)
