"""Histories as somebody tells them, made at random and written down as bare rows."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from campaigns.models import Channel
from followups.models import Promise
from inquiries.workflow import MOVES, OPEN_STAGES, Stage
from tests.make import make_activity
from tests.reports.histories import (
    STOCKHOLM,
    happen,
    local,
    promise,
    receive,
    undo,
)

BORDERS = [
    *("2024-04-01 00:00", "2025-02-28 23:59", "2025-03-01 00:00", "2025-03-31 23:59"),
    *("2025-04-01 00:00", "2025-10-26 01:30", "2025-12-31 23:59", "2026-01-01 00:00"),
    *("2026-02-28 23:59", "2026-03-01 00:00", "2026-03-28 23:00", "2026-03-29 03:00"),
    *("2026-03-31 23:59", "2026-04-01 00:00"),
]
CHANNELS = ("Radio", "Tips")


@dataclass(frozen=True)
class Happening:
    kind: str
    after: timedelta
    is_undone: bool
    pair: tuple[str, str] = ("", "")
    reason: str = ""


@dataclass(frozen=True)
class Promised:
    wish: str
    due_after: timedelta
    outcome: str
    settled_after: timedelta


@dataclass(frozen=True)
class History:
    received: str
    stage: str
    wish: str
    tracked: str | None
    told: str | None
    happenings: tuple[Happening, ...]
    promises: tuple[Promised, ...]

    @property
    def received_at(self) -> datetime:
        return local(self.received).replace(fold=0)

    def at(self, after: timedelta) -> datetime:
        """Elapsed time after the receipt, not time by the wall's clock."""
        return (self.received_at.astimezone(UTC) + after).astimezone(STOCKHOLM)


spans = st.one_of(
    st.integers(0, 9 * 24 * 60), st.sampled_from([240, 241, 1440, 4320, 10080])
).map(lambda minutes: timedelta(minutes=minutes))
contacts = st.builds(
    Happening,
    kind=st.sampled_from(["contacted", "attempted", "wrote"]),
    after=spans,
    is_undone=st.booleans(),
)
moves = st.builds(
    Happening,
    kind=st.just("moved"),
    after=st.integers(0, 400).map(lambda days: timedelta(days=days)),
    is_undone=st.booleans(),
    pair=st.sampled_from([(old, new) for old, news in MOVES.items() for new in news]),
    reason=st.sampled_from(["", "life_changed", "requirements", "other_municipality"]),
)
promised = st.builds(
    Promised,
    wish=st.sampled_from(["soon", "write"]),
    due_after=st.integers(0, 40 * 24).map(lambda hours: timedelta(hours=hours)),
    outcome=st.sampled_from(["kept", "kept", "broken", "superseded"]),
    settled_after=spans,
)
histories = st.lists(
    st.builds(
        History,
        received=st.sampled_from(BORDERS),
        stage=st.sampled_from([*Stage.values, *OPEN_STAGES]),
        wish=st.sampled_from(["soon", "evening", "write"]),
        tracked=st.sampled_from([None, *CHANNELS]),
        told=st.sampled_from([None, *CHANNELS]),
        happenings=st.lists(st.one_of(contacts, moves), max_size=5).map(tuple),
        promises=st.lists(promised, max_size=2).map(tuple),
    ),
    max_size=7,
)


def write_down(municipality, told: list[History]) -> None:
    activities = {
        name: make_activity(
            municipality,
            channel=Channel.objects.create(municipality=municipality, name=name),
        )
        for name in CHANNELS
    }
    for history in told:
        inquiry = receive(
            municipality,
            history.received,
            stage=history.stage,
            wish=history.wish,
            activity=activities.get(history.tracked or ""),
            told_channel=activities[history.told].channel if history.told else None,
        )
        for each in history.happenings:
            event = happen(
                inquiry,
                each.kind,
                history.at(each.after),
                from_stage=each.pair[0],
                to_stage=each.pair[1],
                reason=each.reason,
            )
            if each.is_undone:
                undo(event)
        for vow in history.promises:
            made = promise(
                inquiry, history.at(vow.due_after), vow.outcome, wish=vow.wish
            )
            settled_at = history.at(min(vow.settled_after, vow.due_after))
            Promise.objects.filter(pk=made.pk).update(settled_at=settled_at)
