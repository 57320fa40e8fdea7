"""Random histories: every figure of the report equals a recount in plain Python.

The recount knows nothing of the program's SQL: it sorts moments into months by their
local date, walks working time minute by minute, and loops over everything.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.models import Channel
from followups.models import Promise
from inquiries.workflow import MOVES, OPEN_STAGES, Stage
from reports.report import month_report
from tests.make import make_activity, make_municipality
from tests.reports.histories import (
    MARCH,
    STOCKHOLM,
    happen,
    local,
    promise,
    receive,
    undo,
)

pytestmark = pytest.mark.django_db

AT = local("2026-04-10 12:00")
BORDERS = [
    *("2024-04-01 00:00", "2025-02-28 23:59", "2025-03-01 00:00", "2025-03-31 23:59"),
    *("2025-04-01 00:00", "2025-10-26 01:30", "2025-12-31 23:59", "2026-01-01 00:00"),
    *("2026-02-28 23:59", "2026-03-01 00:00", "2026-03-28 23:00", "2026-03-29 03:00"),
    *("2026-03-31 23:59", "2026-04-01 00:00"),
]
MINUTE = timedelta(minutes=1)
HOURS = ((8 * 60, 12 * 60), (13 * 60, 16 * 60 + 30))  # as make_municipality opens
NOT_COUNTED = ("duplicate", "spam")
CHANNELS = ("Radio", "Tips")


@dataclass(frozen=True)
class Happening:
    kind: str
    after: timedelta
    is_undone: bool
    pair: tuple[str, str] = ("", "")


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
            )
            if each.is_undone:
                undo(event)
        for vow in history.promises:
            made = promise(
                inquiry, history.at(vow.due_after), vow.outcome, wish=vow.wish
            )
            settled_at = history.at(min(vow.settled_after, vow.due_after))
            Promise.objects.filter(pk=made.pk).update(settled_at=settled_at)


# --- The recount


def month_of(moment: datetime) -> tuple[int, int]:
    there = moment.astimezone(STOCKHOLM)
    return there.year, there.month


def is_contact(event: Happening, wish: str) -> bool:
    if event.is_undone:
        return False
    return event.kind == "contacted" or (event.kind == "wrote" and wish == "write")


def first_talk(history: History) -> datetime | None:
    moments = [
        history.at(each.after)
        for each in history.happenings
        if each.kind == "contacted" and not each.is_undone
    ]
    return min(moments, key=datetime.timestamp, default=None)


def has_only_its_letter(history: History) -> bool:
    """The family asked us to write, we did, and no two people have spoken."""
    return first_talk(history) is None and any(
        is_contact(each, history.wish) for each in history.happenings
    )


def working_minutes(start: datetime, end: datetime) -> int:
    total, moment = 0, start.astimezone(UTC)
    while moment < end.astimezone(UTC):
        there = moment.astimezone(STOCKHOLM)
        minute = there.hour * 60 + there.minute
        is_open = any(opens <= minute < closes for opens, closes in HOURS)
        total += there.weekday() < 5 and is_open
        moment += MINUTE
    return total


def percentile(numbers: list[float], share: float) -> float:
    ordered = sorted(numbers)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def counted(told: list[History]) -> list[History]:
    return [each for each in told if each.stage not in NOT_COUNTED]


def recount_received(told: list[History]) -> Counter:
    return Counter(month_of(each.received_at) for each in counted(told))


def recount_promises(told: list[History]) -> tuple[Counter, Counter, int]:
    due: Counter[tuple[int, int]] = Counter()
    kept: Counter[tuple[int, int]] = Counter()
    reached = 0
    for history in told:
        for each in history.promises:
            if history.stage == "spam" or each.outcome == "superseded":
                continue
            month = month_of(history.at(each.due_after))
            due[month] += 1
            kept[month] += each.outcome == "kept"
            settled_after = min(each.settled_after, each.due_after)
            in_time = any(
                settled_after <= event.after <= each.due_after
                for event in history.happenings
                if is_contact(event, each.wish)
            )
            is_own = month == (MARCH.year, MARCH.number)
            reached += in_time and is_own and each.outcome == "kept"
    return due, kept, reached


def recount_moves(told: list[History], month: tuple[int, int]) -> Counter:
    return Counter(
        each.pair
        for history in told
        for each in history.happenings
        if each.kind == "moved"
        and not each.is_undone
        and month_of(history.at(each.after)) == month
    )


def recount_waits(told: list[History], month: tuple[int, int]) -> tuple[list, list]:
    elapsed, working = [], []
    for history in counted(told):
        spoke_at = first_talk(history)
        if spoke_at is None or month_of(history.received_at) != month:
            continue
        elapsed.append(spoke_at.timestamp() - history.received_at.timestamp())
        working.append(60 * working_minutes(history.received_at, spoke_at))
    return elapsed, working


def check_waits(waits, told: list[History], month: tuple[int, int]) -> None:
    elapsed, working = recount_waits(told, month)
    received = [h for h in counted(told) if month_of(h.received_at) == month]
    unspoken = [h for h in received if first_talk(h) is None]
    waiting = [h for h in unspoken if not has_only_its_letter(h)]
    assert waits.contacted == len(elapsed)
    assert waits.wrote == len(unspoken) - len(waiting)
    assert waits.open_without_contact == sum(h.stage in OPEN_STAGES for h in waiting)
    assert waits.closed_without_contact == sum(
        h.stage not in OPEN_STAGES for h in waiting
    )
    hours = [seconds / 3600 for seconds in elapsed]
    borders = [(-1, 4), (4, 24), (24, 72), (72, 168), (168, 10**9)]
    expected = tuple(sum(low < h <= high for h in hours) for low, high in borders)
    assert waits.bands == (expected if elapsed else ())
    for spread, numbers in ((waits.elapsed, elapsed), (waits.working, working)):
        if not numbers:
            assert spread is None
            continue
        assert spread.median.total_seconds() == pytest.approx(percentile(numbers, 0.5))
        assert spread.ninetieth.total_seconds() == pytest.approx(
            percentile(numbers, 0.9)
        )


def check_channels(table, told: list[History]) -> None:
    own = (MARCH.year, MARCH.number)
    year = [(2025, number) for number in range(4, 13)] + [(2026, n) for n in (1, 2, 3)]
    in_month = [h for h in counted(told) if month_of(h.received_at) == own]
    in_year = [h for h in counted(told) if month_of(h.received_at) in year]
    met = [h for h in in_year if came_to(h, "meeting", *LATER_THAN_MEETING)]
    homes = [h for h in in_year if came_to(h, "approved")]
    for row in table.rows:
        name = row.name or None
        assert row.counts.tracked == sum(h.tracked == name for h in in_month)
        assert row.counts.told == sum(h.told == name for h in in_month)
        assert row.counts.year == sum(h.tracked == name for h in in_year)
        assert row.counts.told_year == sum(h.told == name for h in in_year)
        assert row.counts.met == sum(h.tracked == name for h in met)
        assert row.counts.approved == sum(h.tracked == name for h in homes)
    assert table.rows[-1].name == ""
    assert table.total.tracked == table.total.told == len(in_month)


LATER_THAN_MEETING = ("assessment", "decision", "approved")


def came_to(history: History, *stages: str) -> bool:
    return any(
        each.kind == "moved" and not each.is_undone and each.pair[1] in stages
        for each in history.happenings
    )


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(told=histories)
def test_every_figure_equals_a_recount(told):
    with transaction.atomic():
        municipality = make_municipality()
        write_down(municipality, told)
        report = month_report(municipality, MARCH, at=AT)
        transaction.set_rollback(True)
    own = (MARCH.year, MARCH.number)
    months = {(each.month.year, each.month.number): each for each in report.counts}

    received = recount_received(told)
    due, kept, reached = recount_promises(told)
    for month, counts in months.items():
        assert counts.received == received[month]
        assert (counts.promises.due, counts.promises.kept) == (due[month], kept[month])
        approved = recount_moves(told, month)
        assert counts.approved == sum(
            number for (_, new), number in approved.items() if new == "approved"
        )
    assert report.reached == reached
    assert dict(report.cohort) == Counter(
        h.stage for h in told if month_of(h.received_at) == own
    )
    assert report.moves.total == sum(recount_moves(told, own).values())
    check_waits(report.waits, told, own)
    check_waits(report.waits_year_earlier, told, (MARCH.year - 1, MARCH.number))
    check_channels(report.channels, told)
