"""One act on one inquiry, as rows on the shelf. The services' twin of the same name."""

import random
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from followups.models import FollowUpTask, Promise
from followups.moments import Wait, first_reminder_at
from followups.steps import NextStep
from inquiries.demonstration import rows
from inquiries.demonstration.desk import Account
from inquiries.demonstration.saving import Shelf
from inquiries.models import Event, Note
from inquiries.services.acts import REMEMBERED
from inquiries.workflow import Stage
from messaging.services import Draft
from organisation.models import StaffMember

By = StaffMember | None


class Act:
    """One person's change to one inquiry, as rows on the shelf."""

    def __init__(
        self, shelf: Shelf, rng: random.Random, account: Account, by: By, at: datetime
    ) -> None:
        self.shelf = shelf
        self.rng = rng
        self.account = account
        self.inquiry = account.inquiry
        self.by = by
        self.at = at
        self.key = rows.drawn_uuid(rng)
        account.latest_at = at

    def write(self, kind: str, **fields: Any) -> Event:
        event = rows.event(self.inquiry, kind, self.by, self.at, self.key, **fields)
        self.shelf.put(event)
        return event

    def remembered(self) -> dict[str, Any]:
        state: dict[str, Any] = {}
        for name in REMEMBERED:
            value = getattr(self.inquiry, name)
            state[name] = value.isoformat() if isinstance(value, date) else value
        task = self.account.task
        state["followup_id"] = None if task is None else task.pk
        state["followup_owner_id"] = None if task is None else task.owner_id
        return state

    def move(
        self, stage: Stage, reason: str = "", wake_up_on: date | None = None
    ) -> None:
        old = self.inquiry.stage
        self.inquiry.stage = stage
        self.inquiry.close_reason = reason
        self.inquiry.wake_up_on = wake_up_on
        self.write(Event.Kind.MOVED, from_stage=old, to_stage=stage, reason=reason)

    def promise(self, wish: str, due_at: datetime, made_at: datetime) -> Promise:
        promise = Promise(
            municipality=self.inquiry.municipality,
            inquiry=self.inquiry,
            wish=wish,
            made_at=made_at,
            due_at=due_at,
        )
        self.shelf.put(promise)
        self.account.promise = promise
        return promise

    def settle(self, outcome: str, event: Event) -> None:
        """Settle the open promise, if there is one, by the event."""
        promise, self.account.promise = self.account.promise, None
        if promise is not None:
            promise.outcome = outcome
            promise.settled_at = event.at
            promise.settled_by = event

    def replace_step(self, step: NextStep | None, outcome: str) -> None:
        """Close the open follow-up; open the next, which carries an open promise."""
        task, self.account.task = self.account.task, None
        if task is not None:
            task.closed_at = self.at
            task.closed_by = self.by
            task.outcome = outcome
            task.next_action_at = None
        if step is not None:
            self.account.task = self.open_step(step)

    def open_step(self, step: NextStep) -> FollowUpTask:
        municipality = self.inquiry.municipality
        task = FollowUpTask(
            municipality=municipality,
            inquiry=self.inquiry,
            promise=self.account.promise,
            kind=step.kind,
            due_at=step.due_at,
            owner_id=step.owner_id,
            next_action_at=first_reminder_at(Wait(municipality, self.at, step.due_at)),
            created_at=self.at,
        )
        self.shelf.put(task)
        return task

    def note(self, author: StaffMember, text: str) -> None:
        if text:
            self.shelf.put(
                Note(
                    municipality=self.inquiry.municipality,
                    inquiry=self.inquiry,
                    author=author,
                    written_at=self.at,
                    text=text,
                )
            )

    def words(self, text: str, received_at: datetime) -> None:
        """The message in which the family got in touch."""
        if text:
            self.shelf.put(
                Note(
                    municipality=self.inquiry.municipality,
                    inquiry=self.inquiry,
                    written_at=received_at,
                    text=text,
                )
            )

    def tell(self, drafts: Iterable[Draft]) -> bool:
        """Messages that were sent in their time; whether there were any."""
        sent = [
            rows.sent(draft, self.inquiry.municipality, self.rng, self.at)
            for draft in drafts
        ]
        self.shelf.put_all(sent)
        return bool(sent)

    def record(self, action: str, fields: Iterable[str] = ()) -> None:
        self.shelf.put(rows.entry(action, self.inquiry, self.by, self.at, fields))
