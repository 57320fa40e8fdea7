"""Random histories: every cell of a month's report equals plain SQL."""

from collections.abc import Iterable
from dataclasses import fields
from random import Random

import pytest
from django.db import connection, transaction

from reports.report import MonthReport, month_report
from reports.services.rolling_up import roll_up
from tests.reports.oracle.beside import write_beside
from tests.reports.oracle.cells import NOT_COMPARED, all_cells, cells_of, differing
from tests.reports.oracle.recount import recount
from tests.reports.oracle.towns import Town, draw_towns
from tests.reports.oracle.written import write_stories

pytestmark = pytest.mark.django_db

HISTORIES = 200


@pytest.fixture
def seed(request):
    """Others with --oracle-seed=…"""
    return request.config.getoption("--oracle-seed")


@pytest.fixture(autouse=True)
def _weeks_are_not_compared(monkeypatch):
    """They take a third of the time of a report. See NOT_COMPARED."""
    monkeypatch.setattr("reports.report.weeks_ahead", lambda *_, at: ())


class Watched:
    """A report that remembers what was asked of it."""

    def __init__(self, report: MonthReport) -> None:
        self.report = report
        self.seen: set[str] = set()

    def __getattr__(self, name):
        self.seen.add(name)
        return getattr(self.report, name)


def check(names: Iterable[str]) -> tuple[set[str], set[str]]:
    """Write the histories down and compare.

    Gives all figures that a report has, and those in which there was something.
    """
    told, figures, filled = list(names), set(), set()
    with transaction.atomic():
        towns = draw_towns(map(Random, told))
        write_stories(towns)
        write_beside(towns)
        count_months(towns[1::5])  # and some are marked by what follows
        move_between_channels(towns)
        count_months(towns[2::5])
        counted = recount(each.asked for each in towns)
        for town, name in zip(towns, told, strict=True):
            report, expected = report_of(town), counted[town.row.pk]
            assert not differing(report, expected), name
            figures |= {figure for (figure, *_), _ in all_cells(report)}
            filled |= {figure for (figure, *_), value in expected.items() if value}
        transaction.set_rollback(True)
    return figures, filled


def report_of(town: Town) -> MonthReport:
    return month_report(town.row, town.clock.month, at=town.clock.at)


def count_months(towns: list[Town]) -> None:
    """The report of these is read from rows that are kept, where nothing marks them."""
    for town in towns:
        roll_up(town.row, at=town.clock.at)


def move_between_channels(towns: list[Town]) -> None:
    """Of each an activity, and of some what families tell, to another channel."""
    with connection.cursor() as cursor:
        for town in towns:
            activity, channel = town.activities[0].pk, town.channels[0].pk
            cursor.execute(
                "UPDATE campaigns_activity SET channel_id = %s WHERE id = %s",
                [channel, activity],
            )
            cursor.execute(
                "UPDATE inquiries_inquiry SET told_channel_id = %s"
                " WHERE municipality_id = %s AND serial %% 5 = 0",
                [channel, town.row.pk],
            )


def test_two_hundred_histories_equal_plain_sql_in_every_cell(seed):
    figures, filled = check(f"{seed}:{number}" for number in range(HISTORIES))
    assert figures == filled, "nothing is equal because nothing was there"


@pytest.mark.slow
@pytest.mark.parametrize("part", range(10))
def test_two_thousand_more_histories_equal_plain_sql(seed, part):
    check(f"{seed}:{part}:{number}" for number in range(HISTORIES))


def test_no_field_of_the_report_is_left_out(seed):
    with transaction.atomic():
        towns = draw_towns([Random(f"{seed}:0")])
        report = Watched(report_of(towns[0]))
        cells_of(report)
        transaction.set_rollback(True)
    assert {each.name for each in fields(MonthReport)} <= {*report.seen, *NOT_COMPARED}
