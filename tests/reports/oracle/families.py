"""What happens to one family, as the desk might have written it down."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Final

from followups.models import Promise, Wish
from inquiries.models import Event
from inquiries.workflow import MOVES, OPEN_STAGES, REASONS, Stage
from tests.reports.oracle.moments import Clock

LADDER: Final = (*OPEN_STAGES, Stage.APPROVED)
MINUTE: Final = timedelta(minutes=1)
WORDS: Final = (Event.Kind.CONTACTED, Event.Kind.ATTEMPTED, Event.Kind.WROTE)
MOST_ACTS: Final = 9


@dataclass
class Act:
    """An event, and when it was undone; None: it stands."""

    kind: str
    at: datetime
    old: str = ""
    new: str = ""
    reason: str = ""
    undone_at: datetime | None = None


@dataclass
class Vow:
    """A promise. `kept_by` is the act that settled it, where one did."""

    wish: str
    made_at: datetime
    due_at: datetime
    outcome: str = Promise.Outcome.OPEN
    settled_at: datetime | None = None
    kept_by: Act | None = None


@dataclass
class Family:
    """A story up to the moment of the report. Nothing in it contradicts anything."""

    received_at: datetime
    registered_at: datetime
    wish: str
    suspicion: str
    stage: Stage = Stage.RECEIVED
    reason: str = ""
    erased_at: datetime | None = None
    acts: list[Act] = field(default_factory=list)
    vows: list[Vow] = field(default_factory=list)

    @property
    def wake_up_on(self) -> date | None:
        return date(2030, 1, 1) if self.stage is Stage.DORMANT else None


def draw_family(clock: Clock) -> Family | None:
    """None where the moment of its receipt lies after the report."""
    dice, received_at = clock.dice, clock.receipt()
    if received_at >= clock.at:
        return None
    typed_in = dice.choice([received_at, received_at, clock.later(received_at)])
    family = Family(
        received_at,
        min(typed_in, clock.at),
        dice.choice([*Wish.values, Wish.SOON, Wish.WRITE]),
        dice.choice(["", "", "honeypot", "too_fast"]),
    )
    _live(clock, family)
    _promise(clock, family)
    return family


def _live(clock: Clock, family: Family) -> None:
    """One act after the other, each soon undone or standing for ever."""
    dice, moment = clock.dice, family.received_at
    for _ in range(dice.randint(0, MOST_ACTS)):
        moment = clock.later(moment)
        if moment >= clock.at:
            return
        act = _act(dice, family, moment)
        family.acts.append(act)
        if dice.random() < 0.2:
            act.undone_at = min(moment + dice.randint(0, 90) * MINUTE, clock.at)
            moment = act.undone_at
        elif act.kind == Event.Kind.MOVED:
            family.stage, family.reason = Stage(act.new), act.reason
    if dice.random() < 0.15:
        family.erased_at = min(clock.later(moment), clock.at)


def _act(dice: Random, family: Family, at: datetime) -> Act:
    if dice.random() < 0.35:
        return Act(dice.choice(WORDS), at)
    old = family.stage
    news = sorted(MOVES[old])
    onward = [
        new
        for new in news
        if new in LADDER and old in LADDER and LADDER.index(new) > LADDER.index(old)
    ]
    new = dice.choice(onward if onward and dice.random() < 0.6 else news)
    reason = dice.choice(REASONS[new]) if new in REASONS else ""
    return Act(Event.Kind.MOVED, at, old, new, reason)


def _promise(clock: Clock, family: Family) -> None:
    """One after the other; only the last may be open."""
    made_at, wish = family.received_at, family.wish
    for _ in range(clock.dice.randint(0, 3)):
        vow = Vow(wish, made_at, _due(clock, made_at))
        family.vows.append(vow)
        _settle(clock, family, vow)
        if vow.settled_at is None:
            return
        made_at = vow.settled_at
        wish = clock.dice.choice([wish, *Wish.values])


def _due(clock: Clock, made_at: datetime) -> datetime:
    return max(clock.later(made_at), made_at + MINUTE)


def _settle(clock: Clock, family: Family, vow: Vow) -> None:
    dice = clock.dice
    until = min(vow.due_at, clock.at)
    in_time = [
        act
        for act in family.acts
        if act.kind in WORDS
        and act.undone_at is None
        and vow.made_at <= act.at <= until
    ]
    if dice.random() < 0.15 and vow.made_at < until:
        vow.outcome = Promise.Outcome.SUPERSEDED
        vow.settled_at = vow.made_at + (until - vow.made_at) * dice.random()
    elif in_time:
        vow.outcome = Promise.Outcome.KEPT
        vow.kept_by = in_time[0]
        vow.settled_at = in_time[0].at
    elif vow.due_at < clock.at and dice.random() < 0.7:
        vow.outcome = Promise.Outcome.BROKEN
        vow.settled_at = vow.due_at.astimezone(UTC)
