"""How far the form is filled in: counted pages, beside what was sent."""

import pytest

from campaigns.models import DailyCounts
from inquiries.workflow import Stage
from planning.counted import of_channels
from planning.periods import ALWAYS, Period
from planning.steps import steps_table
from tests.make import NOON, make_activity, make_inquiry, make_municipality

pytestmark = pytest.mark.django_db
DAY = NOON.date()


@pytest.fixture
def town():
    return make_municipality()


def counted(town, starts, first, second, **fields):
    DailyCounts.objects.create(
        **{"municipality": town, "day": DAY, **fields},
        starts=starts,
        first_steps=first,
        second_steps=second,
    )


def figures(town, period=ALWAYS):
    return [
        tuple(cell.value for cell in line.cells)
        for line in steps_table(town, period).lines
    ]


def test_links_and_visitors_without_one_are_counted_together(town):
    counted(town, 12, 8, 5)
    counted(town, 8, 7, 5, activity=make_activity(town))
    for _each in range(4):
        make_inquiry(town, source="form")
    assert figures(town) == [(20, 100), (15, 75), (10, 50), (4, 20)]


def test_only_what_came_by_the_form_is_sent_by_it(town):
    counted(town, 10, 8, 5)
    make_inquiry(town, source="form")
    make_inquiry(town, source="phone")
    make_inquiry(town, source="form", stage=Stage.SPAM)
    make_inquiry(source="form")
    assert figures(town)[-1] == (1, 10)


def test_a_share_of_few_is_blank(town):
    counted(town, 9, 8, 5)
    assert figures(town)[1] == (8, None)


def test_only_the_period_counts(town):
    counted(town, 10, 8, 5)
    counted(town, 30, 20, 10, day=DAY.replace(month=2))
    assert figures(town, Period(DAY, DAY))[0] == (10, 100)


def test_nothing_is_said_where_nobody_has_begun(town):
    assert figures(town) == []
    assert "steps" in {each.key for each in of_channels(town, ALWAYS)}
