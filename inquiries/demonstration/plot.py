"""What happens next to an inquiry, drawn from how it stands.

A plot knows nothing of the past but the account, so that it can also carry on a
history that was written long ago. Shares are guesses that read as two years of a
Swedish municipality: of a hundred inquiries eight or nine become approved homes.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Final

from django.utils.timezone import localtime

from followups.ladder import GIVES_UP_AFTER, first_call_of
from followups.models import FollowUpTask
from followups.promise import SETTLING_MARGIN
from followups.steps import NextStep
from inquiries.demonstration.desk import Account, Desk
from inquiries.demonstration.draws import weighted
from inquiries.demonstration.phrases import NOTES
from inquiries.demonstration.timing import A_MOMENT, Timing
from inquiries.models import CallAttempt
from inquiries.workflow import OurReason, Stage, TheirReason
from organisation.calendar import STOCKHOLM
from organisation.models import Municipality, StaffMember

Kind = FollowUpTask.Kind
Outcome = CallAttempt.Outcome
Do = Callable[[Desk, Account, datetime], None]

# All of these are chances in a hundred, or weights.
FIRST_OUTCOMES: Final[Mapping[str, int]] = {
    Outcome.ANSWERED: 60,
    Outcome.NO_ANSWER: 31,
    Outcome.CALL_BACK: 6,
    Outcome.WRONG_NUMBER: 3,
}
LATER_OUTCOMES: Final[Mapping[str, int]] = {
    Outcome.ANSWERED: 38,
    Outcome.NO_ANSWER: 57,
    Outcome.CALL_BACK: 4,
    Outcome.WRONG_NUMBER: 1,
}
ENDINGS: Final[Mapping[tuple[Stage, str], int]] = {
    (Stage.WITHDRAWN, TheirReason.NOT_WHAT_WE_THOUGHT): 20,
    (Stage.WITHDRAWN, TheirReason.LIFE_CHANGED): 18,
    (Stage.WITHDRAWN, TheirReason.NOT_NOW): 8,
    (Stage.WITHDRAWN, TheirReason.OTHER_PROVIDER): 6,
    (Stage.WITHDRAWN, TheirReason.NO_REASON): 6,
    (Stage.DORMANT, ""): 16,
    (Stage.DECLINED, OurReason.REQUIREMENTS): 9,
    (Stage.DECLINED, OurReason.NO_NEED): 5,
    (Stage.HANDED_OVER, OurReason.OTHER_MUNICIPALITY): 8,
    (Stage.HANDED_OVER, OurReason.OTHER_AUTHORITY): 4,
}
NEVER_REACHED: Final = 60  # once the ladder has been climbed to its end
ANSWERS_A_LETTER: Final = 45
WANTS_TO_THE_MEETING: Final = 14
NOTED: Final = 40
ENDS_BEFORE_VISIT: Final = 28
GOES_ON_AFTER_VISIT: Final = 72
ASSESSED_AFTER_MEETING: Final = 38
AFTER_VISIT: Final = {
    Kind.HOME_VISIT: 45,
    Kind.INFORMATION_MEETING: 35,
    Kind.OTHER: 20,
}
AT_REVIEW: Final = {"decide": 27, "leave": 15, "go on": 58}
APPROVED_BY_DECISION: Final = 80


@dataclass(frozen=True)
class Turn:
    """What will happen, and when."""

    at: datetime
    do: Do


class Plot:
    """Draws the acts of one municipality's inquiries.

    Args:
        callers: the recruiters, by the number of their row.
    """

    def __init__(
        self,
        municipality: Municipality,
        timing: Timing,
        rng: random.Random,
        callers: Mapping[int, StaffMember],
    ) -> None:
        self.municipality = municipality
        self.timing = timing
        self.rng = rng
        self.callers = callers

    def live(self, desk: Desk, account: Account, until: datetime) -> None:
        """Let everything happen to an inquiry that happens before that moment."""
        while (turn := self.next_turn(account)) is not None:
            at = max(turn.at, account.latest_at + A_MOMENT)
            turn = replace(turn, at=at.astimezone(UTC).replace(microsecond=0))
            self._break_late_promise(desk, account, min(turn.at, until))
            if turn.at >= until:
                return
            turn.do(desk, account, turn.at)

    def next_turn(self, account: Account) -> Turn | None:
        """Draw what happens next; None where the story has ended."""
        inquiry = account.inquiry
        if inquiry.erased_at is not None:
            return None
        if inquiry.stage == Stage.DORMANT:
            return self._wake(account)
        if account.task is None:
            return None
        if inquiry.suspicion:
            return self._closed(account, Stage.SPAM, OurReason.NOT_AN_INQUIRY)
        if account.is_repeat:
            return self._closed(account, Stage.DUPLICATE, OurReason.SAME_HOUSEHOLD)
        return self._by_stage(account, account.task)

    def _by_stage(self, account: Account, task: FollowUpTask) -> Turn:
        later: dict[str, Callable[[Account], Turn]] = {
            Stage.MEETING: self._weigh,
            Stage.ASSESSMENT: self._review,
            Stage.DECISION: self._decide,
        }
        sooner: dict[str, Callable[[Account], Turn]] = {
            Kind.CALL: self._call,
            Kind.WRITE: self._await_answer if account.promise is None else self._write,
            Kind.OTHER: self._await_answer,
        }
        draw = later.get(account.inquiry.stage) or sooner.get(task.kind, self._visit)
        return draw(account)

    def _break_late_promise(
        self, desk: Desk, account: Account, limit: datetime
    ) -> None:
        """The next promise, which came with the apology, may be broken as well."""
        while account.promise is not None:
            at = account.promise.due_at + SETTLING_MARGIN
            at = max(at, account.latest_at) + timedelta(seconds=self.rng.randint(1, 5))
            if at >= limit:
                return
            desk.break_promise(account, at=at)

    # --- before anybody has spoken

    def _call(self, account: Account) -> Turn:
        at = self.timing.of_call(account)
        if account.inquiry.attempts >= GIVES_UP_AFTER and self._chance(NEVER_REACHED):
            return Turn(at, self._end(Stage.WITHDRAWN, TheirReason.NO_CONTACT))
        outcomes = LATER_OUTCOMES if account.inquiry.attempts else FIRST_OUTCOMES
        return Turn(at, self._talk(weighted(self.rng, outcomes)))

    def _talk(self, outcome: str) -> Do:
        note = self.rng.choice(NOTES[outcome]) if self._chance(NOTED) else ""
        meets = outcome == Outcome.ANSWERED and self._chance(WANTS_TO_THE_MEETING)

        def do(desk: Desk, account: Account, at: datetime) -> None:
            kind, by = Kind.INFORMATION_MEETING, self._by(account)
            step = self._step(account, kind, at, 9, 20, time(18)) if meets else None
            desk.log_call(account, outcome, by=by, at=at, next_step=step, note=note)

        return do

    def _write(self, account: Account) -> Turn:
        def do(desk: Desk, account: Account, at: datetime) -> None:
            step = self._step(account, Kind.WRITE, at, 6, 9, time(11))
            desk.log_written(account, step, by=self._by(account), at=at)

        return Turn(self.timing.of_call(account), do)

    def _await_answer(self, account: Account) -> Turn:
        """They answer our letter by calling, or do not."""
        at = self.timing.of_step(account)
        if self._chance(ANSWERS_A_LETTER):
            return Turn(at, self._talk(Outcome.ANSWERED))
        if self._chance(50):
            return Turn(at, self._rest())
        return Turn(at, self._end(Stage.WITHDRAWN, TheirReason.NO_CONTACT))

    def _closed(self, account: Account, stage: Stage, reason: str) -> Turn:
        return Turn(self.timing.soon_after(account), self._end(stage, reason))

    # --- from the first talk to the decision

    def _visit(self, account: Account) -> Turn:
        """A home visit or an information meeting; some end before it."""
        if self._chance(ENDS_BEFORE_VISIT):
            return Turn(self.timing.soon_after(account), self._leave())
        at = self.timing.after_visit(account)
        if not self._chance(GOES_ON_AFTER_VISIT):
            return Turn(at, self._leave())
        kind = weighted(self.rng, AFTER_VISIT)
        return Turn(at, self._go_on(Stage.MEETING, kind, 8, 25))

    def _weigh(self, account: Account) -> Turn:
        at = self.timing.of_step(account)
        if not self._chance(ASSESSED_AFTER_MEETING):
            return Turn(at, self._leave())
        return Turn(at, self._go_on(Stage.ASSESSMENT, Kind.ASSESSMENT, 25, 38))

    def _review(self, account: Account) -> Turn:
        at = self.timing.of_step(account)
        drawn = weighted(self.rng, AT_REVIEW)
        if drawn == "decide":
            return Turn(at, self._go_on(Stage.DECISION, Kind.DECISION, 12, 28))
        return Turn(at, self._leave() if drawn == "leave" else self._replan)

    def _replan(self, desk: Desk, account: Account, at: datetime) -> None:
        step = self._step(account, Kind.ASSESSMENT, at, 25, 38, time(10))
        desk.replan(account, step, by=self._by(account), at=at)

    def _decide(self, account: Account) -> Turn:
        at = self.timing.of_step(account)
        if self._chance(APPROVED_BY_DECISION):
            return Turn(at, self._end(Stage.APPROVED, ""))
        if self._chance(50):
            return Turn(at, self._end(Stage.DECLINED, OurReason.REQUIREMENTS))
        return Turn(at, self._end(Stage.WITHDRAWN, TheirReason.LIFE_CHANGED))

    def _go_on(self, stage: Stage, kind: str, fewest: int, most: int) -> Do:
        """To the next stage, with a step in so many days."""

        def do(desk: Desk, account: Account, at: datetime) -> None:
            step = self._step(account, kind, at, fewest, most, time(10))
            desk.move(account, stage, by=self._by(account), at=at, next_step=step)

        return do

    # --- the ways out, and back

    def _leave(self) -> Do:
        stage, reason = weighted(self.rng, ENDINGS)
        return self._rest() if stage is Stage.DORMANT else self._end(stage, reason)

    def _end(self, stage: Stage, reason: str) -> Do:
        def do(desk: Desk, account: Account, at: datetime) -> None:
            by = self._by(account)
            desk.move(account, stage, by=by, at=at, reason=str(reason))

        return do

    def _rest(self) -> Do:
        def do(desk: Desk, account: Account, at: datetime) -> None:
            day = self.timing.days_later(at, 45, 220, time(12)).date()
            by = self._by(account)
            desk.move(account, Stage.DORMANT, by=by, at=at, wake_up_on=day)

        return do

    def _wake(self, account: Account) -> Turn:
        """As the dispatcher does, a moment after midnight."""
        inquiry = account.inquiry
        never_reached = inquiry.first_contact_at is None
        stage = Stage.RECEIVED if never_reached else Stage.CONTACTED

        def do(desk: Desk, account: Account, at: datetime) -> None:
            today, owner_id = localtime(at).date(), account.inquiry.owner_id
            step = first_call_of(self.municipality, today, at, owner_id)
            desk.move(account, stage, by=None, at=at, next_step=step)

        day = inquiry.wake_up_on or localtime(account.latest_at).date()
        midnight = datetime.combine(day, time(0), STOCKHOLM)
        return Turn(midnight + timedelta(seconds=self.rng.randint(1, 5)), do)

    # --- small draws

    def _step(
        self,
        account: Account,
        kind: str,
        at: datetime,
        fewest: int,
        most: int,
        clock: time,
    ) -> NextStep:
        due_at = self.timing.days_later(at, fewest, most, clock)
        return NextStep(kind, due_at, account.inquiry.owner_id)

    def _by(self, account: Account) -> StaffMember:
        """The owner mostly, else a colleague."""
        owner = self.callers.get(account.inquiry.owner_id or 0)
        if owner is None or self._chance(15):
            return self.rng.choice(list(self.callers.values()))
        return owner

    def _chance(self, percent: float) -> bool:
        return self.rng.uniform(0, 100) < percent
