"""The report's figures counted anew, in plain Python.

It knows nothing of the program's SQL: it sorts moments into months by their local date,
walks working time minute by minute, and loops over everything.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from inquiries.workflow import OPEN_STAGES
from reports.figures.forecast import StageOutlook
from reports.figures.funnel import Funnel
from tests.reports.histories import MARCH, STOCKHOLM
from tests.reports.told import Happening, History

MINUTE = timedelta(minutes=1)
HOURS = ((8 * 60, 12 * 60), (13 * 60, 16 * 60 + 30))  # as make_municipality opens
NOT_COUNTED = ("duplicate", "spam")


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


def received(told: list[History]) -> Counter:
    return Counter(month_of(each.received_at) for each in counted(told))


def promises(told: list[History]) -> tuple[Counter, Counter, int]:
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


def moves(told: list[History], month: tuple[int, int]) -> Counter:
    return Counter(
        each.pair
        for history in told
        for each in history.happenings
        if each.kind == "moved"
        and not each.is_undone
        and month_of(history.at(each.after)) == month
    )


def waits_in(told: list[History], month: tuple[int, int]) -> tuple[list, list]:
    elapsed, working = [], []
    for history in counted(told):
        spoke_at = first_talk(history)
        if spoke_at is None or month_of(history.received_at) != month:
            continue
        elapsed.append(spoke_at.timestamp() - history.received_at.timestamp())
        working.append(60 * working_minutes(history.received_at, spoke_at))
    return elapsed, working


def check_waits(waits, told: list[History], month: tuple[int, int]) -> None:
    elapsed, working = waits_in(told, month)
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


def how_far(history: History) -> int:
    """0 nothing yet, 1 spoken with, 2 met, 3 assessed, 4 approved."""
    if came_to(history, "approved"):
        return 4
    if came_to(history, "assessment", "decision"):
        return 3
    if came_to(history, "meeting"):
        return 2
    return int(any(is_contact(each, history.wish) for each in history.happenings))


def check_funnels(report, told: list[History]) -> None:
    assert len(report.funnels) == len(report.counts)
    for counts, funnel in zip(report.counts, report.funnels, strict=True):
        month = (counts.month.year, counts.month.number)
        cohort = [h for h in counted(told) if month_of(h.received_at) == month]
        far = [how_far(history) for history in cohort]
        steps = [sum(each >= step for each in far) for step in (1, 2, 3, 4)]
        still_open = sum(h.stage in OPEN_STAGES for h in cohort)
        assert funnel == Funnel(*(len(cohort), *steps, still_open))


def check_dropouts(report, told: list[History]) -> None:
    year = [(2025, number) for number in range(4, 13)] + [(2026, n) for n in (1, 2, 3)]
    expected = Counter(
        (each.pair[0], each.reason, each.pair[1] != "withdrawn")
        for history in told
        for each in history.happenings
        if each.kind == "moved" and not each.is_undone
        if each.pair[1] in ("withdrawn", "declined", "handed_over")
        if month_of(history.at(each.after)) in year
    )
    assert expected == Counter(
        {
            (each.stage, each.reason, each.is_ours): each.number
            for each in report.dropouts
        }
    )


def check_outlook(report, told: list[History]) -> None:
    first, last = (2024, 4), (2026, 3)
    settled = ("approved", "withdrawn", "declined", "handed_over")
    for stage, outlook in zip(OPEN_STAGES, report.outlook, strict=True):
        came = [
            h
            for h in told
            if (stage == "received" and first <= month_of(h.received_at) <= last)
            or any(
                each.kind == "moved"
                and not each.is_undone
                and each.pair[1] == stage
                and first <= month_of(h.at(each.after)) <= last
                for each in h.happenings
            )
        ]
        over = [h for h in came if h.stage in settled]
        assert outlook == StageOutlook(
            stage,
            sum(h.stage == stage for h in told),
            len(over),
            sum(came_to(h, "approved") for h in over),
        )


def came_to(history: History, *stages: str) -> bool:
    return any(
        each.kind == "moved" and not each.is_undone and each.pair[1] in stages
        for each in history.happenings
    )
