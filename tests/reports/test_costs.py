from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from campaigns.models import Channel
from reports.channel_tables import cost_notes, cost_table, cost_title
from reports.figures.channels import ChannelCounts, ChannelRow, ChannelTable
from reports.figures.costs import Ratio, cost_per
from tests.make import make_activity, make_municipality
from tests.reports.figures import make_report
from tests.reports.histories import local, move, receive, report_of

pytestmark = pytest.mark.django_db
MONEY = 100_000  # öre: a thousand kronor


@pytest.fixture
def municipality():
    return make_municipality()


def rows(municipality, **at):
    return {row.name: row.counts for row in report_of(municipality, **at).channels.rows}


def test_a_channel_has_the_cost_of_its_activities_in_twelve_months(municipality):
    activity = make_activity(
        municipality,
        starts_on=date(2026, 3, 2),
        ends_on=date(2026, 3, 11),
        cost_actual=Decimal(1000),
    )
    inquiry = receive(municipality, "2026-03-02 09:00", activity=activity)
    move(inquiry, "contacted", "meeting", "2026-03-10 09:00")
    facebook = rows(municipality)["Facebook"]
    assert (facebook.ore, facebook.is_rough) == (MONEY, False)
    assert cost_per(facebook, facebook.met) == Ratio(MONEY, 1)


@pytest.mark.parametrize(
    ("starts", "ends", "ore"),
    [
        ("2025-03-31", "2025-04-01", MONEY // 2),
        ("2026-03-31", "2026-04-01", MONEY // 2),
        ("2025-03-31", None, None),
        ("2025-04-01", None, MONEY),
        ("2026-03-29", "2026-03-29", MONEY),
    ],
)
def test_only_the_days_of_the_twelve_months_cost(municipality, starts, ends, ore):
    make_activity(
        municipality,
        starts_on=date.fromisoformat(starts),
        ends_on=ends and date.fromisoformat(ends),
        cost_actual=Decimal(1000),
    )
    found = rows(municipality).get("Facebook", ChannelCounts())
    assert found.ore == ore


def test_a_running_month_has_cost_until_now(municipality):
    make_activity(
        municipality,
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 3, 31),
        cost_actual=Decimal(3100),
    )
    found = rows(municipality, at=local("2026-03-10 12:00"))["Facebook"]
    assert found.ore == 10 * 10_000


@pytest.mark.parametrize(
    ("costs", "is_rough"),
    [
        ([{"cost_planned": 5, "cost_actual": 7}], False),
        ([{"cost_planned": 5}], True),
        ([{"cost_actual": 5}, {}], True),
    ],
)
def test_planned_and_missing_costs_are_told(municipality, costs, is_rough):
    for each in costs:
        make_activity(municipality, starts_on=date(2026, 3, 2), **each)
    assert rows(municipality)["Facebook"].is_rough is is_rough


def test_a_channel_that_cost_and_brought_nobody_has_its_row(municipality):
    make_activity(municipality, starts_on=date(2026, 3, 2), cost_actual=Decimal(1000))
    receive(municipality, "2026-03-02 09:00")
    found = report_of(municipality).channels.rows
    assert [row.name for row in found] == ["Facebook", ""]


def test_an_address_that_names_a_kind_only_belongs_to_the_first_of_that_kind(
    municipality,
):
    Channel.objects.create(municipality=municipality, name="Vår radio", kind="radio")
    receive(municipality, "2026-03-02 09:00", tracked_kind="radio")
    receive(municipality, "2026-03-02 09:00", tracked_kind="cinema")
    found = rows(municipality)
    assert found["Vår radio"].tracked == 1
    assert found["Bio"].tracked == 1
    assert found[""].tracked == 0


@pytest.mark.parametrize(
    ("ore", "number", "ratio"),
    [
        (None, 5, None),
        (MONEY, 0, None),
        (100, 3, 33),
        (200, 3, 67),
        (1, 2, 1),
        (0, 4, 0),
    ],
)
def test_nothing_stands_where_there_is_nothing_to_divide(ore, number, ratio):
    found = cost_per(ChannelCounts(ore=ore), number)
    assert found == (None if ratio is None else Ratio(ratio, number))


def table(*counts):
    names = ("Radio", "Tips", "Facebook")
    named = [ChannelRow(n, "", c) for n, c in zip(names, counts, strict=False)]
    unknown = ChannelRow("", "", ChannelCounts(30, 30, 300, 300, 40, 12))
    return make_report(channels=ChannelTable((*named, unknown)))


RADIO = ChannelCounts(20, 20, 90, 90, 30, 6, ore=600 * MONEY)
TIPS = ChannelCounts(20, 20, 60, 60, 20, 12, ore=12 * MONEY)


def words(report):
    with translation.override("sv"):
        found = cost_table(report)
        rows = {row.label: list(row.cells) for row in found.rows}
    return {k: [c.replace("\xa0", " ") for c in cells] for k, cells in rows.items()}


def test_the_table_has_a_cost_for_each_and_marks_what_few_share():
    found = words(table(RADIO, TIPS))
    assert found["Radio"] == ["600 000 kr", "6 667 kr", "20 000 kr", "100 000 kr*"]
    assert found["Tips"] == ["12 000 kr", "200 kr", "600 kr", "1 000 kr"]
    assert found["Summa"][:1] == ["612 000 kr"]


def test_a_cost_is_not_divided_by_a_number_that_is_not_told():
    few = ChannelCounts(20, 20, 60, 60, 20, 3, ore=12 * MONEY)
    found = words(table(RADIO, few))
    assert found["Tips"] == ["12 000 kr", "200 kr", "600 kr", ""]


def test_the_dearest_and_the_cheapest_home_are_the_title():
    with translation.override("sv"):
        title = cost_title(table(RADIO, TIPS)).replace("\xa0", " ")
    assert (
        title == "Ett godkänt hem kostade 100 000 kr genom Radio, 1 000 kr genom Tips"
    )


@pytest.mark.parametrize(
    ("counts", "title"),
    [
        ([RADIO], "Ett godkänt hem kostade i snitt 33 333 kr"),
        ([ChannelCounts(5, 5, 5, 5, 0, 0)], "Vad kanalerna kostade"),
    ],
)
def test_with_one_channel_or_none_the_average_or_nothing_is_told(counts, title):
    with translation.override("sv"):
        assert cost_title(table(*counts)).replace("\xa0", " ") == title


def test_without_any_cost_there_is_no_table_and_rough_costs_say_so():
    assert cost_table(table(ChannelCounts(5, 5, 5, 5))) is None
    rough = ChannelCounts(20, 20, 60, 60, 20, 12, ore=MONEY, is_rough=True)
    with translation.override("sv"):
        notes = " ".join(cost_notes(table(rough)))
    assert "bara planerad eller saknas" in notes
    assert words(table(rough))["Radio"][0] == "ungefär 1 000 kr"
