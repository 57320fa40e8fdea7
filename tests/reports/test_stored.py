"""A report as JSON and back."""

import json
from dataclasses import MISSING, fields
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from inquiries.workflow import Stage
from organisation.months import Month, months_between
from reports.definitions import VERSION
from reports.figures.ahead import WeekAhead
from reports.figures.annotations import Note
from reports.figures.bank import Bank
from reports.figures.channels import ChannelCounts, ChannelRow, ChannelTable
from reports.figures.dropouts import DropOut
from reports.figures.forecast import StageOutlook
from reports.figures.funnel import Funnel
from reports.figures.lying_low import LowSpan
from reports.figures.moves import Moves
from reports.figures.own_care import OwnCare
from reports.figures.promises import PromiseCounts
from reports.figures.waits import Spread, Waits
from reports.report import MONTHS_BACK, MonthCounts, MonthReport
from reports.stored import UnknownDefinitions, as_json, report_from
from tests.reports.figures import make_report

# Those that every frozen month has. Whatever came later has a default.
OF_THE_FIRST_VERSION = {
    *("month", "at", "began_at", "goal_percent", "counts", "cohort", "moves"),
    *("reached", "waits", "waits_year_earlier", "channels"),
}
NUMBERS = some.integers(0, 100_000)
WORDS = some.text(
    some.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30
)
DAYS = some.dates(date(2000, 1, 1), date(2090, 1, 1))
MOMENTS = some.datetimes(
    datetime(2000, 1, 1),  # noqa: DTZ001 -- the zone is added
    datetime(2090, 1, 1),  # noqa: DTZ001 -- the same
    timezones=some.just(UTC),
)
SPANS = some.timedeltas(timedelta(0), timedelta(days=400))
STAGES = some.dictionaries(some.sampled_from(list(Stage)), NUMBERS)
SPREADS = some.none() | some.builds(Spread, SPANS, SPANS)
BANDS = some.just(()) | some.tuples(*[NUMBERS] * 5)
WAITS = some.builds(Waits, *[NUMBERS] * 4, SPREADS, SPREADS, BANDS)
COUNTS = some.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
CHANNEL_COUNTS = some.builds(
    ChannelCounts, *[NUMBERS] * 6, some.none() | NUMBERS, some.booleans()
)
CHANNELS = some.builds(
    ChannelTable,
    some.lists(some.builds(ChannelRow, WORDS, WORDS, CHANNEL_COUNTS), max_size=4).map(
        tuple
    ),
)

FUNNELS = some.builds(Funnel, *[NUMBERS] * 6)
STAGE = some.sampled_from(list(Stage))
DROPOUTS = some.builds(DropOut, STAGE, WORDS, some.booleans(), NUMBERS)
WEEKS = some.builds(WeekAhead, DAYS, *[NUMBERS] * 3, *[some.none() | NUMBERS] * 2)
BANKS = some.builds(Bank, NUMBERS, *[some.none() | NUMBERS] * 2)
ORE = some.decimals("0.01", 50_000, places=2)
OWN_CARE = some.builds(
    OwnCare,
    *[ORE] * 2,
    *[WORDS] * 2,
    some.builds(Month, some.integers(2002, 2080), some.integers(1, 12)),
)
OUTLOOKS = some.builds(StageOutlook, STAGE, *[NUMBERS] * 3)


@some.composite
def reports(draw):
    month = draw(some.builds(Month, some.integers(2002, 2080), some.integers(1, 12)))
    months = months_between(month.plus(-MONTHS_BACK), month)
    counts = []
    for each in months:
        received, due, kept, approved = draw(COUNTS)
        counts.append(
            MonthCounts(each, received, PromiseCounts(due, min(kept, due)), approved)
        )
    return MonthReport(
        month=month,
        at=draw(MOMENTS),
        began_at=draw(some.none() | MOMENTS),
        goal_percent=draw(some.integers(0, 100)),
        counts=tuple(counts),
        cohort=draw(STAGES),
        moves=Moves(draw(STAGES), draw(NUMBERS), draw(NUMBERS)),
        reached=draw(NUMBERS),
        waits=draw(WAITS),
        waits_year_earlier=draw(WAITS),
        channels=draw(CHANNELS),
        lie_lows=tuple(
            draw(some.lists(some.builds(LowSpan, DAYS, DAYS | some.none(), NUMBERS)))
        ),
        notes=tuple(draw(some.lists(some.builds(Note, DAYS, WORDS)))),
        funnels=tuple(draw(some.lists(FUNNELS, max_size=2))),
        dropouts=tuple(draw(some.lists(DROPOUTS, max_size=2))),
        weeks=tuple(draw(some.lists(WEEKS, max_size=2))),
        outlook=tuple(draw(some.lists(OUTLOOKS, max_size=2))),
        bank=draw(some.none() | BANKS),
        own_care=draw(some.none() | OWN_CARE),
    )


def through_json(report: MonthReport):
    return json.loads(json.dumps(as_json(report)))


@settings(max_examples=30, deadline=None)
@given(reports())
def test_a_report_read_back_is_the_one_that_was_stored(report):
    assert report_from(through_json(report), VERSION) == report


def test_a_field_that_was_not_counted_then_has_its_default_and_is_named():
    stored = through_json(make_report(notes=(Note(date(2026, 3, 1), "Radio"),)))
    del stored["notes"]
    report = report_from(stored, VERSION)
    assert report.notes == ()
    assert report.uncounted == {"notes"}


def test_every_field_that_came_later_has_a_default():
    later = [
        each
        for each in fields(MonthReport)
        if each.name not in OF_THE_FIRST_VERSION
        and each.default is MISSING
        and each.default_factory is MISSING
    ]
    assert not later


def test_a_field_that_is_no_longer_known_is_passed_over():
    report = make_report()
    assert report_from(through_json(report) | {"of_old": 7}, VERSION) == report


def test_what_a_newer_program_has_counted_is_not_guessed_at():
    with pytest.raises(UnknownDefinitions):
        report_from(through_json(make_report()), VERSION + 1)
