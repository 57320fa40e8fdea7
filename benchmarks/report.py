"""The report's pages on roll-ups: against bare SQL, and ten times as many inquiries."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from django.utils import timezone

from benchmarks import databases, ground
from benchmarks.desk import FEWEST_WARM, Desk, Reading, address_of
from benchmarks.measure import (
    AT_MOST,
    Row,
    Sample,
    each_in_turn,
    median_of,
    median_ratio,
    milliseconds,
)
from benchmarks.month_statements import (
    ON_EVENTS,
    TWELVE_MONTHS_ON_EVENTS,
    answers,
    check_figures,
    parameters,
)
from benchmarks.plan import Plan
from benchmarks.roll_up_statements import FETCHED, MONTH, TWELVE_MONTHS, check_same
from inquiries.demonstration.towns import EKEBACKA
from organisation.models import Municipality
from organisation.months import Month
from reports import drawn
from reports.report import month_report
from reports.rollups import counts_of
from reports.services.rolling_up import differing_months, roll_up

TIMES, QUICK_TIMES = 20, 1  # in a round
FEW_TIMES, FEW_ROUNDS = 1, 3  # of what takes seconds
PAGES: Final = {
    "month page": ("reports:month", MONTH, ON_EVENTS),
    "twelve months": ("reports:months", TWELVE_MONTHS, TWELVE_MONTHS_ON_EVENTS),
}
FILES: Final = {"PDF": "report-pdf", "workbook": "report-workbook"}


class Place:
    """The manager's desk in front of one database, its months counted."""

    def __init__(self, plan: Plan, database: str, last: Month) -> None:
        self.plan, self.database, self.last = plan, database, last
        self.desk = Desk(database, "karin")
        self.municipality = Municipality.objects.get(name=EKEBACKA.name)
        roll_up(self.municipality, at=timezone.now())
        self.wanted = parameters(self.municipality, last)

    def check(self) -> None:
        """Roll-ups, events and plain SQL say the same."""
        at = timezone.now()
        check_figures(month_report(self.municipality, self.last, at=at), self.wanted)
        check_same(self.wanted)
        if differing := differing_months(self.municipality, at=at):
            raise AssertionError(f"other than a recount: {differing}")

    def page(self, name: str) -> Reading:
        address = address_of(name, self.last.year, self.last.number)
        reading = self.desk.opens(address)
        reading.begin()
        for _ in range(FEWEST_WARM):
            reading.read()
        return reading

    def page_anew(self, name: str) -> Reading:
        """As a process opens it that remembers no month."""
        page = self.page(name)

        def read() -> bytes:
            drawn.forget()
            counts_of.cache_clear()
            return page.read()

        return Reading(page.begin, read)

    def bare(self, statements: tuple[str, ...]) -> Callable[[], Any]:
        return lambda: answers(statements, self.wanted)


def report(plan: Plan) -> Iterator[Row]:
    """Pages with many inquiries, and with ten times as many; and their files."""
    last = Month.of(timezone.now()).plus(-1)
    many = Place(plan, plan.large, last)
    many.check()
    with databases.huge(plan.databases) as name:
        more = Place(plan, name, last)
        rows = plan.databases.rows
        for title, (page, rolled, events) in PAGES.items():
            for place, number in ((many, rows), (more, databases.HUGE * rows)):
                told = f"{title}, {number:,} inquiries"
                again, anew = place.page(page), place.page_anew(page)
                yield _against(place, told, again, rolled, "on roll-ups", 5)
                yield _against(place, told, again, FETCHED, "that only fetch the rows")
                yield _against(place, told, again, events, "on events", is_slow=True)
                told = f"{title} for the first time, {number:,} inquiries"
                yield _against(place, told, anew, rolled, "on roll-ups")
            yield _ten_times(plan, title, many.page(page), more.page(page))
        for place, number in ((many, rows), (more, databases.HUGE * rows)):
            yield _figures(place, f"the month's figures alone, {number:,} inquiries")
        for form, kind in FILES.items():
            yield _memory(form, kind, (plan.large, name))


def _against(
    place: Place,
    title: str,
    page: Reading,
    statements: tuple[str, ...],
    what: str,
    most: float | None = None,
    *,
    is_slow: bool = False,
) -> Row:
    usual = FEW_TIMES if is_slow else TIMES
    most_rounds = FEW_ROUNDS if is_slow else place.plan.rounds
    pairs = each_in_turn(
        page.read,
        place.bare(statements),
        rounds=min(most_rounds, place.plan.rounds),
        times=place.plan.times(usual, QUICK_TIMES),
        before=(page.begin, page.begin),
    )
    return _row(title, pairs, f"{len(statements)} bare statements {what}", most)


def _figures(place: Place, title: str) -> Row:
    """What a page does before it is one: no login, no words, no HTML."""

    def figures() -> None:
        month_report(place.municipality, place.last, at=timezone.now())

    pairs = each_in_turn(
        figures,
        place.bare(MONTH),
        rounds=place.plan.rounds,
        times=place.plan.times(TIMES, QUICK_TIMES),
        before=(place.desk.begin, place.desk.begin),
    )
    return _row(title, pairs, f"{len(MONTH)} bare statements on roll-ups", None)


def _ten_times(plan: Plan, title: str, many: Reading, more: Reading) -> Row:
    rows = plan.databases.rows
    pairs = each_in_turn(
        more.read,
        many.read,
        rounds=plan.rounds,
        times=plan.times(TIMES, QUICK_TIMES),
        before=(more.begin, many.begin),
    )
    title = f"{title}, {databases.HUGE * rows:,} inquiries"
    return _row(title, pairs, f"{rows:,} inquiries", 1.5)


def _row(
    title: str, pairs: Sequence[tuple[Sample, Sample]], beside: str, most: float | None
) -> Row:
    """Medians of both sides, and of their ratio."""
    ours, theirs = (
        milliseconds(median_of(pairs, side, lambda each: each.median))
        for side in range(2)
    )
    return Row(
        title,
        ours,
        f"{theirs}  {beside}",
        median_ratio(pairs, lambda side: side.median),
        (AT_MOST, most) if most else None,
    )


def _memory(form: str, kind: str, names: tuple[str, str]) -> Row:
    """The largest size of a process that makes the file, and nothing else."""
    many, more = (_largest(kind, name) for name in names)
    return Row(
        f"{form} of ten times as many, memory",
        f"{more} MB",
        f"{many} MB",
        more / many,
        (AT_MOST, 1.1),
    )


def _largest(kind: str, database: str) -> int:
    """Megabytes."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.one_file", kind],
        env=os.environ | {"DATABASE_URL": ground.database_url(database)},
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)
