"""What counts, and where: one sentence to a rule. Totals: test_totals.py."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from campaigns.models import Channel, DailyCounts
from planning.periods import Period
from planning.result import Result
from planning.rows import Channels
from planning.tally import By, Scope, tally
from tests.make import NOON, make_activity, make_inquiry, make_municipality
from tests.reports.histories import happen, move, undo

pytestmark = pytest.mark.django_db
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture
def town():
    return make_municipality()


@pytest.fixture
def activity(town):
    return make_activity(town)


def of(activity, period=MARCH):
    scope = Scope(activity.municipality, period, activities=[activity.pk])
    return tally(scope, By.ACTIVITY)[By.ACTIVITY].get(str(activity.pk), Result())


def test_reached_is_two_people_speaking(town, activity):
    happen(make_inquiry(town, activity=activity), "contacted", NOON)
    happen(make_inquiry(town, activity=activity), "attempted", NOON)
    assert (of(activity).inquiries, of(activity).reached) == (2, 1)


def test_a_letter_reaches_only_a_family_that_asked_for_one(town, activity):
    happen(make_inquiry(town, activity=activity, wish="write"), "wrote", NOON)
    happen(make_inquiry(town, activity=activity, wish="soon"), "wrote", NOON)
    assert of(activity).reached == 1


def test_a_meeting_is_a_meeting_or_any_step_beyond(town, activity):
    first, second = (make_inquiry(town, activity=activity) for _ in range(2))
    move(first, "contacted", "meeting", NOON)
    move(second, "contacted", "assessment", NOON)
    move(make_inquiry(town, activity=activity), "received", "contacted", NOON)
    assert of(activity).met == 2


def test_an_approved_home_finds_its_activity_months_later(town, activity):
    inquiry = make_inquiry(town, activity=activity)
    move(inquiry, "decision", "approved", NOON + timedelta(days=250))
    assert of(activity).approved == 1


def test_what_was_undone_has_not_happened(town, activity):
    inquiry = make_inquiry(town, activity=activity)
    undo(happen(inquiry, "contacted", NOON))
    undo(move(inquiry, "decision", "approved", NOON))
    assert (of(activity).reached, of(activity).met, of(activity).approved) == (0, 0, 0)


def test_several_talks_with_a_family_reach_one_family(town, activity):
    inquiry = make_inquiry(town, activity=activity)
    for _ in range(3):
        happen(inquiry, "contacted", NOON)
    assert (of(activity).inquiries, of(activity).reached) == (1, 1)


def test_another_town_s_inquiries_are_its_own(activity):
    make_inquiry(make_municipality())
    whole = tally(Scope(activity.municipality), By.CAMPAIGN)[By.CAMPAIGN]
    assert sum(row.inquiries for row in whole.values()) == 0


class TestCosts:
    def priced(self, activity, **fields):
        for name, value in fields.items():
            setattr(activity, name, value)
        activity.save()
        return activity

    @pytest.fixture
    def over_two_months(self, activity):
        """Ten days, four of them in March."""
        return self.priced(
            activity,
            starts_on=date(2026, 3, 28),
            ends_on=date(2026, 4, 6),
            cost_planned=Decimal(500),
            cost_actual=Decimal(1000),
        )

    def test_a_cost_is_spread_over_the_days(self, over_two_months):
        assert of(over_two_months).actual == Decimal(400)
        assert of(over_two_months).planned == Decimal(200)

    def test_adjoining_periods_add_up_to_the_ore(self, over_two_months):
        third = self.priced(over_two_months, cost_actual=Decimal("100.01"))
        day = timedelta(days=1)
        days = [third.starts_on + n * day for n in range(10)]
        parts = [of(third, Period(each, each)).actual for each in days]
        assert sum(parts) == Decimal("100.01")

    def test_a_cost_by_month_is_the_same(self, over_two_months):
        scope = Scope(over_two_months.municipality, Period(date(2026, 1, 1)))
        months = tally(scope, By.MONTH)[By.MONTH]
        assert {k: row.actual for k, row in months.items()} == {"3": 400, "4": 600}

    def test_without_an_end_it_falls_on_the_first_day(self, activity):
        self.priced(activity, starts_on=date(2026, 2, 28), cost_actual=Decimal(10))
        assert of(activity).actual is None
        february = Period(date(2026, 2, 1), date(2026, 2, 28))
        assert of(activity, february).actual == 10

    def test_a_planned_cost_stands_in_for_one_that_is_missing(self, activity):
        self.priced(activity, cost_planned=Decimal(300))
        row = of(activity)
        assert (row.cost, row.actual, row.estimated, row.uncosted) == (300, None, 1, 0)

    def test_a_cost_that_nobody_knows_is_no_zero(self, activity):
        assert (of(activity).cost, of(activity).uncosted) == (None, 1)
        self.priced(activity, cost_actual=Decimal(0))
        assert (of(activity).cost, of(activity).uncosted) == (0, 0)


class TestRatios:
    def test_there_is_none_for_none(self):
        assert Result(cost=Decimal(10)).per(0) is None

    def test_there_is_none_without_a_cost(self):
        assert Result().per(5) is None

    @pytest.mark.parametrize(("count", "is_small"), [(9, True), (10, False)])
    def test_one_of_fewer_than_ten_is_small(self, count, is_small):
        found = Result(cost=Decimal(90)).per(count)
        assert found.is_small == is_small
        assert found.kronor == Decimal(90) / count


class TestChannels:
    def rows(self, town, by):
        counted = tally(Scope(town), by)[by]
        rows = Channels(list(Channel.objects.of(town))).rows(counted)
        return [(row.name, row.result.inquiries) for row in rows]

    def test_a_kind_of_channel_is_counted_with_the_first_of_that_kind(self, town):
        for position, name in enumerate(("Sidan", "Gruppen")):
            Channel.objects.create(
                municipality=town, name=name, kind="facebook", position=position
            )
        make_inquiry(town, tracked_kind="facebook")
        assert self.rows(town, By.CHANNEL) == [("Sidan", 1), ("Okänt", 0)]

    def test_a_kind_that_the_town_has_no_channel_of_has_its_own_name(self, town):
        make_inquiry(town, tracked_kind="radio")
        assert self.rows(town, By.CHANNEL) == [("Radio", 1), ("Okänt", 0)]

    def test_what_prompted_may_be_no_channel_at_all(self, town, activity):
        make_inquiry(town, prompted_by="need")
        make_inquiry(town, prompted_channel=activity.channel)
        make_inquiry(town)
        assert self.rows(town, By.PROMPTED) == [
            ("Facebook", 1),
            ("Vi förstod hur stort behovet är", 1),
            ("Okänt", 1),
        ]

    def test_visits_of_those_who_followed_no_link_are_not_counted(self, town, activity):
        for seen in (activity, None):
            DailyCounts.objects.create(
                municipality=town, activity=seen, day=NOON.date(), visits=3, starts=2
            )
        counted = tally(Scope(town), By.CHANNEL)[By.CHANNEL]
        facebook, unknown = Channels([activity.channel]).rows(counted)
        assert (facebook.result.visits, facebook.result.starts) == (3, 2)
        assert (unknown.result.visits, unknown.result.starts) == (None, 2)
