"""A municipality whose history is made by the services that the desk itself uses."""

import uuid
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from random import Random

from campaigns.models import Channel
from campaigns.services.plan import change
from followups.models import Wish
from followups.steps import NextStep, StepAfterPromise
from inquiries.chosen import ChosenWish
from inquiries.models import CallAttempt, Inquiry
from inquiries.services import family, moves, undo
from inquiries.services.acts import InquiryClosed
from inquiries.services.calls import LoggedAlready, log_call, log_written
from inquiries.services.erase import erase_person
from inquiries.services.receive import receive
from inquiries.workflow import MOVES, OPEN_STAGES, REASONS, MoveRefused, Stage
from organisation.months import Month
from reports.services.rolling_up import roll_up
from tests.make import (
    Registration,
    make_activity,
    make_municipality,
    make_staff_member,
)
from tests.reports.oracle.moments import DAY, Clock

REFUSALS = (
    *(MoveRefused, InquiryClosed, LoggedAlready, StepAfterPromise),
    *(family.NotNow, undo.UndoRefused),
)
MOST_ACTS = 8


class Desk:
    """One recruiter, two channels with an activity each; `done` names what was let."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self.dice = clock, clock.dice
        self.town = make_municipality()
        self.by = make_staff_member(self.town)
        self.channels = [
            Channel.objects.create(municipality=self.town, name=name)
            for name in ("Kanal A", "Kanal B")
        ]
        self.activities = [
            make_activity(self.town, channel=channel, cost_actual=1000)
            for channel in self.channels
        ]
        self.done: list[str] = []
        self.acts: Sequence[Callable[[Inquiry, datetime], None]] = (
            *(self._move, self._move, self._move, self._call, self._call, self._undo),
            *(self._write, self._choose, self._pause, self._resume, self._withdraw),
            *(self._tell, self._erase, self._move_activity, self._roll_up),
        )

    def live(self, families: int) -> None:
        for _ in range(families):
            at = self.clock.receipt()
            if at < self.clock.at:
                self._follow(self._receive(at), at)

    def _receive(self, at: datetime) -> Inquiry:
        """Some are typed in later than they came."""
        dice = self.dice
        typed_in = min(dice.choice([at, at, self.clock.later(at)]), self.clock.at)
        registration = Registration(
            name="Anna Holm",
            phone="+46701740612",
            email="anna@example.se",
            wish=dice.choice([Wish.SOON, Wish.WRITE]),
            received_at=at,
            activity_id=dice.choice([None, *(each.pk for each in self.activities)]),
            told_channel_id=dice.choice([None, *(each.pk for each in self.channels)]),
            suspicion=dice.choice(["", "honeypot"]),
        )
        return receive(self.town, registration, at=typed_in, by=self.by)

    def _follow(self, inquiry: Inquiry, at: datetime) -> None:
        at = max(at, inquiry.registered_at)
        for _ in range(MOST_ACTS):
            at = self.clock.later(at)
            if at >= self.clock.at:
                return
            act = self.dice.choice(self.acts)
            inquiry.refresh_from_db()
            try:
                act(inquiry, at)
            except REFUSALS:
                continue
            self.done.append(act.__name__)

    def _call(self, inquiry: Inquiry, at: datetime) -> None:
        outcome = self.dice.choice(["answered", "answered", "no_answer"])
        log_call(inquiry, CallAttempt.Outcome(outcome), by=self.by, at=at)

    def _write(self, inquiry: Inquiry, at: datetime) -> None:
        log_written(inquiry, by=self.by, at=at, next_step=_step(at))

    def _move(self, inquiry: Inquiry, at: datetime) -> None:
        new = self.dice.choice(sorted(MOVES[Stage(inquiry.stage)]))
        moves.move_inquiry(
            inquiry,
            new,
            by=self.by,
            at=at,
            next_step=_step(at) if new in OPEN_STAGES else None,
            reason=self.dice.choice(REASONS.get(new, ("",))),
            wake_up_on=date(2030, 1, 1) if new is Stage.DORMANT else None,
        )

    def _undo(self, inquiry: Inquiry, at: datetime) -> None:
        event = undo.undoable(inquiry)
        if event is None:
            raise undo.UndoRefused
        undo.undo(event, by=self.by, at=at)

    def _choose(self, inquiry: Inquiry, at: datetime) -> None:
        family.choose(inquiry, ChosenWish(Wish.SOON), key=uuid.uuid4(), at=at)

    def _pause(self, inquiry: Inquiry, at: datetime) -> None:
        family.pause(inquiry, date(2030, 1, 1), key=uuid.uuid4(), at=at)

    def _resume(self, inquiry: Inquiry, at: datetime) -> None:
        family.resume(inquiry, key=uuid.uuid4(), at=at)

    def _withdraw(self, inquiry: Inquiry, at: datetime) -> None:
        family.withdraw(inquiry, "life_changed", key=uuid.uuid4(), at=at)

    def _tell(self, inquiry: Inquiry, at: datetime) -> None:
        moves.tell_channel(inquiry, self.dice.choice(self.channels).pk, at=at)

    def _erase(self, inquiry: Inquiry, at: datetime) -> None:
        erase_person(inquiry, by=self.by, at=at, reason="Begärt av familjen")

    def _move_activity(self, _inquiry: Inquiry, at: datetime) -> None:
        activity, channel = self.dice.choice(self.activities), self.channels[0]
        change(activity, {"channel": channel}, by=self.by, at=at)

    def _roll_up(self, _inquiry: Inquiry, at: datetime) -> None:
        """As the dispatcher does, sooner or later: what follows is marked."""
        roll_up(self.town, at=at)


def _step(at: datetime) -> NextStep:
    return NextStep("other", at + timedelta(hours=1))


def around(dice: Random, month: Month) -> Clock:
    return Clock(dice, month, month.end + 10 * DAY)
